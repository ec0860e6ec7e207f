import { describe, expect, test } from 'vitest';
import { allocate } from '../../../src/bot/survey/allocate.ts';
import { askedAbout } from '../../../src/bot/survey/asked-about.ts';
import { disagreements } from '../../../src/bot/survey/disagreements.ts';
import { vmLocks } from '../../../src/bot/survey/locks.ts';
import { ownersOf } from '../../../src/bot/survey/owners.ts';
import { notesOnReferences } from '../../../src/bot/survey/references.ts';
import { strays6 } from '../../../src/bot/survey/strays6.ts';
import { vmState, vmStates } from '../../../src/bot/survey/vm-state.ts';
import type { Farm } from '../../../src/farm/farm.ts';
import type { Inventory } from '../../../src/farm/inventory.ts';
import { vmNamed } from '../../../src/farm/naming.ts';
import { reverseName } from '../../../src/farm/reverse-name.ts';
import type { Network6Settings } from '../../../src/farm/settings.ts';
import type { AddressRecord, DhcpHost, FarmState, MachineRule } from '../../../src/farm/state.ts';
import { exampleFarm } from '../../farm/farms.ts';
import { emptyInventory } from '../../support/empty-inventory.ts';
import { run } from '../views.ts';
import { gallifrey, state } from './state.ts';

const prefix = '2001:db8:10:60::/64';
const name = 'gallifrey.xivo.vm.farm';
const four: Farm = { ...exampleFarm, vms: new Map(), pool: { network: '10.10.60.0/24', excluded: ['10.10.60.1'] } };

function farm(by: Network6Settings['by'], vms: Farm['vms'] = four.vms): Farm {
  const dns = { ...four.dns, reverse6: { zone: '8.b.d.0.1.0.0.2.ip6.arpa', file: '/etc/bind/db.6' } };
  return { ...four, vms, dns, pool: { ...four.pool, network6: { prefix, by } } };
}

/** The seed's farm with more records, and what inventories say. */
function having(
  { forward = [], reverse6 = [] }: { forward?: readonly Omit<AddressRecord, 'line'>[]; reverse6?: readonly string[] },
  said: Partial<Inventory> = {},
): FarmState {
  const base = state();
  const records = 'known' in base.forward ? base.forward.known.records : [];
  const placed = forward.map((one) => ({ ...one, line: 20 }));
  const pointers = reverse6.map(
    (address) => ({ type: 'PTR', name: reverseName(address), value: name, line: 9 }) as const,
  );
  const zone = { serial: 1, served: 1 };
  return {
    ...base,
    forward: { known: { ...zone, records: [...records, ...placed], inventory: { ...emptyInventory, ...said } } },
    reverse6: { known: { ...zone, records: pointers, inventory: emptyInventory } },
  };
}

const aaaa = (owner: string, value: string) => ({ type: 'AAAA', name: owner, value }) as const;
const given = (on: Farm, seen: FarmState, answering = new Map<string, string>()) =>
  allocate(on, vmNamed(on, 'x'), seen, ownersOf(on, seen, []), answering);

describe('a new VM is given', () => {
  test('no IPv6 address on a farm that has none, whatever its zones have', () => {
    expect(given(four, having({ forward: [aaaa(name, '2001:db8:10:60::5')] }))).not.toHaveProperty('address6');
  });

  test('the one of its last number', () => {
    expect(given(farm('last'), having({}))).toMatchObject({ address: '10.10.60.2', address6: '2001:db8:10:60::2' });
  });

  test('the one its MAC makes', () => {
    const { mac, address6 } = given(farm('eui64'), having({}));
    const [, b, c, d, e] = /^52:54:(..):(..):(..):(..)$/.exec(mac) ?? [];
    const hex = (text: string) => Number.parseInt(text, 16).toString(16);
    expect(address6).toBe(`2001:db8:10:60:5054:${hex(`${b}ff`)}:${hex(`fe${c}`)}:${hex(`${d}${e}`)}`);
  });

  test.each<[string, FarmState, Map<string, string>?]>([
    ['another name has', having({ forward: [aaaa('printer.farm', '2001:db8:10:60::2')] })],
    ['a pointer is of', having({ reverse6: ['2001:db8:10:60::2'] })],
    [
      'a service speaks of, however it writes it',
      having(
        {},
        {
          claims: [
            { thing: { kind: 'address', first: '2001:0DB8:10:60:0::2', last: '2001:0DB8:10:60:0::2' }, by: 'x' },
          ],
        },
      ),
    ],
    ['something answers at', having({}), new Map([['2001:db8:10:60::2', 'a machine']])],
  ])('never one of a last number that %s', (_, seen, answering) => {
    expect(given(farm('last'), seen, answering)).toMatchObject({
      address: '10.10.60.3',
      address6: '2001:db8:10:60::3',
    });
  });

  test('none where farm.yaml keeps an address whose IPv6 address is in use, and by whom is said', () => {
    const on = farm('last', new Map([['x', { name: 'x', protected: false, address: '10.10.60.77' }]]));
    const seen = having({ forward: [aaaa('printer.farm', '2001:db8:10:60::77')] });
    expect(() => given(on, seen)).toThrow(
      '2001:db8:10:60::77, by the address farm.yaml keeps for x, is in use: printer.farm AAAA 2001:db8:10:60::77 (host01:/etc/bind/db.farm:20) has it.',
    );
  });

  test('an address that no run which is not over has chosen', () => {
    const on = farm('last');
    const seen = having({});
    const view = run({});
    const locks = [{ key: 'address:2001:db8:10:60::2', mode: 'exclusive' as const }];
    const pending = [{ ...view, claims: [], plan: { ...view.plan, locks } }];
    const vm = allocate(on, vmNamed(on, 'x'), seen, ownersOf(on, seen, pending), new Map());
    expect(vm.address6).toBe('2001:db8:10:60::3');
    expect(vmLocks(vm).map(({ key }) => key)).toContain('address:2001:db8:10:60::3');
  });
});

describe('a VM with IPv6', () => {
  const on = farm('last');
  const both = having({ forward: [aaaa(name, '2001:db8:10:60::5')], reverse6: ['2001:db8:10:60::5'] });

  test('is found with both its addresses, by each of them', () => {
    expect(vmState(on, both, 'gallifrey')).toMatchObject({
      addresses: ['10.10.60.5'],
      addresses6: ['2001:db8:10:60::5'],
      pointers6: ['2001:db8:10:60::5'],
    });
    expect(askedAbout(on, '2001:DB8:10:60:0::5', both, [])).toEqual({ vm: 'gallifrey' });
    expect(disagreements(on, both, vmState(on, both, 'gallifrey'))).toEqual([]);
  });

  test('is what it was on a farm whose pool has none', () => {
    const seen = vmState(four, both, 'gallifrey');
    expect([seen.addresses, seen.addresses6]).toEqual([['10.10.60.5'], []]);
    const only = having({ forward: [aaaa('late.xivo.vm.farm', '2001:db8:10:60::9')] });
    expect(vmStates(four, only).map(({ vm }) => vm.name)).toEqual(['gallifrey']);
    expect(vmStates(on, only).map(({ vm }) => vm.name)).toEqual(['gallifrey', 'late']);
  });

  test.each<[string, FarmState, string]>([
    [
      'an AAAA record without its pointer',
      having({ forward: [aaaa(name, '2001:db8::5')] }),
      'no PTR record of 2001:db8::5 names it',
    ],
    [
      'a pointer without its AAAA record',
      having({ reverse6: ['2001:db8::5'] }),
      'the PTR record of 2001:db8::5 names it, its AAAA record does not',
    ],
  ])('shows %s', (_, seen, said) => {
    expect(disagreements(on, seen, vmState(on, seen, 'gallifrey'))).toEqual([said]);
  });

  describe('is held to what else there is of it', () => {
    const [skaro, tardis] = ['skaro.xivo.vm.farm', 'tardis.xivo.vm.farm'];
    const machines = [gallifrey, { ...gallifrey, name: skaro, macs: [] }, { ...gallifrey, name: tardis, macs: [] }];
    /** gallifrey, skaro and tardis with IPv6. */
    const three = [
      aaaa(name, '2001:db8:10:60::5'),
      aaaa(skaro, '2001:db8:10:60::2'),
      aaaa(tardis, '2001:db8:10:60::3'),
    ];
    const rule = (number: number, ssh = true): MachineRule => {
      const addresses = [`2001:db8:10:60::${number}`];
      return { addresses, text: '', ssh, copied: true, file: '/w/rules', line: number };
    };
    const entry = (host: Partial<DhcpHost>): DhcpHost => ({ name, addresses: [], line: 7, file: '/d6', ...host });
    /** What is said of gallifrey, whose pointer is right, and of what was left. */
    function said(
      forward: readonly Omit<AddressRecord, 'line'>[],
      { rules6, hosts6 }: { rules6?: readonly MachineRule[]; hosts6?: readonly DhcpHost[] },
      instances = machines,
    ) {
      const own = forward.flatMap((one) => (one.name === name ? [one.value] : []));
      const base = having({ forward, reverse6: own });
      const [wall, dhcp] = [base.firewall, base.dhcp];
      if (!wall || !('known' in wall) || !('known' in dhcp)) throw new Error('both were read');
      const seen: FarmState = {
        ...base,
        instances: { known: instances },
        firewall: { known: { ...wall.known, ...(rules6 && { rules6 }) } },
        dhcp: { known: { ...dhcp.known, ...(hosts6 && { hosts6 }) } },
      };
      return { own: disagreements(on, seen, vmState(on, seen, 'gallifrey')), strays: strays6(on, seen, []) };
    }

    test.each<[string, ReturnType<typeof said>, readonly string[]]>([
      [
        'an IPv6 firewall that lets SSH in to most others',
        said(three, { rules6: [rule(2), rule(3), rule(5, false)] }),
        ['no rule of the IPv6 firewall lets SSH in to 2001:db8:10:60::5, as one does to most other VMs'],
      ],
      ['its own rule', said(three, { rules6: [rule(2), rule(3), rule(5)] }), []],
      ['rules of few others', said(three, { rules6: [rule(2)] }), []],
      ['no rules of single machines', said(three, { rules6: [] }), []],
      ['no IPv6 firewall of farmhand’s', said(three, {}), []],
      [
        'an address that is not by the rule',
        said([aaaa(name, '2001:db8:10:60::7')], {}),
        ['its AAAA record is 2001:db8:10:60::7, by the rule it would be 2001:db8:10:60::5'],
      ],
      ['an address of another network', said([aaaa(name, '2001:db8:9::7')], {}), []],
      [
        'one by the rule that another name has',
        said([aaaa(name, '2001:db8:10:60::7'), aaaa(skaro, '2001:db8:10:60::5')], {}),
        [],
      ],
      [
        'a rule about the address it has no record of',
        said([], { rules6: [rule(5)] }),
        ['farm has no AAAA record of it'],
      ],
      ['no IPv6 at all', said([], { rules6: [], hosts6: [] }), []],
      [
        'a DHCPv6 that gives it another address',
        said(three, { hosts6: [entry({ addresses: ['2001:db8:10:60::9'] })] }),
        ['DHCPv6 gives it 2001:db8:10:60::9, DNS says 2001:db8:10:60::5'],
      ],
      [
        'a DHCPv6 that expects another MAC',
        said(three, { hosts6: [entry({ mac: '52:54:00:00:00:09', addresses: ['2001:db8:10:60::5'] })] }),
        ['DHCPv6 expects MAC 52:54:00:00:00:09, Ganeti has 52:54:00:00:00:05'],
      ],
      [
        'an entry of DHCPv6 by its address alone',
        said(three, { hosts6: [entry({ name: '2001:db8:10:60::5', addresses: ['2001:db8:10:60::5'] })] }),
        [],
      ],
    ])('%s', (_, { own }, expected) => {
      expect(own).toEqual(expected);
    });

    test('what was left of VMs that are gone is told, and nothing else', () => {
      const kept = [rule(2), rule(3), rule(5), { ...rule(1), addresses: ['2001:db8:9::1'] }];
      expect(said(three, { rules6: kept, hosts6: [entry({})] }).strays).toEqual([]);
      expect(said([], { rules6: [rule(5)] }).strays).toEqual([]);
      const gone = entry({ name: 'dalek.xivo.vm.farm', addresses: ['2001:db8:10:60::8'] });
      expect(said(three, { rules6: [...kept, rule(9)], hosts6: [gone] }).strays).toEqual([
        '/w/rules:9: a rule of the IPv6 firewall is about 2001:db8:10:60::9, of which nothing else speaks',
        '/d6:7: DHCPv6 has dalek.xivo.vm.farm, of which there is nothing else',
      ]);
    });

    test('nothing is told of what was left where something could not be read', () => {
      const base = having({ forward: three });
      const wall = base.firewall && 'known' in base.firewall ? base.firewall.known : undefined;
      const seen: FarmState = {
        ...base,
        ...(wall && { firewall: { known: { ...wall, rules6: [rule(9)] } } }),
        reverse6: { unknown: 'no answer' },
      };
      expect(strays6(on, seen, [])).toEqual([]);
      expect(
        strays6(
          four,
          { ...seen, reverse6: { known: { records: [], serial: 1, served: 1, inventory: emptyInventory } } },
          [],
        ),
      ).toEqual([]);
    });

    test('a site that leads to its IPv6 address is as it should be', () => {
      const site = {
        file: 'gallifrey.dachary.org',
        names: ['gallifrey.dachary.org'],
        targets: ['http://[2001:DB8:10:60:0::5]'],
        enabled: true,
      };
      const seen = { ...both, proxy: { known: { sites: [site], inventory: emptyInventory } } };
      expect(disagreements(on, seen, vmState(on, seen, 'gallifrey'))).toEqual([]);
    });
  });

  test('leaves an entry of DHCPv6 behind, which is named whatever it gives', () => {
    const entry = (addresses: readonly string[]): FarmState => {
      const base = having({ forward: [aaaa(name, '2001:db8:10:60::5')] });
      const dhcp = 'known' in base.dhcp ? base.dhcp.known : undefined;
      return {
        ...base,
        ...(dhcp && { dhcp: { known: { ...dhcp, hosts6: [{ name, addresses, line: 7, file: '/d6' }] } } }),
      };
    };
    const notes = (seen: FarmState) => notesOnReferences(on, seen, vmState(on, seen, 'gallifrey'));
    expect(notes(entry(['2001:db8:10:60::9']))).toEqual([`stays: DHCPv6's host ${name} (/d6:7), which is only read`]);
    expect(notes(entry(['2001:db8:10:60::5']))).toEqual([]);
  });

  test('is spoken of in any spelling of its address', () => {
    const by = 'proxy_pass of x (/etc/nginx/sites-available/x:3)';
    const reference = { to: { address: '2001:0db8:10:60::0005' }, by, without: 'dangles' } as const;
    const seen = having({ forward: [aaaa(name, '2001:db8:10:60::5')] }, { references: [reference] });
    expect(notesOnReferences(on, seen, vmState(on, seen, 'gallifrey'))).toEqual([
      `stays, and leads nowhere then: ${by}, which speaks of 2001:0db8:10:60::0005`,
    ]);
  });
});
