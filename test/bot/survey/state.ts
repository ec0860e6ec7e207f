import type { FarmState, Instance, OnNodes, Reading, StorageState } from '../../../src/farm/state.ts';
import { emptyInventory } from '../../support/empty-inventory.ts';

const gibi = 2 ** 30;

export const gallifrey: Instance = {
  name: 'gallifrey.xivo.vm.farm',
  uuid: '8be85a09-216d-439b-be54-e42aa5066926',
  health: 'up',
  status: 'running',
  running: true,
  node: 'host01.farm',
  secondaries: [],
  template: 'plain',
  memory: 4 * gibi,
  disks: [30 * gibi],
  volumes: ['f3e8d23f.disk0'],
  macs: ['52:54:00:00:00:05'],
};

/** 100 GiB of which 60 are free, in extents of 4 MiB. */
export const storage: StorageState = {
  volumeGroup: { name: 'all', extentSize: 4 * 2 ** 20, extents: 25_600, freeExtents: 15_360 },
  volumes: [{ name: 'f3e8d23f.disk0', extents: 7680, open: true }],
};

/** What was read on the seed's only node. */
export function onHost01<T>(reading: Reading<T>): OnNodes<T> {
  return new Map([['host01.farm', reading]]);
}

/** The seed's farm as it is read, gallifrey running, all in agreement. */
export function state(given: Partial<FarmState> = {}): FarmState {
  const records = [{ type: 'A' as const, name: 'gallifrey.xivo.vm.farm', value: '10.10.60.5', line: 9 }];
  const pointers = [
    { type: 'PTR' as const, name: '5.60.10.10.in-addr.arpa', value: 'gallifrey.xivo.vm.farm', line: 9 },
  ];
  const mac = '52:54:00:00:00:05';
  return {
    forward: { known: { records, serial: 2011031200, served: 2011031200, inventory: emptyInventory } },
    reverse: { known: { records: pointers, serial: 2011031200, served: 2011031200, inventory: emptyInventory } },
    dhcp: {
      known: {
        hosts: [{ name: 'gallifrey.xivo.vm.farm', mac, addresses: ['gallifrey.xivo.vm.farm'], line: 4 }],
        inventory: emptyInventory,
      },
    },
    proxy: {
      known: {
        sites: [
          {
            file: 'gallifrey.dachary.org',
            names: ['gallifrey.dachary.org'],
            targets: ['http://gallifrey.xivo.vm.farm'],
            enabled: true,
          },
        ],
        inventory: emptyInventory,
      },
    },
    firewall: {
      known: {
        variables: [{ name: 'VM_GALLIFREY_XIVO', value: '10.10.60.5', file: '/etc/shorewall/params', line: 1 }],
        forwards: [
          {
            variable: 'VM_GALLIFREY_XIVO',
            address: '10.10.60.5',
            port: 22005,
            toPort: 22,
            file: '/etc/shorewall/rules',
            line: 1,
          },
        ],
        inventory: emptyInventory,
      },
    },
    instances: { known: [gallifrey] },
    nodes: { known: [{ name: 'host01.farm', standing: 'in use', memoryTotal: 24 * gibi, memoryFree: 8 * gibi }] },
    storage: onHost01({ known: storage }),
    balloons: onHost01({ known: new Map([['gallifrey.xivo.vm.farm', gibi]]) }),
    ...given,
  };
}
