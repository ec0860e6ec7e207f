import { describe, expect, test } from 'vitest';
import { allocate } from '../../../src/bot/survey/allocate.ts';
import { ownersOf } from '../../../src/bot/survey/owners.ts';
import { untold } from '../../../src/bot/survey/untold.ts';
import type { PendingRun } from '../../../src/engine/claims.ts';
import type { Farm } from '../../../src/farm/farm.ts';
import type { Claim, Inventory } from '../../../src/farm/inventory.ts';
import { vmNamed } from '../../../src/farm/naming.ts';
import type { FarmState } from '../../../src/farm/state.ts';
import { exampleFarm } from '../../farm/farms.ts';
import { run } from '../views.ts';
import { state } from './state.ts';

const farm: Farm = { ...exampleFarm, vms: new Map(), pool: { network: '10.10.60.0/24', excluded: ['10.10.60.1'] } };

type Service = 'forward' | 'reverse' | 'dhcp' | 'proxy' | 'firewall';
const services: readonly Service[] = ['forward', 'reverse', 'dhcp', 'proxy', 'firewall'];

/** The seed's farm, with what one service's inventory says. */
function having(service: Service, given: Partial<Inventory>): FarmState {
  const base = state();
  const reading = base[service] as { readonly known: object };
  const inventory = { claims: [], references: [], opaque: [], ...given };
  return { ...base, [service]: { known: { ...reading.known, inventory } } };
}

const address = (first: string, last = first): Claim => ({
  thing: { kind: 'address', first, last },
  by: 'host printer (/etc/dhcp/more.conf:1)',
});
const port = (first: number, last = first): Claim => ({
  thing: { kind: 'port', first, last },
  by: 'DNAT (/etc/shorewall/rules:7)',
});

describe.each(services)('what the inventory of %s says somebody has', (service) => {
  test.each<[string, readonly Claim[], string]>([
    ['an address', [address('10.10.60.2')], '10.10.60.3'],
    ['a range of addresses', [address('10.10.60.2', '10.10.60.40')], '10.10.60.41'],
    ['a port', [port(22002)], '10.10.60.3'],
    ['a range of ports', [port(22000, 22010)], '10.10.60.11'],
    ['every address and port up to one', [address('10.10.60.0', '10.10.60.8'), port(22009, 22019)], '10.10.60.20'],
  ])('is not given out: %s', (_, claims, next) => {
    const seen = having(service, { claims });
    expect(allocate(farm, vmNamed(farm, 'x'), seen, ownersOf(farm, seen, []), new Map()).address).toBe(next);
  });
});

test.each<[string, Claim, string]>([
  [
    'its address',
    address('10.10.60.70', '10.10.60.80'),
    'farm.yaml keeps 10.10.60.77 for x, but it is in use: host printer (/etc/dhcp/more.conf:1) has it.',
  ],
  [
    'the port that goes with it',
    port(22077),
    'Port 22077, by the address farm.yaml keeps for x, leads elsewhere: DNAT (/etc/shorewall/rules:7) has it.',
  ],
])('a VM whose address farm.yaml keeps is refused, with who has %s and where', (_, claim, why) => {
  const kept: Farm = { ...farm, vms: new Map([['x', { name: 'x', protected: false, address: '10.10.60.77' }]]) };
  const seen = having('dhcp', { claims: [claim] });
  expect(() => allocate(kept, vmNamed(kept, 'x'), seen, ownersOf(kept, seen, []), new Map())).toThrow(why);
});

test('what answers on the network is not given out, though nothing speaks of it', () => {
  const seen = state();
  const answering = new Map([['10.10.60.2', 'a machine with MAC 52:54:00:00:00:09, which answers there']]);
  expect(allocate(farm, vmNamed(farm, 'x'), seen, ownersOf(farm, seen, []), answering).address).toBe('10.10.60.3');
});

describe('who has it, and where that stands:', () => {
  const kept = { name: 'skaro', protected: false, address: '10.10.60.9' };
  const on: Farm = {
    ...farm,
    vms: new Map([['skaro', kept]]),
    hosts: new Map([...farm.hosts].map(([name, host]) => [name, { ...host, address: '10.10.60.250' }])),
  };
  const waiting = run({});
  const pending: readonly PendingRun[] = [
    {
      ...waiting,
      claims: [
        { kind: 'address', address: '10.10.60.30' },
        { kind: 'address', address: '10.10.60.40' },
        { kind: 'mac', mac: '52:54:00:00:00:40' },
        { kind: 'port', port: 22040 },
      ],
      plan: {
        ...waiting.plan,
        locks: ['address:10.10.60.30', 'mac:52:54:00:00:00:30', 'port:22030'].map((key) => ({
          key,
          mode: 'exclusive' as const,
        })),
      },
    },
  ];
  const owners = ownersOf(on, state(), pending);
  test.each([
    [{ address: '10.10.60.5' }, 'gallifrey.xivo.vm.farm A 10.10.60.5 (host01:/etc/bind/db.farm:9)'],
    [{ address: '10.10.60.9' }, 'farm.yaml, which keeps it for skaro (vms.skaro.address)'],
    [{ address: '10.10.60.250' }, 'the host host01 of farm.yaml'],
    [{ address: '10.10.60.30' }, `run ${waiting.run} (${waiting.plan.title}), which is not over`],
    [{ address: '10.10.60.40' }, `run ${waiting.run} (${waiting.plan.title}), which is not over`],
    [{ port: 22040 }, `run ${waiting.run} (${waiting.plan.title}), which is not over`],
    [{ mac: '52:54:00:00:00:40' }, `run ${waiting.run} (${waiting.plan.title}), which is not over`],
    [{ port: 22005 }, 'the forward of port 22005 (host01:/etc/shorewall/rules:1)'],
    [{ port: 22030 }, `run ${waiting.run} (${waiting.plan.title}), which is not over`],
    [{ mac: '52:54:00:00:00:05' }, "DHCP's host gallifrey.xivo.vm.farm (host01:/etc/dhcp/dhcpd.conf:4)"],
    [{ mac: '52:54:00:00:00:30' }, `run ${waiting.run} (${waiting.plan.title}), which is not over`],
    [{ name: 'Gallifrey.xivo.vm.farm' }, 'gallifrey.xivo.vm.farm A 10.10.60.5 (host01:/etc/bind/db.farm:9)'],
    [{ name: 'host01.farm' }, "the cluster's node host01.farm"],
    [{ site: 'gallifrey.dachary.org' }, "the proxy's site gallifrey.dachary.org"],
    [{ address: '10.10.60.31' }, undefined],
    [{ port: 22031 }, undefined],
  ])('%j is that of %s', (asked, by) => {
    expect(owners.of(asked)[0]?.by).toBe(by);
  });

  test('a run that holds an address, and has a step that claims it, has it once', () => {
    expect(owners.of({ address: '10.10.60.30' })).toHaveLength(1);
  });
});

test('what cannot be told is a note of the plan, and never taken for nothing', () => {
  const why = ['/etc/shorewall/rules:12 runs Perl', 'b', 'c', 'd', 'e'];
  expect(untold(having('firewall', { opaque: why }))).toEqual([
    'cannot tell who else has or uses what this plan does: /etc/shorewall/rules:12 runs Perl',
    'cannot tell who else has or uses what this plan does: b',
    'cannot tell who else has or uses what this plan does: c',
    'cannot tell either what 2 more places say',
  ]);
  expect(untold(state())).toEqual([]);
});
