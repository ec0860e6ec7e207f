import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type KeaConfig, keaConfig } from '../../../platforms/kea/config.ts';
import { addReservation, removeReservation } from '../../../platforms/kea/edit.ts';
import { placeFor } from '../../../platforms/kea/place.ts';
import { addition, removal, restoreOf } from '../../../platforms/kea/reserving.ts';
import { needs } from '../../support/servers.ts';
import { accepted } from './server.ts';

const dev = { name: 'dev.farm', mac: '52:54:86:b3:3f:10', address: '10.10.60.6' };
const one = (n: number) =>
  `{ "hw-address": "52:54:00:00:00:0${n}", "ip-address": "10.10.60.${n}", "hostname": "h${n}.farm" }`;
const own = '{ "hw-address": "52:54:86:b3:3f:10", "ip-address": "10.10.60.6", "hostname": "dev.farm" }';
const none = () => undefined;

function add(text: string): string {
  const config = keaConfig(text, '/k');
  const place = placeFor(config, dev.address, undefined);
  if ('why' in place) throw new Error(place.why);
  return addReservation(config, place.holder, dev).text;
}

function remove(text: string, name = dev.name): string {
  const config = keaConfig(text, '/k');
  const found = config.reservations.find((reservation) => reservation.name === name);
  return found ? removeReservation(config, found) : text;
}

const subnet = (inside: string) => `{ "Dhcp4": { "subnet4": [\n  { "subnet": "10.10.60.0/24"${inside} } ] } }\n`;
const list = (inside: string) => subnet(`,\n    "reservations": [${inside}]`);

/** What stands in the list, or the subnet, before and after the reservation of dev.farm is added. */
const lists: readonly (readonly [what: string, before: string, after: string])[] = [
  ['on a line each', `\n  ${one(1)},\n  ${one(2)}\n`, `\n  ${one(1)},\n  ${one(2)},\n  ${own}\n`],
  ['one alone', `\n\t${one(1)}\n`, `\n\t${one(1)},\n\t${own}\n`],
  ['all on one line', ` ${one(1)}, ${one(2)} `, ` ${one(1)}, ${one(2)}, ${own} `],
  ['without any space', `${one(1)},${one(2)}`, `${one(1)},${one(2)},${own}`],
  ['empty lines between', `\n ${one(1)},\n\n ${one(2)}\n`, `\n ${one(1)},\n\n ${one(2)},\n\n ${own}\n`],
  ['commas in front', `\n  ${one(1)}\n  , ${one(2)}\n`, `\n  ${one(1)}\n  , ${one(2)}\n  , ${own}\n`],
  ['a comma at the end', `\n  ${one(1)},\n  ${one(2)},\n`, `\n  ${one(1)},\n  ${one(2)},\n  ${own},\n`],
  [
    'a comma and a comment at the end',
    `\n  ${one(1)}, # a,\n  ${one(2)}, // b  \n`,
    `\n  ${one(1)}, # a,\n  ${one(2)}, // b  \n  ${own},\n`,
  ],
  [
    'a comment behind the last',
    `\n  ${one(1)}, # a\n  ${one(2)} # b ]\t\n`,
    `\n  ${one(1)}, # a\n  ${one(2)}, # b ]\t\n  ${own}\n`,
  ],
  ['comments on one line', ` ${one(1)} /* a */ `, ` ${one(1)}, /* a */\n    ${own} `],
  [
    'comments between',
    `\n // a\n ${one(1)},\n // b\n ${one(2)}\n // c\n`,
    `\n // a\n ${one(1)},\n // b\n ${one(2)},\n ${own}\n // c\n`,
  ],
  [
    'other names, another order',
    ' { "hostname":"x","ip-address":"10.10.60.9" , "hw-address" : "52:54:00:00:00:09"} ',
    ' { "hostname":"x","ip-address":"10.10.60.9" , "hw-address" : "52:54:00:00:00:09"}, { "hostname":"dev.farm","ip-address":"10.10.60.6" , "hw-address" : "52:54:86:b3:3f:10"} ',
  ],
  ['lines that end as in DOS', `\r\n  ${one(1)} # a\r\n`, `\r\n  ${one(1)}, # a\r\n  ${own}\r\n`],
  ['only comments', ' # none\n    ', ` # none\n      ${own}\n    `],
];

describe('where the neighbours stand', () => {
  test.each(lists)('%s: the new one stands so too, and taken out leaves the same bytes', (_, before, after) => {
    expect(add(list(before))).toBe(list(after));
    expect(remove(list(after))).toBe(list(before));
  });

  test('in several lines with more in it: the new one has their indent', () => {
    const odd =
      '\n      {\n        "hw-address": "52:54:00:00:00:01", // card\n        "ip-address": "10.10.60.1"\n      }\n    ';
    const written =
      '{\n        "hw-address": "52:54:86:b3:3f:10",\n        "ip-address": "10.10.60.6",\n        "hostname": "dev.farm"\n      }';
    expect(add(list(odd))).toBe(list(odd.replace('}\n', `},\n      ${written}\n`)));
    expect(remove(add(list(odd)))).toBe(list(odd));
  });

  test('an empty list is opened, and is empty again', () => {
    expect(add(list(''))).toBe(list(`\n      ${own}\n    `));
    expect(remove(add(list('')))).toBe(list(''));
  });

  test('without a list there is one behind the last member', () => {
    expect(add(subnet(',\n    "id": 1 // first\n '))).toBe(
      subnet(`,\n    "id": 1, // first\n    "reservations": [\n      ${own}\n    ]\n `),
    );
    expect(add(subnet(', "id": 1'))).toBe(subnet(`, "id": 1, "reservations": [ ${own} ]`));
    expect(remove(add(subnet(', "id": 1')))).toBe(subnet(', "id": 1, "reservations": []'));
  });
});

test.each([
  [`\n  ${one(1)}, // a\n  ${one(2)}, // b\n  ${one(3)} // c\n`, 'h1.farm', `\n  ${one(2)}, // b\n  ${one(3)} // c\n`],
  [`\n  ${one(1)}, // a\n  ${one(2)}, // b\n  ${one(3)} // c\n`, 'h2.farm', `\n  ${one(1)}, // a\n  ${one(3)} // c\n`],
  [`\n  ${one(1)}, // a\n  ${one(2)}, // b\n  ${one(3)} // c\n`, 'h3.farm', `\n  ${one(1)}, // a\n  ${one(2)} // b\n`],
  [` ${one(1)}, /* b */ ${one(2)} `, 'h1.farm', ` /* b */ ${one(2)} `],
  [` ${one(1)}, /* b */ ${one(2)} `, 'h2.farm', ` ${one(1)} /* b */ `],
  [`\n ${one(1)}\n , ${one(2)}\n`, 'h1.farm', `\n ${one(2)}\n`],
  [`\n  ${one(1)},\n`, 'h1.farm', ''],
])('from %j goes %s', (before, name, after) => expect(remove(list(before), name)).toBe(list(after)));

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
