import { expect, test } from 'vitest';
import { choices } from '../../platforms/choices.ts';
import type { Fact } from '../../src/engine/facts.ts';
import type { Inventory, Reference } from '../../src/farm/inventory.ts';
import { part } from '../../src/farm/read-parts.ts';
import { unneeded as step, unneededBy } from '../../src/farm/unneeded.ts';
import { exampleFarm } from '../farm/farms.ts';
import { wouldDo } from '../farm/judging.ts';

const inventory: Fact<Inventory> = {
  host: 'host01',
  read: { script: 'true' },
  parse: () => ({ claims: [], references: [], opaque: [] }),
};
// Of what a service says, only the inventory is asked.
const saying = () => part({ facts: { inventory }, make: (values) => values }) as never;
/** Every service has one fact, which is its inventory: DNS forward and reverse, DHCP, proxy, firewall. */
const services = 5;
const unneeded = unneededBy({
  ...choices,
  dns: choices.dns.map((dns) => ({ ...dns, forward: saying, reverse: saying })),
  dhcp: choices.dhcp.map((dhcp) => ({ ...dhcp, hosts: saying })),
  proxy: choices.proxy.map((proxy) => ({ ...proxy, sites: saying })),
  firewall: choices.firewall.map((firewall) => ({ ...firewall, forwards: saying })),
});

const invocation = step(exampleFarm, {
  name: 'rose.xivo.vm.farm',
  addresses: ['10.10.60.6'],
  variable: 'VM_ROSE_XIVO',
  own: ['rose.xivo.vm.farm', 'VM_ROSE_XIVO', 'rose.dachary.org'],
});
const each = (...inventories: readonly Inventory[]) => ({ each: inventories.map((inventory) => ({ inventory })) });
const says = (...references: readonly Reference[]): Inventory => ({ claims: [], references, opaque: [] });
const needs = (to: Reference['to'], more: Partial<Reference> = {}): Reference => ({
  to,
  by: 'site shop (/etc/nginx/sites-enabled/shop:4)',
  entry: 'shop',
  without: 'breaks',
  ...more,
});
const done = 'done: no service would refuse its configuration without rose.xivo.vm.farm';
const blocked = (what: string) =>
  `blocked: a service would refuse its configuration without it, edit that first: site shop (/etc/nginx/sites-enabled/shop:4) needs ${what}`;

test('what a plan of before calls the param is the variable', () => {
  const { variable, ...args } = invocation.args as Record<string, unknown>;
  expect(unneeded.args.parse({ ...args, param: variable })).toEqual(unneeded.args.parse(invocation.args));
});

test.each<[string, Inventory, string]>([
  ['nothing speaks of it', says(), done],
  ['a site leads to its name', says(needs({ name: 'Rose.xivo.vm.farm.' })), blocked('Rose.xivo.vm.farm.')],
  ['a rule has its address', says(needs({ address: '10.10.60.6' })), blocked('10.10.60.6')],
  ['a param is made of its own', says(needs({ variable: 'VM_ROSE_XIVO' })), blocked('VM_ROSE_XIVO')],
  [
    'a site leads to an alias of an alias of it',
    says(
      needs({ name: 'www.farm' }),
      needs({ name: 'shop.farm' }, { by: 'CNAME record of www.farm (db:2)', entry: 'www.farm', without: 'dangles' }),
      needs(
        { name: 'rose.xivo.vm.farm' },
        { by: 'CNAME record of shop.farm (db:1)', entry: 'shop.farm', without: 'dangles' },
      ),
    ),
    blocked('www.farm'),
  ],
  [
    'a site leads to a name whose mail it takes',
    says(
      needs({ name: 'farm' }),
      needs({ name: 'rose.xivo.vm.farm' }, { by: 'MX record of farm (db:1)', entry: 'farm', without: 'dangles' }),
    ),
    done,
  ],
  ['its own entry does', says(needs({ name: 'rose.xivo.vm.farm' }, { entry: 'rose.dachary.org' })), done],
  ['a record would lead nowhere', says(needs({ name: 'rose.xivo.vm.farm' }, { without: 'dangles' })), done],
  ['a site leads to another VM', says(needs({ name: 'tulip.xivo.vm.farm' }), needs({ address: '10.10.60.7' })), done],
])('a VM is taken off the services, where %s', (_, inventory, expected) => {
  for (const planning of [true, false]) {
    for (let speaks = 0; speaks < services; speaks++) {
      const inventories = Array.from({ length: services }, (_, at) => (at === speaks ? inventory : says()));
      expect(wouldDo(unneeded, invocation.args, { facts: each(...inventories), planning })).toBe(expected);
    }
  }
});
