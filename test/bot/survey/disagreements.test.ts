import { describe, expect, test } from 'vitest';
import { disagreements } from '../../../src/bot/survey/disagreements.ts';
import { vmNames, vmState } from '../../../src/bot/survey/vm-state.ts';
import type { FarmState } from '../../../src/farm/state.ts';
import { exampleFarm } from '../../farm/farms.ts';
import { emptyInventory } from '../../support/empty-inventory.ts';
import { gallifrey, onHost01, state } from './state.ts';

const farm = { ...exampleFarm, vms: new Map() };
const of = (given: Partial<FarmState> = {}) =>
  disagreements(farm, state(given), vmState(farm, state(given), 'gallifrey'));
const name = 'gallifrey.xivo.vm.farm';
const zone = (records: readonly { type: 'A' | 'PTR'; name: string; value: string }[], served: number | null = 1) =>
  ({
    known: {
      records: records.map((record, line) => ({ ...record, line })),
      serial: 1,
      served,
      inventory: emptyInventory,
    },
  }) as const;

test('a VM of which everything agrees has none', () => {
  expect(of()).toEqual([]);
});

test.each<[string, readonly string[], readonly { readonly to: { readonly name: string }; readonly entry: string }[]]>([
  ['by its name and a port', ['http://gallifrey.xivo.vm.farm:8080/x'], []],
  ['by its short name', ['http://gallifrey'], []],
  ['by its address', ['https://10.10.60.5'], []],
  ['by an upstream of nginx', ['http://backends'], [{ to: { name }, entry: 'gallifrey.dachary.org' }]],
])('a site that leads to its VM %s is as it should be', (_, targets, references) => {
  const inventory = {
    ...emptyInventory,
    references: references.map((one) => ({ ...one, by: 'upstream', without: 'breaks' as const })),
  };
  const site = { file: 'gallifrey.dachary.org', names: ['gallifrey.dachary.org'], targets, enabled: true };
  expect(of({ proxy: { known: { sites: [site], inventory } } })).toEqual([]);
});

describe('it is said', () => {
  test.each<[string, Partial<FarmState>, readonly string[]]>([
    ['that Ganeti has no such instance', { instances: { known: [] } }, ['Ganeti has no such instance']],
    [
      'that Ganeti calls it broken',
      { instances: { known: [{ ...gallifrey, health: 'error', status: 'ERROR_down', running: false }] } },
      ['Ganeti says ERROR_down'],
    ],
    [
      'that the balloon was lost',
      { balloons: onHost01({ known: new Map([[name, 4 * 2 ** 30]]) }) },
      ['its balloon is lost: it has 4 GiB, not 1 GiB'],
    ],
    [
      'that DNS does not know it, nor reverse DNS rightly',
      { forward: zone([]) },
      ['farm has no A record of it', 'the PTR record of 10.10.60.5 names it, its A record does not'],
    ],
    ['that the reverse record is missing', { reverse: zone([]) }, ['no PTR record of 10.10.60.5 names it']],
    [
      'that a zone was not loaded',
      { forward: zone([{ type: 'A', name, value: '10.10.60.5' }], 0) },
      ['the name server has not loaded the latest farm'],
    ],
    [
      'that DHCP does not know it',
      { dhcp: { known: { hosts: [], inventory: emptyInventory } } },
      ['DHCP does not know it'],
    ],
    [
      'that DHCP expects another MAC',
      {
        dhcp: {
          known: { hosts: [{ name, mac: '52:54:00:00:00:09', addresses: [name], line: 1 }], inventory: emptyInventory },
        },
      },
      ['DHCP expects MAC 52:54:00:00:00:09, Ganeti has 52:54:00:00:00:05'],
    ],
    [
      'that DHCP gives another address',
      {
        dhcp: {
          known: {
            hosts: [{ name, mac: '52:54:00:00:00:05', addresses: ['10.10.60.9'], line: 1 }],
            inventory: emptyInventory,
          },
        },
      },
      ['DHCP gives it 10.10.60.9, DNS says 10.10.60.5'],
    ],
    [
      'that no SSH gets through',
      { firewall: { known: { variables: [], forwards: [], inventory: emptyInventory } } },
      ['the firewall lets no SSH through to it'],
    ],
    [
      'that the proxy leads elsewhere and is off',
      {
        proxy: {
          known: {
            sites: [
              {
                file: 'gallifrey.dachary.org',
                names: ['gallifrey.dachary.org'],
                targets: ['http://skaro'],
                enabled: false,
              },
            ],
            inventory: emptyInventory,
          },
        },
      },
      ['its site gallifrey.dachary.org is not enabled', 'its site leads to http://skaro'],
    ],
    [
      'that there is no site',
      { proxy: { known: { sites: [], inventory: emptyInventory } } },
      ['nginx has no site gallifrey.dachary.org'],
    ],
  ])('%s', (_, given, said) => {
    expect(of(given)).toEqual(said);
  });

  test.each(['instances', 'forward', 'reverse', 'dhcp', 'firewall', 'proxy'] as const)(
    'nothing about %s where it could not be read',
    (part) => {
      expect(of({ [part]: { unknown: 'no answer' } })).toEqual([]);
    },
  );

  test('nothing about balloons where they could not be read', () => {
    expect(of({ balloons: onHost01({ unknown: 'no answer' }) })).toEqual([]);
  });
});

test('a VM is known from any trace of it', () => {
  const half = state({
    forward: zone([
      { type: 'A', name: 'tardis.xivo.vm.farm', value: '10.10.60.8' },
      { type: 'A', name: 'host01.farm', value: '10.10.59.1' },
      // No VM of the farm: !status 7 would mean nothing.
      { type: 'A', name: '7.xivo.vm.farm', value: '10.10.60.7' },
    ]),
    dhcp: { known: { hosts: [{ name: 'dalek.xivo.vm.farm', addresses: [], line: 1 }], inventory: emptyInventory } },
  });
  expect(vmNames(farm, half)).toEqual(['dalek', 'gallifrey', 'tardis']);
});
