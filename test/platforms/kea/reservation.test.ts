import { describe, expect, test } from 'vitest';
import { reservation } from '../../../platforms/kea/reservation.ts';
import {
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
  socket,
  wanted,
  where,
} from './judged.ts';

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
      const seen = reservation.see(known, { state: { text: file }, source, server: serverWith() }) as unknown as {
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
