import { describe, expect, test } from 'vitest';
import { reservation } from '../../../platforms/kea/reservation.ts';
import { runningFact, type Server } from '../../../platforms/kea/running.ts';
import { sourceFact } from '../../../platforms/kea/source.ts';
import { wouldDo } from '../../farm/judging.ts';

const place = { host: 'host01', file: '/etc/kea/kea-dhcp4.conf', socket: '/run/kea/kea4-ctrl-socket' };
const name = 'dev.farm';
const mac = '52:54:86:b3:3f:10';
const wanted = { ...place, present: true, name, mac, address: '10.10.60.6' };
const absent = { ...place, present: false, name };

const one = (hostname: string, hardware = mac, address = '10.10.60.6') =>
  `{ "hw-address": "${hardware}", "ip-address": "${address}", "hostname": "${hostname}" }`;
const skaro = one('skaro.farm', '52:54:00:00:00:02', '10.10.60.2');
const own = one(name);
const socket = '"control-socket": { "socket-type": "unix", "socket-name": "/var/run/kea/kea4-ctrl-socket" }';
const conf = (list: readonly string[], more = '', top = '') =>
  `{ "Dhcp4": {\n${socket},${top}\n"subnet4": [ { "id": 1, "subnet": "10.10.60.0/24"${more}, "reservations": [\n${list.join(',\n')}\n] } ]\n} }\n`;

/** What the host shows: the file (null: there is none), what Kea has against it, and what the server has. */
interface Shown {
  readonly file: string | null;
  readonly refused?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly server?: Server;
}

const serverWith = (...names: readonly string[]): Server => ({
  reservations: names.map((each) => ({ name: each, mac, address: '10.10.60.6' })),
});

function judged(args: unknown, { file, refused, files = {}, server = serverWith() }: Shown) {
  const source = { files: (path: string) => files[path], refused: refused ?? null };
  return wouldDo(reservation, args, { facts: [file === null ? null : { text: file }, source, server] });
}

const reload = `printf '{"command":"config-reload"}' | socat - UNIX-CONNECT:/run/kea/kea4-ctrl-socket`;
const both = [`kea-dhcp4 -t ${place.file}`, reload];
const where = `host01:${place.file}`;

describe('kea.reservation, present:', () => {
  const cases: readonly (readonly [string, Shown, string | readonly string[]])[] = [
    [
      'one nobody has is added, the file checked, the server made to read it',
      { file: conf([skaro]) },
      [`+ ${own}`, ...both],
    ],
    [
      'one the server has is left',
      { file: conf([skaro, own]), server: serverWith(name) },
      `done: the DHCP server has ${name} with ${mac}`,
    ],
    [
      'however it is written',
      { file: conf([one('Dev.Farm.', '525486B33F10')]), server: serverWith(name) },
      `done: the DHCP server has ${name} with ${mac}`,
    ],
    ['one the file has and the server has not is only read', { file: conf([own]) }, [reload]],
    [
      'one the server has and the file has not is added',
      { file: conf([]), server: serverWith(name) },
      [`+ ${own}`, ...both],
    ],
    [
      'the name with another MAC is in the way',
      { file: conf([one(name, '52:54:00:00:00:99')]) },
      `blocked: ${where} has ${name} with MAC 52:54:00:00:00:99 already`,
    ],
    [
      'the name with another address is in the way',
      { file: conf([one(name, mac, '10.10.60.9')]) },
      `blocked: ${where} has ${name} with the address 10.10.60.9 already`,
    ],
    [
      'the MAC of another is in the way, in whatever subnet',
      { file: conf([], '', `\n"reservations": [ ${one('other.farm', mac.toUpperCase(), '10.9.9.9')} ],`) },
      `blocked: other.farm (line 3) in ${where} has that MAC or address already`,
    ],
    [
      'the address of another is in the way',
      { file: conf([skaro, one('other.farm', '52:54:00:00:00:99')]) },
      `blocked: other.farm (line 5) in ${where} has that MAC or address already`,
    ],
    [
      'no subnet',
      { file: conf([]).replace('10.10.60.0', '10.10.61.0') },
      `blocked: no subnet of ${place.file} holds 10.10.60.6`,
    ],
    [
      'a subnet in an included file',
      {
        file: conf([]).replace(/\[ \{ "id".*/s, '[ <?include "/etc/kea/nets"?> ] } }'),
        files: { '/etc/kea/nets': '\n{ "subnet": "10.10.60.0/24" }' },
      },
      `blocked: the subnet 10.10.60.0/24 stands in /etc/kea/nets:2, which ${place.file} includes: farmhand edits ${place.file} alone, so put the reservation there by hand`,
    ],
    [
      'some of the reservations in an included file',
      {
        file: conf([skaro, '<?include "/etc/kea/more"?>']),
        files: { '/etc/kea/more': one('x.farm', '00:00:00:00:00:01', '10.10.60.7') },
      },
      `blocked: some reservations of the subnet 10.10.60.0/24 stand in /etc/kea/more:1, which ${place.file} includes: farmhand edits ${place.file} alone, so put this one there by hand`,
    ],
    [
      'an included file that cannot be read',
      { file: conf([skaro], ', <?include "/etc/kea/more"?>') },
      `blocked: ${place.file}:3: the file /etc/kea/more, which is included, cannot be read, and may reserve the same: put it there, or take the line out`,
    ],
    [
      'a server that would not use it',
      { file: conf([], ', "reservations-in-subnet": false') },
      `blocked: the server would not use the reservation: reservations are switched off for the subnet 10.10.60.0/24 in ${place.file}`,
    ],
    [
      'a server that would not use it in a pool',
      { file: conf([], ', "pools": [ { "pool": "10.10.60.0 - 10.10.60.9" } ]', '"reservations-out-of-pool": true,') },
      `blocked: the server would not use the reservation: the subnet 10.10.60.0/24 has them out of pools only, and 10.10.60.6 is in pool 10.10.60.0 - 10.10.60.9 in ${place.file}`,
    ],
    [
      'a server that does not look at MACs',
      { file: conf([], '', '"host-reservation-identifiers": [ "client-id" ],') },
      `blocked: the server would not use the reservation: host-reservation-identifiers has no hw-address in ${place.file}`,
    ],
    ['a file Kea could not read', { file: '{\n"Dhcp4": {\n' }, `blocked: ${where}:2: this { is not closed`],
    [
      'a file Kea refuses',
      { file: conf([]), refused: 'x:3.1: no' },
      `blocked: kea-dhcp4 refuses ${where} as it is: x:3.1: no`,
    ],
    ['no file', { file: null }, `blocked: there is no file ${where}`],
    [
      'a server that does not answer',
      { file: conf([]), server: { silent: 'connect: Connection refused' } },
      'blocked: the DHCP server of host01 does not say on /run/kea/kea4-ctrl-socket what it has (connect: Connection refused): start kea-dhcp4, or put the socket-name of its control-socket into farm.yaml as dhcp.socket',
    ],
    [
      'a server that would listen elsewhere',
      { file: conf([]).replace('/var/run/kea/', '/tmp/') },
      `blocked: ${place.file} has its control-socket at /tmp/kea4-ctrl-socket, farm.yaml at ${place.socket} (dhcp.socket): they must be the same`,
    ],
    [
      'a server without a control socket',
      { file: conf([]).replace(`${socket},`, '') },
      `blocked: ${place.file} has no control-socket, by which the server is told to read it again: give it one with "socket-name": "${place.socket}"`,
    ],
  ];
  test.each(cases)('%s', (_, shown, expected) => expect(judged(wanted, shown)).toEqual(expected));

  test('several subnets hold it: the narrowest, or the one that is chosen', () => {
    const file = `{ "Dhcp4": { ${socket}, "subnet4": [\n{ "id": 1, "subnet": "10.0.0.0/8" },\n{ "id": 2, "subnet": "10.10.60.0/24" }\n] } }`;
    const subnets = (args: unknown) => {
      const source = { files: () => undefined, refused: null };
      const known = reservation.args.parse(args);
      const seen = reservation.see(known, [{ text: file }, source, serverWith()]) as unknown as {
        change: { restore: { reservations: { subnet: unknown }[] } };
      };
      return seen.change.restore.reservations.map(({ subnet }) => subnet);
    };
    expect(subnets(wanted)).toEqual([2]);
    expect(subnets({ ...wanted, subnet: '10.0.0.0/8' })).toEqual([1]);
    expect(subnets({ ...wanted, subnet: 'global' })).toEqual(['global']);
    expect(judged({ ...wanted, subnet: 3 }, { file })).toBe(`blocked: ${place.file} has no subnet 3`);
    expect(judged({ ...wanted, subnet: 2, address: '10.9.9.9' }, { file })).toBe(
      `blocked: the subnet 2 of ${place.file} does not hold 10.9.9.9`,
    );
  });
});

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
    reservation.see(out, [{ text }, { files: () => undefined, refused: null }, serverWith()]);
  const receipt = reservation.receipt(out, see(conf([odd])), see(conf([])), 1);
  const undoing = reservation.undo(out, JSON.parse(JSON.stringify(receipt)));
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
