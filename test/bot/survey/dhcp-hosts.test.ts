import { expect, test } from 'vitest';
import { disagreements } from '../../../src/bot/survey/disagreements.ts';
import { vmState } from '../../../src/bot/survey/vm-state.ts';
import type { Farm } from '../../../src/farm/farm.ts';
import type { DhcpHost } from '../../../src/farm/state.ts';
import { exampleFarm } from '../../farm/farms.ts';
import { emptyInventory } from '../../support/empty-inventory.ts';
import { gallifrey, state } from './state.ts';

const farm: Farm = { ...exampleFarm, vms: new Map() };
const own = '52:54:00:00:00:05';
const other = '52:54:00:00:00:09';
const full = 'gallifrey.xivo.vm.farm';

function hostsOf(host: Partial<DhcpHost>, instances = [gallifrey]) {
  const all = state({
    instances: { known: instances },
    dhcp: { known: { hosts: [{ name: 'x', addresses: [], line: 4, ...host }], inventory: emptyInventory } },
  });
  const seen = vmState(farm, all, 'gallifrey');
  return { found: seen.dhcpHosts.length, said: disagreements(farm, all, seen) };
}

test.each<[string, Partial<DhcpHost>]>([
  ['of its full name', { name: full, mac: own, addresses: [full] }],
  ['of its short name, whose address is its full one', { name: 'gallifrey', mac: own, addresses: [full] }],
  ['of its short name, in capitals', { name: 'Gallifrey', mac: own, addresses: [] }],
  ['of any name, with its MAC', { mac: own, addresses: [] }],
  ['of any name, with its address', { mac: own, addresses: ['10.10.60.5'] }],
  ['of any name, with its name as address', { mac: own, addresses: [`${full}.`] }],
  ['of its short name without a MAC', { name: 'gallifrey', addresses: ['10.10.60.5'] }],
])('a DHCP host %s is the VM’s, and nothing is said of it', (_, host) => {
  expect(hostsOf(host)).toEqual({ found: 1, said: [] });
});

test.each<[string, Partial<DhcpHost>]>([
  [
    'of its short name with the MAC and the address of others',
    { name: 'gallifrey', mac: other, addresses: ['10.10.60.9'] },
  ],
  ['of another name and MAC', { mac: other, addresses: ['10.10.60.9'] }],
  [
    'of another machine, a printer, that was given its address',
    { name: 'printer', mac: other, addresses: ['10.10.60.5'] },
  ],
])('a DHCP host %s is not the VM’s', (_, host) => {
  expect(hostsOf(host)).toEqual({ found: 0, said: ['DHCP does not know it'] });
});

test('a DHCP host with its address is not the VM’s where it has the MAC or the name of another instance', () => {
  const skaro = { ...gallifrey, name: 'skaro.xivo.vm.farm', macs: [other], volumes: [] };
  expect(hostsOf({ mac: other, addresses: ['10.10.60.5'] }, [gallifrey, skaro]).found).toBe(0);
  expect(hostsOf({ name: skaro.name, addresses: ['10.10.60.5'] }, [gallifrey, skaro]).found).toBe(0);
});
