import { expect, test } from 'vitest';
import { notesOnReferences } from '../../../src/bot/survey/references.ts';
import { vmState } from '../../../src/bot/survey/vm-state.ts';
import type { Farm } from '../../../src/farm/farm.ts';
import type { Reference } from '../../../src/farm/inventory.ts';
import type { FarmState } from '../../../src/farm/state.ts';
import { exampleFarm } from '../../farm/farms.ts';
import { state } from './state.ts';

const farm: Farm = { ...exampleFarm, vms: new Map() };
const name = 'gallifrey.xivo.vm.farm';

function notes(
  service: 'forward' | 'dhcp' | 'proxy' | 'firewall',
  ...references: readonly Reference[]
): readonly string[] {
  const base = state();
  const reading = base[service] as { readonly known: object };
  const all: FarmState = {
    ...base,
    [service]: { known: { ...reading.known, inventory: { claims: [], references, opaque: [] } } },
  };
  return notesOnReferences(farm, all, vmState(farm, all, 'gallifrey'));
}

test.each<[string, Reference]>([
  ['MX', { to: { name }, by: 'MX record of farm (/etc/bind/db.farm:12)', entry: 'farm', without: 'dangles' }],
  [
    'a forward',
    { to: { address: '10.10.60.5' }, by: 'DNAT of port 8080 (/etc/shorewall/rules:9)', without: 'dangles' },
  ],
])('%s that would lead nowhere stays, and the plan says so', (_, reference) => {
  const [note, ...more] = notes('forward', reference);
  expect(note).toMatch(`stays, and leads nowhere then: ${reference.by}, which speaks of `);
  expect(more).toEqual([]);
});

test.each<[string, Reference]>([
  [
    'another site',
    { to: { name }, by: 'site shop (/etc/nginx/sites-enabled/shop:4)', entry: 'shop', without: 'breaks' },
  ],
  [
    'a param made of its own',
    { to: { variable: 'VM_GALLIFREY_XIVO' }, by: 'VMS (/etc/shorewall/params:3)', entry: 'VMS', without: 'breaks' },
  ],
])('%s that the service would refuse to load without is named, and nothing is planned', (_, reference) => {
  expect(() => notes('proxy', reference)).toThrow(
    `Nothing was changed; edit this first, then ask again:   ${reference.by} needs `,
  );
});

test.each<[string, Reference]>([
  ['site', { to: { name }, by: 'its site', entry: 'gallifrey.dachary.org', without: 'breaks' }],
  ['DHCP host', { to: { name }, by: 'its host', entry: name, without: 'dangles' }],
  ['forward', { to: { variable: 'VM_GALLIFREY_XIVO' }, by: 'its rule', entry: 'VM_GALLIFREY_XIVO', without: 'breaks' }],
  ['pointer', { to: { name }, by: 'its PTR record', entry: '5.60.10.10.in-addr.arpa', without: 'dangles' }],
])('its own %s goes with it, and is no reference', (_, reference) => {
  expect(notes('forward', reference)).toEqual([]);
});

test('what speaks of another VM is no reference', () => {
  expect(
    notes(
      'firewall',
      { to: { variable: 'VM_SKARO_XIVO' }, by: 'a', without: 'breaks' },
      { to: { name: 'farm' }, by: 'b', without: 'breaks' },
    ),
  ).toEqual([]);
});

test('a host of farm.yaml that is reached through it stays, and the plan says so', () => {
  const [[key, host] = ['', undefined]] = farm.hosts;
  const through = {
    ...farm,
    hosts: new Map([...farm.hosts, ['behind', { ...host, name: 'behind', jump: 'gallifrey' } as never]]),
  };
  expect(key).toBe('host01');
  expect(notesOnReferences(through, state(), vmState(through, state(), 'gallifrey'))).toEqual([
    'stays, and leads nowhere then: the host behind of farm.yaml, which is reached through it',
  ]);
});
