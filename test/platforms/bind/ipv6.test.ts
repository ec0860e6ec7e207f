import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addRecord, removeRecord } from '../../../platforms/bind/edit.ts';
import type { WantedRecord } from '../../../platforms/bind/format.ts';
import { zoneInventory } from '../../../platforms/bind/inventory.ts';
import { parseZone } from '../../../platforms/bind/parse.ts';
import { changeZone, viewZone } from '../../../platforms/bind/view.ts';
import { needs } from '../../support/servers.ts';
import { zone } from './drawn.ts';

const name = 'gallifrey-dev.xivo.vm.farm';
const a: WantedRecord = { type: 'A', name, value: '10.10.60.6' };
const aaaa: WantedRecord = { type: 'AAAA', name, value: '2001:db8:10:60::6' };
const today = '20261122';
const soa = '@ SOA ns root 5 3600 900 604800 300\n';

/** A zone, and the same with the record: adding leads from the first to the second, removing back. */
const both: readonly (readonly [string, string, string])[] = [
  [
    'after the A record of its name, as the others are written',
    'b A 1.1.1.1\nb   IN AAAA   2001:db8::1\ngallifrey-dev.xivo.vm A 10.10.60.6\nz TXT x\n',
    'b A 1.1.1.1\nb   IN AAAA   2001:db8::1\ngallifrey-dev.xivo.vm A 10.10.60.6\ngallifrey-dev.xivo.vm   IN AAAA   2001:db8:10:60::6\nz TXT x\n',
  ],
  [
    'as that A record is written where there is no other',
    'gallifrey-dev.xivo.vm   IN  A   10.10.60.6\nz   IN  A   1.1.1.1\n',
    'gallifrey-dev.xivo.vm   IN  A   10.10.60.6\ngallifrey-dev.xivo.vm   IN  AAAA   2001:db8:10:60::6\nz   IN  A   1.1.1.1\n',
  ],
  [
    'in small letters where that is the way',
    'gallifrey-dev.xivo.vm in a 10.10.60.6\n',
    'gallifrey-dev.xivo.vm in a 10.10.60.6\ngallifrey-dev.xivo.vm in aaaa 2001:db8:10:60::6\n',
  ],
  [
    'after what belongs to the name',
    'gallifrey-dev.xivo.vm A 10.10.60.6\n  TXT "x"\nz A 1.1.1.1\n',
    'gallifrey-dev.xivo.vm A 10.10.60.6\n  TXT "x"\ngallifrey-dev.xivo.vm AAAA 2001:db8:10:60::6\nz A 1.1.1.1\n',
  ],
  [
    'after the last of its kind where the name has no A record here',
    'b AAAA 2001:db8::1\nz A 1.1.1.1\n',
    'b AAAA 2001:db8::1\ngallifrey-dev.xivo.vm AAAA 2001:db8:10:60::6\nz A 1.1.1.1\n',
  ],
];

describe('an AAAA record is added', () => {
  test.each(both)('%s, and removed to the same bytes', (_, without, withIt) => {
    expect(addRecord(parseZone(without, 'farm'), aaaa)).toBe(withIt);
    expect(removeRecord(parseZone(withIt, 'farm'), aaaa)).toBe(without);
  });

  test('and both records added and removed again leave any zone the same but for its serial', () => {
    const drawn = zone.map((text) => text.replaceAll(/\ba 10\.10\.60\.3/g, 'aaaa 2001:DB8::3'));
    const serial = (text: string) => viewZone(text, 'farm', a).serial;
    const bare = (text: string) => text.replace(RegExp(`\\b${serial(text)}\\b`), 'N');
    fc.assert(
      fc.property(drawn, (text) => {
        const first = changeZone(text, 'farm', a, 'present', today);
        const second = changeZone(first?.text ?? '', 'farm', aaaa, 'present', today);
        const third = changeZone(second?.text ?? '', 'farm', aaaa, 'absent', today, second?.patch);
        const fourth = changeZone(third?.text ?? '', 'farm', a, 'absent', today, first?.patch);
        expect(bare(fourth?.text ?? '')).toBe(bare(text));
      }),
      { numRuns: 40 },
    );
  });
});

test.each([
  '2001:DB8:10:60:0:0:0:6',
  '2001:db8:10:60::0006',
  '2001:db8:10:60::0.0.0.6',
  '\\# 16 20010db8001000600000000000000006',
])('an address is the same however it is written: %s', (written) => {
  const text = `${soa}gallifrey-dev.xivo.vm AAAA ${written}\n`;
  expect(viewZone(text, 'farm', aaaa)).toMatchObject({ present: true, others: [] });
  expect(viewZone(text, 'farm', { ...aaaa, name: 'b.farm' }).sharers).toEqual([name]);
  expect(viewZone(text, 'farm', { ...aaaa, value: '2001:db8::7' }).others).toEqual(['2001:db8:10:60::6']);
  expect(changeZone(text, 'farm', aaaa, 'absent', today)?.text).toBe(soa.replace(' 5 ', ' 6 '));
  expect(zoneInventory(parseZone(text, 'farm'), {}).claims).toContainEqual(
    expect.objectContaining({ thing: { kind: 'address', first: '2001:db8:10:60::6', last: '2001:db8:10:60::6' } }),
  );
});

test('a type by its number is that type (RFC 3597, 5)', () => {
  expect(viewZone(`${soa}gallifrey-dev.xivo.vm TYPE28 2001:db8:10:60::6\n`, 'farm', aaaa).present).toBe(true);
});

needs('named-checkzone')('generated names of ip6.arpa, against named-compilezone', () => {
  test('digits with dots between them, of any width', () => {
    const directives = [0, 1, 3, 5, 7, 31].flatMap((width) =>
      ['n', 'N'].map(
        (base, at) => `$GENERATE ${250 + width}-${251 + width}/1 \${0,${width},${base}}.${at} PTR a-$.farm.`,
      ),
    );
    const text = `$TTL 60\n${soa}@ NS ns.farm.\n${directives.join('\n')}\n`;
    const folder = mkdtempSync(join(tmpdir(), 'farmhand-nibbles-'));
    writeFileSync(join(folder, 'zone'), text);
    const words = ['-q', '-i', 'none', '-k', 'ignore', '-o', '-', 'x.ip6.arpa', join(folder, 'zone')];
    const { stdout } = spawnSync('named-compilezone', words, { encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    const made = stdout
      .split('\n')
      .flatMap((line) => (/\sPTR\s/.test(line) ? [line.split(/\.\s/)[0]?.toLowerCase()] : []));
    const { claims, opaque } = zoneInventory(parseZone(text, 'x.ip6.arpa'), {});
    const own = claims.flatMap(({ by, entry }) => (by.startsWith('PTR') ? [entry] : []));
    expect(opaque).toEqual([]);
    expect(new Set(own).size).toBeGreaterThan(10);
    expect([...new Set(own)].sort()).toEqual([...new Set(made)].sort());
  });
});
