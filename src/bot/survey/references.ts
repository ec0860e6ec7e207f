import type { Farm } from '../../farm/farm.ts';
import { breaking, referencesTo, type Spoken, showTarget } from '../../farm/references.ts';
import { reverseName } from '../../farm/reverse-name.ts';
import type { FarmState } from '../../farm/state.ts';
import { Refusal } from '../refusal.ts';
import { inventories } from './owners.ts';
import type { VmState } from './seen-vm.ts';

/** A VM as others' entries may speak of it. */
export function spokenOf({ vm, dhcpHosts, site, ...seen }: VmState): Spoken {
  const pointers = [...seen.pointers, ...seen.pointers6];
  const own = [
    vm.instance,
    vm.variable,
    vm.site,
    site?.file,
    ...dhcpHosts.map(({ name }) => name),
    ...pointers.map(reverseName),
  ];
  return {
    name: vm.instance,
    addresses: [...new Set([...seen.addresses, ...seen.pointers, ...seen.addresses6, ...seen.pointers6])],
    ...(vm.variable !== undefined && { variable: vm.variable }),
    own: own.filter((entry) => entry !== undefined),
  };
}

/**
 * What is proposed for each entry of others that speaks of a VM, as notes of the plan that removes it: those that would lead nowhere
 * stay, and it is said. Throws Refusal, naming every one, where a service would refuse its whole configuration.
 */
export function notesOnReferences(farm: Farm, state: FarmState, seen: VmState): readonly string[] {
  const { name } = seen.vm;
  const spoken = spokenOf(seen);
  const all = referencesTo(inventories(state), spoken);
  const needing = breaking(all);
  if (needing.length > 0) {
    throw new Refusal(
      `Without ${name} a service would refuse its configuration. Nothing was changed; edit this first, then ask again:`,
      ...needing.map((one) => `  ${one}`),
    );
  }
  const through = [...farm.hosts.values()].flatMap((host) => (host.jump === name ? [host.name] : []));
  // One that gives it an address of its own is among the references.
  const others6 = seen.dhcpHosts6.filter(({ addresses }) => !addresses.some((one) => spoken.addresses.includes(one)));
  return [
    ...others6.map((host) => `stays: DHCPv6's host ${host.name} (${host.file}:${host.line}), which is only read`),
    ...all.map((one) => `stays, and leads nowhere then: ${one.by}, which speaks of ${showTarget(one)}`),
    ...through.map(
      (host) => `stays, and leads nowhere then: the host ${host} of farm.yaml, which is reached through it`,
    ),
  ];
}
