import { describe, expect, test } from 'vitest';
import { parseFarm } from '../../../platforms/load-farm.ts';
import { refuseAnothers } from '../../../src/bot/survey/mistaken.ts';
import { found, foundInstance } from '../../../src/bot/survey/vm.ts';
import { vmNames, vmState } from '../../../src/bot/survey/vm-state.ts';
import type { Farm } from '../../../src/farm/farm.ts';
import type { Reference } from '../../../src/farm/inventory.ts';
import type { FarmState, Instance } from '../../../src/farm/state.ts';
import { exampleFarm } from '../../farm/farms.ts';
import { emptyInventory } from '../../support/empty-inventory.ts';
import { gallifrey, onHost01, state, storage } from './state.ts';

/** A farm whose VMs live directly in the zone, beside the machines it is made of. */
const lab: Farm = parseFarm(
  `hosts:
  metal1: {address: 172.20.0.2}
  metal2: {}
  gate: {address: gate.lab.example}
ganeti: {host: metal1, node: metal3.lab.example, node_host: metal1}
lvm: {volume_group: xenvg}
dns:
  host: metal1
  forward: {zone: lab.example, file: /etc/bind/lab}
  reverse: {zone: 20.172.in-addr.arpa, file: /etc/bind/172.20}
dhcp: {host: metal1, file: /etc/dhcp/dhcpd.conf}
firewall: {host: metal1, public_address: 198.51.100.7}
pool: {network: 172.20.8.0/24, exclude: ["1-9"]}
naming: {instance: "{name}.lab.example", param: "VM_{NAME}"}
vms:
  old: {protected: true}
`,
  'farm.yaml',
);

const at = (name: string, value: string) => ({ type: 'A' as const, name: `${name}.lab.example`, value, line: 1 });
const records = [
  at('metal1', '172.20.8.20'),
  at('metal2', '172.20.8.21'),
  at('metal3', '172.20.8.22'),
  at('metal4', '172.20.8.23'),
  at('gate', '172.20.8.24'),
  at('hypervisor', '172.20.0.2'),
  at('ns1', '172.20.8.25'),
  at('www', '198.51.100.7'),
  at('printer', '172.20.0.99'),
  at('router', '172.20.8.1'),
  at('old', '172.20.0.50'),
  at('left', '172.20.8.30'),
  at('rose', '172.20.8.31'),
];
const servers: readonly Reference[] = [
  {
    to: { name: 'ns1.lab.example' },
    by: 'NS record of lab.example (/etc/bind/lab:3)',
    entry: 'lab.example',
    without: 'breaks',
  },
];
const rose: Instance = { ...gallifrey, name: 'rose.lab.example', volumes: ['rose.disk0'] };
function seen(given: Partial<FarmState> = {}): FarmState {
  const zone = { records, serial: 1, served: 1, inventory: { ...emptyInventory, references: servers } };
  return state({
    forward: { known: zone },
    reverse: { known: { records: [], serial: 1, served: 1, inventory: emptyInventory } },
    dhcp: { known: { hosts: [], inventory: emptyInventory } },
    firewall: { known: { variables: [], forwards: [], inventory: emptyInventory } },
    instances: { known: [rose] },
    nodes: { known: [{ name: 'metal4.lab.example', standing: 'in use', memoryTotal: 1, memoryFree: 1 }] },
    storage: onHost01({ unknown: 'not asked' }),
    balloons: onHost01({ known: new Map() }),
    ...given,
  });
}

describe('on a farm whose VMs live directly in the zone', () => {
  test('only VMs are listed: what Ganeti has, what farm.yaml names, and what is left at an address of the pool', () => {
    expect(vmNames(lab, seen())).toEqual(['left', 'old', 'rose']);
  });

  test.each([
    ['metal1', 'it is the host metal1 of farm.yaml'],
    ['metal2', 'it is the host metal2 of farm.yaml'],
    ['metal3', 'it is the node metal3.lab.example of the cluster'],
    ['metal4', 'it is the node metal4.lab.example of the cluster'],
    ['gate', 'it is the host gate of farm.yaml'],
    ['gate.lab.example', 'it is the host gate of farm.yaml'],
    ['hypervisor', 'it is the host metal1 of farm.yaml'],
    ['ns1', 'it is a name server: NS record of lab.example (/etc/bind/lab:3)'],
    ['www', 'it is the public address'],
    ['printer', 'its address 172.20.0.99 is not one of the pool 172.20.8.0/24'],
    ['router', 'its address 172.20.8.1 is excluded from the pool (pool.exclude)'],
  ])('%s can be named to no command', (word, why) => {
    expect(() => found(lab, word, seen())).toThrow(` is no VM of the farm's: ${why}.`);
    expect(() => foundInstance(lab, word, seen())).toThrow(why);
  });

  test('a name server of the reverse zone of IPv6 is no VM either', () => {
    const [server] = servers;
    const references = server ? [{ ...server, to: { name: 'left.lab.example' } }] : [];
    const reverse6 = { known: { records: [], serial: 1, served: 1, inventory: { ...emptyInventory, references } } };
    expect(() => found(lab, 'left', seen({ reverse6 }))).toThrow('it is a name server');
  });

  test('a host is no VM though Ganeti has an instance of its name', () => {
    const all = seen({ instances: { known: [rose, { ...rose, name: 'gate.lab.example', macs: [] }] } });
    expect(() => found(lab, 'gate', all)).toThrow('it is the host gate of farm.yaml');
  });

  test('an instance at an address outside the pool is a VM, and is not destroyed unless farm.yaml names it', () => {
    const own = { ...rose, name: 'printer.lab.example', macs: [] };
    const all = seen({ instances: { known: [rose, own] } });
    expect(found(lab, 'printer', all).instance).toBeDefined();
    expect(() => refuseAnothers(lab, all, vmState(lab, all, 'printer'))).toThrow(
      'printer was not made by farmhand: its address 172.20.0.99 is not one of the pool 172.20.8.0/24.',
    );
    const named = { ...lab, vms: new Map([['printer', { name: 'printer', protected: false }]]) };
    expect(() => refuseAnothers(named, all, vmState(named, all, 'printer'))).not.toThrow();
  });
});

describe('what there is of a VM that Ganeti does not have', () => {
  const farm: Farm = { ...exampleFarm, vms: new Map() };
  /** The seed's farm, whose one instance has another name than the rules give it. */
  const renamed = (name: string, macs: readonly string[], given: Partial<FarmState> = {}) =>
    state({ instances: { known: [{ ...gallifrey, name, macs }] }, ...given });
  const address = { type: 'A' as const, name: 'tardis.farm', value: '10.10.60.5', line: 10 };
  const base = state().forward as { readonly known: { readonly records: readonly (typeof address)[] } };

  test.each<[string, FarmState, string]>([
    [
      'has its MAC',
      renamed('tardis.farm', gallifrey.macs),
      "Ganeti's instance tardis.farm: DHCP's host gallifrey.xivo.vm.farm has its MAC",
    ],
    [
      'has its address',
      renamed('tardis.farm', [], {
        forward: { known: { ...state().forward, ...base.known, records: [...base.known.records, address] } as never },
      }),
      "Ganeti's instance tardis.farm: it has the address 10.10.60.5",
    ],
    [
      'is named by another rule',
      renamed('gallifrey.vm.farm', []),
      "Ganeti's instance gallifrey.vm.farm: it may be gallifrey by another rule than naming.instance",
    ],
  ])('may be of a living one that %s: nobody is told to destroy it, and it is not done', (_, all, why) => {
    expect(() => foundInstance(farm, 'gallifrey', all)).toThrow(why);
    expect(() => foundInstance(farm, 'gallifrey', all)).not.toThrow('!destroy');
    expect(() => refuseAnothers(farm, all, vmState(farm, all, 'gallifrey'))).toThrow(why);
  });

  test('is cleaned up by !destroy where nothing else has it', () => {
    const all = state({ instances: { known: [] } });
    expect(() => foundInstance(farm, 'gallifrey', all)).toThrow('!destroy gallifrey cleans up.');
    expect(() => refuseAnothers(farm, all, vmState(farm, all, 'gallifrey'))).not.toThrow();
  });

  test('is never advised to be destroyed where it is protected', () => {
    expect(() => foundInstance(exampleFarm, 'gallifrey', state({ instances: { known: [] } }))).toThrow(
      'gallifrey is protected, so that is not removed by a command.',
    );
  });

  test('is not destroyed while Ganeti cannot be asked', () => {
    const all = state({ instances: { unknown: 'host01 does not answer' } });
    expect(() => refuseAnothers(farm, all, vmState(farm, all, 'gallifrey'))).toThrow('host01 does not answer');
  });
});

describe('a volume', () => {
  const farm: Farm = { ...exampleFarm, vms: new Map() };
  const volume = (name: string, origin?: string) => ({
    name,
    extents: 1,
    open: false,
    tags: ['farmhand', `farmhand.name.${name}`],
    ...(origin !== undefined && { origin }),
  });
  const all = state({
    storage: onHost01({
      known: {
        ...storage,
        volumes: [
          volume('x.disk.86b33f10'),
          volume('x.source.86b33f10', 'f3e8d23f.disk0'),
          volume('x-source.disk.86b33f11'),
          volume('old'),
          volume('old-source', 'f3e8d23f.disk0'),
          volume('gallifrey'),
        ],
      },
    }),
    instances: { known: [{ ...gallifrey, name: 'tardis.xivo.vm.farm', volumes: ['gallifrey'] }] },
  });
  test.each([
    ['x', ['x.disk.86b33f10', 'x.source.86b33f10']],
    ['x-source', ['x-source.disk.86b33f11']],
    ['old', ['old', 'old-source']],
    // A snapshot that an earlier version's clone of old holds, and another instance's disk.
    ['old-source', []],
    ['gallifrey', []],
  ])('is left of the VM it was made for: of %s %j', (name, volumes) => {
    expect(vmState(farm, all, name).volumes.map((one) => one.name)).toEqual(volumes);
  });
});
