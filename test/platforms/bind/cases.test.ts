import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseZone } from '../../../platforms/bind/parse.ts';
import { changeZone, viewZone } from '../../../platforms/bind/view.ts';
import { allRecords, dataOf, type Files, typeOf, unreadOf } from '../../../platforms/bind/zone.ts';
import { needs } from '../../support/servers.ts';

const folder = fileURLToPath(new URL('./cases/', import.meta.url));
const today = '20261129';
const dev = { type: 'A', name: 'gallifrey-dev.xivo.vm.farm', value: '10.10.60.6' } as const;
const pointer = { type: 'PTR', name: '6.60.10.10.in-addr.arpa', value: dev.name } as const;

const read = (file: string) => readFileSync(join(folder, file), 'utf8');
const files: Files = (name) => ({ path: name, text: read(name) });

interface Case {
  /** Addresses and pointers it has: `owner value`. */
  readonly has: readonly string[];
  /** The line that is added. */
  readonly adds?: string;
  /** Serial afterwards; of z17, which is served one higher than its file has. */
  readonly serial?: number;
  readonly served?: number;
  /** What is not understood. */
  readonly unread?: string;
  /** BIND does not load it as it is. */
  readonly bad?: boolean;
  /** It has the record already. */
  readonly there?: boolean;
}

const host01 = 'host01.farm 10.10.59.1';
const skaro = 'skaro.xivo.vm.farm 10.10.60.2';
const cases: Readonly<Record<string, Case>> = {
  'z01-nsupdate-dump': {
    has: ['farm 10.10.0.254', host01, 'gallifrey.xivo.vm.farm 10.10.60.5', 'lab.xivo.vm.farm 10.10.60.20', skaro],
    adds: 'gallifrey-dev\t\tA\t10.10.60.6',
    serial: 2026112908,
  },
  'z02-no-ttl-one-line-soa': {
    has: [host01, skaro, 'gallifrey.xivo.vm.farm 10.10.60.5', 'lab.xivo.vm.farm 10.10.60.20'],
    adds: 'gallifrey-dev.xivo.vm in a 10.10.60.6',
    serial: 118,
  },
  'z03-include-relative': {
    has: ['mail.farm 10.10.59.9', host01, skaro],
    adds: 'gallifrey-dev.xivo.vm\tA\t10.10.60.6',
    serial: 2026112999,
  },
  'z05-txt-paren': { has: [host01, skaro], adds: 'gallifrey-dev.xivo.vm  A 10.10.60.6', serial: 1764460801 },
  'z06-wraparound-no-newline': { has: [host01, skaro], adds: 'gallifrey-dev.xivo.vm\tIN\tA\t10.10.60.6', serial: 1 },
  'z07-unix-time': { has: [host01], adds: 'gallifrey-dev.xivo.vm IN A 10.10.60.6', serial: 1764460801 },
  'z08-date-in-future': { has: [host01], adds: 'gallifrey-dev.xivo.vm IN A 10.10.60.6', serial: 2062112902 },
  'z10-underscore': {
    has: [host01, 'build_01.xivo.vm.farm 10.10.60.30'],
    adds: 'gallifrey-dev.xivo.vm IN A 10.10.60.6',
    serial: 26112902,
  },
  'z11-empty-quoted-owner': { has: [host01], adds: 'gallifrey-dev.xivo.vm\tA\t10.10.60.6', serial: 6, bad: true },
  'z12-delegated': {
    has: [host01, 'ns.vm.farm 10.10.60.1'],
    adds: 'gallifrey-dev.xivo.vm IN A 10.10.60.6',
    serial: 2026112901,
  },
  'z13-inherit-after-origin': {
    has: [host01, skaro, 'skaro.xivo.vm.farm 10.10.60.3'],
    adds: 'gallifrey-dev.xivo.vm IN A 10.10.60.6',
    serial: 2026112901,
  },
  'z14-rev': {
    has: [
      '1.59.10.10.in-addr.arpa host01.farm',
      '2.60.10.10.in-addr.arpa skaro.xivo.vm.farm',
      '5.60.10.10.in-addr.arpa gallifrey.xivo.vm.farm',
    ],
    adds: '6\tPTR\tgallifrey-dev.xivo.vm.farm.',
    serial: 2026112901,
  },
  'z15-dnssec-signed-lines': {
    has: [host01, 'host01.farm 10.10.59.2', skaro],
    adds: 'gallifrey-dev.xivo.vm IN A 10.10.60.6',
    serial: 2026112901,
  },
  'z16-ttl-inherit-removal': { has: [host01, 'gallifrey-dev.xivo.vm.farm 10.10.60.6'], there: true },
  'z17-served-serial-above': {
    has: [host01],
    adds: 'gallifrey-dev.xivo.vm IN A 10.10.60.6',
    served: 2026112905,
    serial: 2026112906,
  },
  'z18-references': { has: [host01, 'gallifrey-dev.xivo.vm.farm 10.10.60.6'], there: true },
  'z19-many-digits': {
    has: [host01],
    adds: 'gallifrey-dev.xivo.vm IN A 10.10.60.6',
    serial: 6,
    unread: '6: a record of host01.farm has no type that could be "1111111111111111111111111111x"',
    bad: true,
  },
};
const all = Object.entries(cases);
const zoneOf = (name: string) => (name === 'z14-rev' ? '10.10.in-addr.arpa' : 'farm');
const recordOf = (name: string) => (name === 'z14-rev' ? pointer : dev);
const change = (name: string, text: string, want: 'present' | 'absent', served?: number) =>
  changeZone(text, zoneOf(name), recordOf(name), want, today, undefined, {
    files,
    ...(served !== undefined && { served }),
  });
const serialIn = (name: string, text: string) => viewZone(text, zoneOf(name), recordOf(name), { files }).serial;

describe('a zone as people write it:', () => {
  test.each(all)('%s is read', (name, { has, unread }) => {
    const zone = parseZone(read(`${name}.zone`), zoneOf(name), files);
    const found = allRecords(zone).filter(({ record }) => ['A', 'PTR'].includes(typeOf(record) ?? ''));
    expect(found.map(({ record }) => `${record.owner} ${dataOf(record)}`)).toEqual(has);
    expect(unreadOf(zone).map(({ line, why }) => `${line}: ${why}`)).toEqual(unread === undefined ? [] : [unread]);
  });

  test.each(all.filter(([, { there }]) => !there))(
    '%s gets one line and a higher serial, and is the same without the line',
    (name, { adds, serial, served }) => {
      const text = read(`${name}.zone`);
      const added = change(name, text, 'present', served);
      expect(added?.patch).toMatchObject({ added: expect.arrayContaining([expect.stringContaining(adds ?? '')]) });
      expect(serialIn(name, added?.text ?? '')).toBe(serial);
      const removed = change(name, added?.text ?? '', 'absent')?.text ?? '';
      const digits = (one: string) => one.replace(RegExp(`\\b${serialIn(name, one)}\\b`), 'N');
      expect(digits(removed).trimEnd()).toBe(digits(text).trimEnd());
    },
  );

  test('a SOA record in another file is said before anything is planned', () => {
    const text = read('z09-soa-in-include.zone');
    const soa: Files = (path) => ({ path, text: '@ SOA host01 root 5 3600 900 604800 3600\n@ NS host01\n' });
    const why =
      "the SOA record stands in /etc/bind/soa.inc:1, which this includes: farmhand edits the zone's own file alone, so put the SOA record there";
    expect(() => viewZone(text, 'farm', dev, { files: soa })).toThrow(
      expect.objectContaining({ line: 2, message: why }),
    );
    expect(() => viewZone(text, 'farm', dev)).toThrow('has no SOA record of farm');
  });

  test('records after one that goes keep the TTL they had from it', () => {
    expect(change('z16', read('z16-ttl-inherit-removal.zone'), 'absent')?.text).toBe(
      read('z16-ttl-inherit-removal.zone')
        .replace('2026112900', '2026112901')
        .replace('gallifrey-dev.xivo.vm 300 IN A 10.10.60.6\nwww IN', 'www 300 IN'),
    );
  });
});

needs('named-checkzone')('zones as people write them, against named-compilezone', () => {
  let work = '';
  beforeAll(() => {
    work = mkdtempSync(join(tmpdir(), 'farmhand-cases-'));
  });
  afterAll(() => rmSync(work, { recursive: true }));

  /** The records BIND reads, TTLs too, the SOA left out; undefined where it refuses the text. */
  function meaning(name: string, text: string): readonly string[] | undefined {
    const file = join(work, name);
    writeFileSync(file, text);
    const { status, stdout } = spawnSync(
      'named-compilezone',
      ['-q', '-i', 'local', '-k', 'ignore', '-w', folder, '-o', '-', zoneOf(name), file],
      { encoding: 'utf8' },
    );
    return status === 0
      ? stdout
          .split('\n')
          .filter((line) => line !== '' && !/\sSOA\s/.test(line))
          .map((line) => line.replace(/\s+/g, ' '))
          .sort()
      : undefined;
  }

  test.each(all)('%s means the same but for the one record', (name, { bad, there }) => {
    const text = read(`${name}.zone`);
    const before = meaning(name, text);
    expect(before === undefined).toBe(bad === true);
    const edited = change(name, text, there ? 'absent' : 'present')?.text ?? '';
    const after = meaning(name, edited);
    const own = (lines: readonly string[] = []) =>
      lines.filter((line) => line.includes(' IN A 10.10.60.6') || line.startsWith('6.60.'));
    const rest = (lines: readonly string[] = []) => lines.filter((line) => !own([line]).length);
    expect(rest(after)).toEqual(rest(before));
    expect([own(before).length, own(after).length]).toEqual(bad ? [0, 0] : there ? [1, 0] : [0, 1]);
  });
});
