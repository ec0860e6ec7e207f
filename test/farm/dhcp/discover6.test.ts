import { expect, test } from 'vitest';
import { withFile6 } from '../../../src/farm/dhcp/discover6.ts';
import type { DhcpHost } from '../../../src/farm/state.ts';

const found = { knows: 1, settings: { file: { value: '/four', from: 'there' } } };
const vms = [
  { instance: 'skaro.farm', address6: '2001:db8::2', macs: ['52:54:00:00:00:02'], volumes: [] },
  { instance: 'gallifrey.farm', volumes: [] },
];
const with6 = (host: Partial<DhcpHost>) =>
  withFile6(found, { path: '/six', text: 'x' }, () => [{ name: 'x', addresses: [], line: 1, ...host }], vms).settings;

test.each<[string, Partial<DhcpHost>]>([
  ['name', { name: 'gallifrey.farm' }],
  ['MAC', { mac: '52:54:00:00:00:02' }],
  ['address', { addresses: ['2001:db8::2'] }],
])('the file of DHCPv6 is found where it has a VM by its %s', (_, host) => {
  expect(with6(host)).toEqual({ ...found.settings, file6: { value: '/six', from: 'it has 1 of 2 VMs' } });
});

test('one that has none, or is not there, is left out', () => {
  expect(with6({ name: 'printer.farm', mac: '52:54:00:00:00:09', addresses: ['2001:db8::9'] })).toEqual(found.settings);
  const absent = withFile6(found, { path: '/six', text: '' }, () => expect.unreachable(), vms);
  expect(absent).toEqual(found);
});

test('one that cannot be understood is said', () => {
  const broken = withFile6(
    { ...found, remarks: ['one'] },
    { path: '/six', text: 'x' },
    () => {
      throw new Error('/six has no "Dhcp6": { … }');
    },
    vms,
  );
  expect(broken).toEqual({ ...found, remarks: ['one', '/six has no "Dhcp6": { … }: it is left out'] });
});
