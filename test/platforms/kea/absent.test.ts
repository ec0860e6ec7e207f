import { describe, expect, test } from 'vitest';
import { reservation } from '../../../platforms/kea/reservation.ts';
import { runningFact } from '../../../platforms/kea/running.ts';
import { sourceFact } from '../../../platforms/kea/source.ts';
import {
  absent,
  both,
  conf,
  judged,
  mac,
  name,
  one,
  own,
  place,
  reload,
  type Shown,
  serverWith,
  skaro,
  wanted,
  where,
} from './judged.ts';

describe('kea.reservation, absent:', () => {
  const cases: readonly (readonly [string, unknown, Shown, string | readonly string[]])[] = [
    [
      'it is taken out, the file checked, the server made to read it',
      absent,
      { file: conf([skaro, own]) },
      [`- ${own}`, ...both],
    ],
    [
      'what is said of it behind it goes with it, and is shown',
      absent,
      { file: conf([skaro, `${own} // rose's`]) },
      [`- ${own} // rose's`, ...both],
    ],
    ['one that is not there is left', absent, { file: conf([skaro]) }, `done: ${where} has no reservation ${name}`],
    ['one the server still has is read away', absent, { file: conf([skaro]), server: serverWith(name) }, [reload]],
    [
      'one that somebody gave another MAC is left to them',
      { ...absent, mac },
      { file: conf([one(name, '52:54:00:00:00:99')]) },
      `done: ${name} has another MAC since (52:54:00:00:00:99): it is left alone`,
    ],
    [
      'both of two cards go',
      absent,
      { file: conf([own, skaro, one(name, '52:54:00:00:00:99', '10.10.60.9')]) },
      [`- ${own}`, `- ${one(name, '52:54:00:00:00:99', '10.10.60.9')}`, ...both],
    ],
    [
      'one in an included file',
      absent,
      { file: conf(['<?include "/etc/kea/more"?>']), files: { '/etc/kea/more': own } },
      `blocked: the DHCP reservation ${name} stands in /etc/kea/more:1, which ${place.file} includes: farmhand edits ${place.file} alone, so take it out there by hand`,
    ],
    [
      'a server that does not answer',
      absent,
      { file: conf([own]), server: { silent: 'x' } },
      expect.stringMatching(/^blocked: the DHCP server of host01 does not say/) as unknown as string,
    ],
    [
      'one without a host name goes by its address',
      { ...absent, name: '10.10.60.8' },
      { file: conf(['{ "duid": "01:02:03", "ip-address": "10.10.60.8" }']) },
      ['- { "duid": "01:02:03", "ip-address": "10.10.60.8" }', ...both],
    ],
  ];
  test.each(cases)('%s', (_, args, shown, expected) => expect(judged(args, shown)).toEqual(expected));
});

test('nothing but names and addresses gets into the file', () => {
  const bad = [
    { name: 'a"b' },
    { name: 'a b' },
    { mac: '52:54:86:b3:3f:10"' },
    { mac: undefined },
    { address: 'x' },
    { address: undefined },
    { file: 'kea.conf' },
    { socket: '/run/kea,fork' },
    { subnet: 0 },
    { subnet: 'all' },
  ];
  for (const each of bad)
    expect(reservation.args.safeParse({ ...wanted, ...each }).success, JSON.stringify(each)).toBe(false);
  expect(reservation.args.safeParse(wanted).success).toBe(true);
  expect(reservation.args.safeParse({ ...absent, restore: undefined }).success).toBe(true);
});

test('a reservation without a MAC is put back as it was', () => {
  const odd = '{ "duid": "01:02:03", "hostname": "odd.farm" }';
  const out = reservation.args.parse({ ...absent, name: 'odd.farm' });
  const see = (text: string) =>
    reservation.see(out, {
      state: { text },
      source: { files: () => undefined, refused: null },
      server: serverWith(),
    });
  const receipt = reservation.receipt.of(out, see(conf([odd])), see(conf([])), 1);
  const undoing = reservation.undo(out, reservation.receipt.schema.parse(JSON.parse(JSON.stringify(receipt))));
  const [back] = 'by' in undoing ? undoing.by : [];
  expect(judged(JSON.parse(JSON.stringify(back?.args)), { file: conf([skaro]) })).toEqual([`+ ${odd}`, ...both]);
});

describe('what comes back', () => {
  const answer = (stdout: string, truncated = false) =>
    runningFact('host01', '/s').parse({ code: 0, stdout, stderr: '', truncated });

  test('of config-get', () => {
    const subnet = (hostname: string) => ({
      reservations: [{ hostname, 'hw-address': mac, 'ip-address': '10.1.1.1' }],
    });
    const config = { ...subnet('Global.'), subnet4: [subnet('')], 'shared-networks': [{ subnet4: [subnet('c')] }] };
    expect(answer(JSON.stringify({ arguments: { Dhcp4: config, hash: 'x' }, result: 0 }))).toEqual({
      reservations: ['global', '10.1.1.1', 'c'].map((each) => ({ name: each, mac, address: '10.1.1.1' })),
    });
    expect(answer('{ "result": 2, "text": "not supported" }')).toEqual({ silent: 'not supported' });
    expect(answer('')).toEqual({ silent: 'no answer' });
    expect(answer('{', true)).toEqual({ silent: expect.stringContaining('larger than') });
    expect(answer('2026/11/30 01:25:54 socat[26] E connect(, AF=1 "/s", 4): No such file or directory\n')).toEqual({
      silent: 'connect(, AF=1 "/s", 4): No such file or directory',
    });
  });

  test('of files that could not be read', () => {
    const { parse } = sourceFact('host01', '/k');
    expect(() => parse({ code: 0, stdout: '', stderr: '', truncated: true })).toThrow(
      'host01: what /k includes could not be read: too much of it',
    );
  });
});
