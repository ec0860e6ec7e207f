import { describe, expect, test } from 'vitest';
import { zoneInventory } from '../../platforms/bind/inventory.ts';
import { parseZone } from '../../platforms/bind/parse.ts';
import { changeZone, viewZone } from '../../platforms/bind/view.ts';
import { addHost, withoutHost } from '../../platforms/isc-dhcpd/edit.ts';
import { dhcpInventory } from '../../platforms/isc-dhcpd/inventory.ts';
import { dhcpTree, hostsIn } from '../../platforms/isc-dhcpd/tree.ts';
import { keaConfig } from '../../platforms/kea/config.ts';
import { keaInventory } from '../../platforms/kea/inventory.ts';
import { addition, removal, rivalsOf } from '../../platforms/kea/reserving.ts';
import { transferFact } from '../../platforms/rfc2136/facts.ts';
import { see } from '../../platforms/rfc2136/see.ts';
import { zonePart } from '../../platforms/rfc2136/state.ts';
import { manyHosts, manyRecords, manyReservations, manyTransferred } from '../support/many-entries.ts';
import { growth, stepsOf } from '../support/steps.ts';

const record = { type: 'A', name: 'new.vm.farm', value: '10.10.60.6' } as const;
const host = { name: 'new.vm.farm', mac: '52:54:00:00:00:01', address: '10.10.60.6', netmask: '255.255.255.0' };

type Read = (text: string) => unknown;
const zones: readonly (readonly [string, Read])[] = [
  ['read', (text) => parseZone(text, 'farm')],
  ['looked up', (text) => viewZone(text, 'farm', record)],
  ['gets a record', (text) => changeZone(text, 'farm', record, 'present', '20261129')],
  [
    'loses one',
    (text) => changeZone(text, 'farm', { ...record, name: 'vm7.vm.farm', value: '10.0.0.7' }, 'absent', '20261129'),
  ],
  ['told who has what', (text) => zoneInventory(parseZone(text, 'farm'), {})],
];
const configurations: readonly (readonly [string, Read])[] = [
  ['read', (text) => hostsIn(dhcpTree(text, '/d'))],
  ['gets a host', (text) => addHost(text, host)],
  ['loses one', (text) => withoutHost(text, 'vm7.vm.farm')],
  ['told who has what', (text) => dhcpInventory(dhcpTree(text, '/d'))],
];

const reserved = { name: 'new.vm.farm', mac: '52:54:ff:00:00:01', address: '10.200.60.6' };
const noFiles = () => undefined;
const reservations: readonly (readonly [string, Read])[] = [
  ['read', (text) => keaConfig(text, '/k')],
  ['looked up', (text) => rivalsOf(keaConfig(text, '/k'), reserved)],
  ['gets a reservation', (text) => addition(keaConfig(text, '/k'), reserved, noFiles)],
  ['loses one', (text) => removal(keaConfig(text, '/k'), { name: 'vm7.vm.farm' }, noFiles)],
  ['told who has what', (text) => keaInventory(keaConfig(text, '/k'))],
];

const server = { host: 'host01', address: '127.0.0.1', port: 53, key: '/k' };
const transferred = (printed: string) =>
  transferFact(server, 'farm').parse({ code: 0, stdout: printed, stderr: '', truncated: false });
const place = { ...server, kind: 'rfc2136', ttl: 3600, forward: { zone: 'farm' } };
const rights = { host: 'host01', zone: 'farm', server: { address: '127.0.0.1', port: 53 }, key: '/k', ttl: 3600 };
const transfers: readonly (readonly [string, Read])[] = [
  ['read', transferred],
  [
    'looked up',
    (printed) => see({ ...rights, ...record, present: true }, { records: [], negative: 0 }, transferred(printed)),
  ],
  ['told who has what', (printed) => zonePart(place, { zone: 'farm' }).make({ transfer: transferred(printed) })],
];

describe('twice as many entries are twice as many steps:', () => {
  const expectLinear = (make: (n: number) => string, read: Read) => {
    const [two, four] = growth((n) => {
      const text = make(n);
      return () => read(text);
    }, 100);
    expect(two).toBeLessThan(2.2);
    expect(four).toBeLessThan(4.6);
  };
  test.each(zones)('a zone is %s', (_, read) => expectLinear(manyRecords, read));
  test.each(configurations)('a dhcpd.conf is %s', (_, read) => expectLinear(manyHosts, read));
  test.each(reservations)('a kea-dhcp4.conf is %s', (_, read) => expectLinear(manyReservations, read));
  test.each(transfers)('a zone that is transferred is %s', (_, read) => expectLinear(manyTransferred, read));
});

test.each<readonly [string, (n: number) => () => void]>([
  [
    'each twentieth line read from the beginning',
    (n) => () => {
      const lines = manyRecords(n).split('\n');
      for (let at = 0; at < lines.length; at += 20) parseZone(lines.slice(0, at).join('\n'), 'farm');
    },
  ],
  [
    'each line counted from the beginning',
    (n) => () => {
      const lines = manyRecords(n);
      for (let at = lines.indexOf('\n'); at >= 0; at = lines.indexOf('\n', at + 1)) lines.slice(0, at).split('\n');
    },
  ],
])('a quadratic reader would be found: %s', (_, slow) => {
  expect(growth(slow, 100)[1]).toBeGreaterThan(10);
});

test('what a reader does is counted', () => {
  expect(stepsOf(() => parseZone(manyRecords(100), 'farm'))).toBeGreaterThan(1000);
});

test('what is counted is read whole', () => {
  expect(keaConfig(manyReservations(400), '/k').reservations).toHaveLength(400);
  expect(transferred(manyTransferred(400))).toMatchObject({ records: { length: 401 }, serial: 5 });
});

test('a broken line of very many digits is read at all', () => {
  expect(parseZone(`${manyRecords(1)}\t${'1'.repeat(100_000)}x A 1.2.3.4\n`, 'farm').records).toHaveLength(4);
});
