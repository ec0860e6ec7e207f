import type { Farm } from '../../farm/farm.ts';
import { known } from '../../farm/reading.ts';
import type { FarmState, Instance } from '../../farm/state.ts';
import { Refusal } from '../refusal.ts';
import { listed } from '../words.ts';
import { addressesOf, outsidePool } from './no-vm.ts';
import { required } from './required.ts';
import type { VmState } from './seen-vm.ts';
import { hostOf } from './target.ts';

/**
 * The instance of another name that what was found under a VM's name belongs to, in words with why; undefined when there is none. To
 * remove what was found would take that one off the network: a host block has its MAC, or, where the hypervisor has no instance of the
 * name itself, its name begins like the VM's, it has an address that was found, or the site leads to it.
 */
export function belongsToAnother(farm: Farm, state: FarmState, seen: VmState): string | undefined {
  const { vm, instance, dhcpHosts, site, variable } = seen;
  const records = known(state.forward, undefined)?.records ?? [];
  const addresses = new Set([...addressesOf(seen), ...seen.addresses6, ...(variable === undefined ? [] : [variable])]);
  const because = (other: Instance): readonly string[] => {
    const blocks = dhcpHosts.filter(({ mac }) => mac !== undefined && other.macs.includes(mac));
    const macs = blocks.map(({ name }) => `DHCP's host ${name} has its MAC`);
    if (instance) return macs;
    const shared = records.filter(({ name, value }) => name === other.name && addresses.has(value));
    return [
      ...macs,
      ...shared.map(({ value }) => `it has the address ${value}`),
      ...(site?.targets.some((target) => hostOf(target) === other.name) ? [`the site ${site.file} leads to it`] : []),
      ...(other.name.split('.')[0] === vm.name ? [`it may be ${vm.name} by another rule than naming.instance`] : []),
    ];
  };
  for (const other of known(state.instances, [])) {
    if (other.name === vm.instance) continue;
    const why = because(other);
    if (why.length > 0) return `${farm.roles.hypervisor.title}'s instance ${other.name}: ${listed(why)}`;
  }
  return undefined;
}

/** Throws Refusal where what there is of a VM may be another's, or the hypervisor cannot be asked whether it is. */
export function refuseAnothers(farm: Farm, state: FarmState, seen: VmState): void {
  const { vm, instance } = seen;
  required(farm.roles.hypervisor.title, state.instances);
  const other = belongsToAnother(farm, state, seen);
  if (other !== undefined) {
    const wrong = instance
      ? 'DHCP is to be put right first.'
      : `naming.instance or vms.${vm.name}.instance in farm.yaml says what it is called.`;
    throw new Refusal(`What there is of ${vm.name} may be of ${other}.`, `Nothing of it is removed. ${wrong}`);
  }
  const outside = farm.vms.has(vm.name) ? undefined : outsidePool(farm, addressesOf(seen));
  if (outside !== undefined)
    throw new Refusal(
      `${vm.name} was not made by farmhand: ${outside}.`,
      `vms.${vm.name} in farm.yaml says that it may be destroyed all the same.`,
    );
}
