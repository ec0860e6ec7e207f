import { describe, expect, test } from 'vitest';
import { zoneInventory } from '../../platforms/bind/inventory.ts';
import { parseZone } from '../../platforms/bind/parse.ts';
import { changeZone, viewZone } from '../../platforms/bind/view.ts';
import { addHost, withoutHost } from '../../platforms/isc-dhcpd/edit.ts';
import { dhcpInventory } from '../../platforms/isc-dhcpd/inventory.ts';
import { dhcpTree, hostsIn } from '../../platforms/isc-dhcpd/tree.ts';
import { manyHosts, manyRecords } from '../support/many-entries.ts';
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
});

test('a quadratic reader would be found: each twentieth line read from the beginning', () => {
  const slow = (n: number) => () => {
    const lines = manyRecords(n).split('\n');
    for (let at = 0; at < lines.length; at += 20) parseZone(lines.slice(0, at).join('\n'), 'farm');
  };
  expect(growth(slow, 100)[1]).toBeGreaterThan(10);
  expect(stepsOf(() => parseZone(manyRecords(100), 'farm'))).toBeGreaterThan(1000);
});

test('a broken line of very many digits is read at all', () => {
  expect(parseZone(`${manyRecords(1)}\t${'1'.repeat(100_000)}x A 1.2.3.4\n`, 'farm').records).toHaveLength(4);
});
