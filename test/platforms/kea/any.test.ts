import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type KeaConfig, keaConfig } from '../../../platforms/kea/config.ts';
import { addition, removal, restoreOf } from '../../../platforms/kea/reserving.ts';
import { needs } from '../../support/servers.ts';
import { add, dev, one, remove } from './edited.ts';
import { accepted } from './server.ts';

const none = () => undefined;

const space = fc.constantFrom('', ' ', '\n', '\n    ', '\t', ' # a ] comment {\n', '/* , */', ' // "x\r\n\n ');
const gap = (parts: readonly string[]) => parts.join('');
const member = (n: number) =>
  fc
    .tuple(space, space, fc.boolean(), fc.constantFrom('', ', "option-data": [ ]', ', "next-server": "10.0.0.1"'))
    .map(([a, b, short, more]) =>
      short ? one(n) : `{${a}"hw-address":${b}"52:54:00:00:00:0${n}"${a},${b}"ip-address": "10.10.60.${n}"${more}${b}}`,
    );
const reservations = fc
  .tuple(
    fc.array(fc.tuple(space, space, fc.constant(0)), { maxLength: 4 }),
    fc.tuple(member(1), member(2), member(3), member(4)),
    space,
    fc.boolean(),
  )
  .map(
    ([gaps, members, last, comma]) =>
      gaps.map(([a, b], at) => `${a}${members[at]}${b}${at + 1 < gaps.length || comma ? ',' : ''}`).join('') + last,
  );
const members = fc
  .tuple(space, space, space, fc.option(reservations, { freq: 5 }), fc.boolean())
  .map(([a, b, c, inside, comma]) => {
    const own_ = inside === null ? '' : `,${b}"reservations":${a}[${inside}]`;
    return gap([a, '"id": 1', b, ',', a, '"subnet": "10.10.60.0/24"', own_, comma ? `${c},` : '', c]);
  });
const config = fc
  .tuple(members, space)
  .map(([inside, a]) => `{${a}"Dhcp4":${a}{ "subnet4": [${a}{${inside}}${a}] }${a}}${a}\n`);

describe('of any configuration:', () => {
  const others = ({ text, reservations: all }: KeaConfig) =>
    all
      .filter(({ name }) => name !== dev.name)
      .map(({ entry: { value } }) => text.slice(value.open.start, value.close.end));

  test('added, undone: the same bytes; nothing but the new one comes, and taken out by its name no other goes', () => {
    fc.assert(
      fc.property(config, (text) => {
        const before = keaConfig(text, '/k');
        const change = addition(before, dev, none);
        const after = keaConfig(change.text, '/k');
        expect(others(after)).toEqual(others(before));
        expect(after.reservations.filter(({ name }) => name === dev.name)).toMatchObject([
          { mac: dev.mac, address: dev.address },
        ]);
        const restore = restoreOf(before, change);
        expect(removal(after, { name: dev.name, mac: dev.mac, restore }, none)?.text).toBe(text);
        const taken = remove(change.text);
        expect(others(keaConfig(taken, '/k'))).toEqual(others(before));
        // A list that had something in it is what it was without the patch, too.
        if (others(before).length > 0) expect(taken).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  test('taken out, undone: the same bytes; all taken out, none is left and the rest can be read', () => {
    fc.assert(
      fc.property(config, fc.nat(3), (text, pick) => {
        const before = keaConfig(text, '/k');
        const found = before.reservations[pick];
        if (!found) return;
        const change = removal(before, { name: found.name }, none);
        const after = keaConfig(change?.text ?? '', '/k');
        expect(after.reservations.map(({ name }) => name)).toEqual(
          before.reservations.filter((each) => each !== found).map(({ name }) => name),
        );
        const restore = change ? restoreOf(before, change) : undefined;
        const back = addition(after, { name: found.name, restore }, none).text;
        expect(keaConfig(back, '/k').reservations.length).toBe(before.reservations.length);
        expect(back).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  needs('kea-dhcp4')('kea-dhcp4 -t takes what it took', () => {
    test('with one more and with one less', () => {
      const folder = mkdtempSync(join(tmpdir(), 'farmhand-kea-'));
      try {
        const good = (texts: readonly string[]) => {
          for (const [index, text] of texts.entries()) writeFileSync(join(folder, `${index}.conf`), text);
          return accepted(folder, texts);
        };
        const drawn = fc.sample(config, 15);
        const taken = good(drawn);
        expect(taken.filter(Boolean).length).toBeGreaterThan(12);
        const edited = drawn
          .filter((_, at) => taken[at])
          .flatMap((text) => [add(text), remove(add(text)), remove(text, '10.10.60.2')]);
        expect(good(edited)).toEqual(edited.map(() => true));
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  });
});
