import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseZone } from '../../../platforms/bind/parse.ts';
import { changeZone } from '../../../platforms/bind/view.ts';
import { dataOf, typeOf } from '../../../platforms/bind/zone.ts';
import { patchOf } from '../../../src/farm/text/patch.ts';
import { Unreadable } from '../../../src/farm/text/unreadable.ts';
import { needs } from '../../support/servers.ts';
import { zone } from './drawn.ts';

const wanted = { type: 'A', name: 'gallifrey-dev.xivo.vm.farm', value: '10.10.60.6' } as const;
const today = '20261122';

/** Edits of drawn zones and what BIND makes of them; `times` as many as a quick look needs. */
export function againstBind(times: number): void {
  needs('named-checkzone')('against named-compilezone', () => {
    let folder = '';
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'farmhand-zone-'));
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    /** The records BIND reads in each text, the SOA left out, lower case, sorted; undefined where it refuses the text. One shell for all. */
    function meanings(texts: readonly string[], { oneTtl = false } = {}): readonly (readonly string[] | undefined)[] {
      for (const [index, text] of texts.entries()) writeFileSync(join(folder, String(index)), text);
      // What BIND makes of records of one name and type with several TTLs depends on whether they stand together (RFC 2181, 5.2).
      const clean = oneTtl ? '! grep -q "TTL set to prior TTL" "$n.said"' : 'true';
      const each = `named-compilezone -i none -k ignore -o "$n.out" farm "$n" >"$n.said" && ${clean} && echo good >>"$n.out"`;
      const all = `n=0; while [ "$n" -lt ${texts.length} ]; do : >"$n.out"; ${each}; n=$((n+1)); done`;
      spawnSync('sh', ['-c', all], { cwd: folder, env: { PATH: '/usr/bin:/usr/sbin:/bin:/sbin' } });
      return texts.map((_, index) => {
        const lines = readFileSync(join(folder, `${index}.out`), 'utf8')
          .trimEnd()
          .split('\n');
        if (lines.pop() !== 'good') return undefined;
        return lines
          .filter((found) => !/\sSOA\s/.test(found))
          .map((found) => found.replace(/\s+/g, ' ').toLowerCase())
          .sort();
      });
    }

    const withoutTtl = (records: readonly string[] = []) =>
      records.map((found) => found.replace(/ \d+ in /, ' ')).sort();

    /** Two texts that differ in the digits of one line, the serial, and in nothing else. */
    function expectSameButSerial(text: string, back: string): void {
      const patch = patchOf(text, back);
      expect(patch?.removed).toHaveLength(1);
      expect(patch?.removed[0]?.replace(/\d+/, 'N')).toBe(patch?.added[0]?.replace(/\d+/, 'N'));
    }

    test('adding a record adds that one and changes no other, and taking it back gives the same bytes but the serial', () => {
      const drawn = fc.sample(zone, 50 * times);
      const accepted = meanings(drawn, { oneTtl: true });
      const cases = drawn.flatMap((text, index) => (accepted[index] ? [{ text, before: accepted[index] }] : []));
      expect(cases.length).toBeGreaterThan(20);
      const changes = cases.map(({ text }) => changeZone(text, 'farm', wanted, 'present', today));
      const after = meanings(changes.map((change) => change?.text ?? ''));
      for (const [index, { text, before }] of cases.entries()) {
        const [change, records] = [changes[index], after[index] ?? []];
        expect(
          records.filter((found) => !before.includes(found)),
          text,
        ).toEqual([expect.stringMatching(/^gallifrey-dev\.xivo\.vm\.farm\. \d+ in a 10\.10\.60\.6$/)]);
        expect(records, text).toHaveLength(before.length + 1);
        expectSameButSerial(
          text,
          changeZone(change?.text ?? '', 'farm', wanted, 'absent', today, change?.patch)?.text ?? '',
        );
      }
    });

    test('removing any address removes that one alone, and taking it back gives the same bytes but the serial', () => {
      const drawn = fc.sample(fc.tuple(zone, fc.nat()), 60 * times);
      const accepted = meanings(drawn.map(([text]) => text));
      const cases = drawn.flatMap(([text, choice], index) => {
        const addresses = accepted[index]
          ? parseZone(text, 'farm').records.filter((one) => typeOf(one) === 'A' && one.owner !== 'host01.farm')
          : [];
        const one = addresses[choice % addresses.length];
        return one
          ? [{ text, before: accepted[index], gone: { type: 'A', name: one.owner, value: dataOf(one) } as const }]
          : [];
      });
      expect(cases.length).toBeGreaterThan(20);
      const changes = cases.map(({ text, gone }) => changeZone(text, 'farm', gone, 'absent', today));
      const after = meanings(changes.map((change) => change?.text ?? ''));
      for (const [index, { text, before, gone }] of cases.entries()) {
        const change = changes[index];
        const rest = withoutTtl(before).filter((found) => found !== `${gone.name}. a ${gone.value}`);
        expect(withoutTtl(after[index]), text).toEqual(rest);
        expectSameButSerial(
          text,
          changeZone(change?.text ?? '', 'farm', gone, 'present', today, change?.patch)?.text ?? '',
        );
      }
    });

    test('nor does any other record get another TTL', () => {
      const drawn = fc
        .sample(fc.tuple(zone, fc.nat()), 90)
        .map(([text, choice]) => [text.replace('$TTL 604800', ''), choice] as const);
      const accepted = meanings(
        drawn.map(([text]) => text),
        { oneTtl: true },
      );
      const cases = drawn.flatMap(([text, choice], index) => {
        const addresses = parseZone(text, 'farm').records.filter(
          (one) => typeOf(one) === 'A' && one.owner !== 'host01.farm',
        );
        const one = addresses[choice % addresses.length];
        const gone = one && ({ type: 'A', name: one.owner, value: dataOf(one) } as const);
        // Records of one name and type have one TTL between them, which may be that of the one that goes (RFC 2181, 5.2).
        const alone = addresses.filter(({ owner }) => owner === gone?.name).length === 1;
        return gone && alone && accepted[index] ? [{ text, before: accepted[index] ?? [], gone }] : [];
      });
      const changed = cases.map(({ text, gone }) => changeZone(text, 'farm', gone, 'absent', today)?.text ?? '');
      const after = meanings(changed);
      expect(after).not.toContain(undefined);
      // One record that stands twice with two TTLs gets another one when its two lines come to stand together.
      const together = meanings(changed, { oneTtl: true }).map((found) => found === undefined);
      expect(together.filter((is) => !is).length).toBeGreaterThan(10);
      for (const [index, { text, before, gone }] of cases.entries()) {
        if (together[index]) continue;
        const own = (found: string) => found.startsWith(`${gone.name}. `) && found.endsWith(` a ${gone.value}`);
        expect(after[index], text).toEqual(before.filter((found) => !own(found)));
      }
    });

    test('what it refuses BIND refuses too; what it does not understand of other names it edits around', () => {
      const name = wanted.name;
      const broken = [
        'x A ( 1.1.1.1',
        'x A 1.1.1.1 )',
        'x TXT "open',
        '$FOO',
        `${name}.`,
        `${name}. 60 IN 60 A 1.1.1.1`,
      ];
      const around = ['x', 'x IN', 'x 60 IN 60 A 1.1.1.1'];
      const drawn = fc.sample(zone, 2);
      const spoilt = (lines: readonly string[]) => drawn.flatMap((text) => lines.map((bad) => `${text}\n${bad}\n`));
      expect(meanings([...spoilt(broken), ...spoilt(around)]).every((records) => records === undefined)).toBe(true);
      for (const text of spoilt(broken))
        expect(() => changeZone(text, 'farm', wanted, 'present', today), text).toThrow(Unreadable);
      for (const [index, text] of spoilt(around).entries()) {
        const change = changeZone(text, 'farm', wanted, 'present', today);
        expect(change?.text).toContain(`\n${around[index % around.length]}\n`);
        expectSameButSerial(text, changeZone(change?.text ?? '', 'farm', wanted, 'absent', today)?.text ?? '');
      }
    });
  });
}
