import type { Farm } from '../../farm/farm.ts';
import type { Reference } from '../../farm/inventory.ts';
import type { FarmState } from '../../farm/state.ts';
import { reverseName } from '../../farm/words/dns.ts';
import { Refusal } from '../refusal.ts';
import { inventories } from './owners.ts';
import type { VmState } from './vm-state.ts';

/** Entries of others that speak of a VM, its name, an address or its param of the firewall; the VM's own are left out. */
export function referencesTo(state: FarmState, seen: VmState): readonly Reference[] {
  const { vm, addresses, pointers, dhcp, site } = seen;
  const own = new Set(
    [vm.instance, vm.param, vm.site, site?.file, ...dhcp.map(({ name }) => name), ...pointers.map(reverseName)].map(
      (entry) => entry?.toLowerCase(),
    ),
  );
  const speaksOf = ({ to }: Reference): boolean => {
    if ('name' in to) return to.name.toLowerCase().replace(/\.$/, '') === vm.instance;
    if ('address' in to) return [...addresses, ...pointers].includes(to.address);
    return to.param === vm.param;
  };
  const found = inventories(state)
    .flatMap(({ references }) => references)
    .filter((one) => speaksOf(one) && !(one.entry !== undefined && own.has(one.entry.toLowerCase())));
  return [...new Map(found.map((one) => [one.by, one])).values()];
}

/**
 * What is proposed for each of them, as notes of the plan that removes the VM: those that would lead nowhere stay, and it is said.
 * Throws Refusal, naming every one, where a service would refuse its whole configuration.
 */
export function notesOnReferences(farm: Farm, state: FarmState, seen: VmState): readonly string[] {
  const all = referencesTo(state, seen);
  const breaking = all.filter(({ without }) => without === 'breaks');
  if (breaking.length > 0) {
    throw new Refusal(
      `Without ${seen.vm.name} a service would refuse its configuration. Nothing was changed; edit these first, then ask again:`,
      ...breaking.map(({ by, to }) => `  ${by} needs ${shown(to)}`),
    );
  }
  const through = [...farm.hosts.values()].filter(({ jump }) => jump === seen.vm.name).map(({ name }) => name);
  return [
    ...all.map(({ by, to }) => `stays, and leads nowhere then: ${by}, which speaks of ${shown(to)}`),
    ...through.map((name) => `stays, and leads nowhere then: ${name} in farm.yaml, which is reached through it`),
  ];
}

function shown(to: Reference['to']): string {
  if ('name' in to) return to.name;
  return 'address' in to ? to.address : to.param;
}
