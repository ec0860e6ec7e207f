import type { Vm } from '../../farm/farm.ts';
import type { DhcpHost, FarmState, Instance } from '../../farm/state.ts';
import { known } from './used.ts';

/**
 * DHCP's hosts that are a VM's. A host block may be called anything, dhcpd.conf(5): what it does is give an address to a MAC. So
 * besides the one of the VM's full name there are those with its MAC, its address or its name as their address, unless they are
 * another instance's by name or MAC; and one of its short name, unless both its MAC and its address are others'.
 */
export function hostsOfVm(
  vm: Vm,
  instance: Pick<Instance, 'macs'> | undefined,
  addresses: readonly string[],
  state: FarmState,
): readonly DhcpHost[] {
  const places = new Set([vm.instance, ...addresses]);
  const others = known(state.instances, []).filter(({ name }) => name !== vm.instance);
  const isOwn = (host: DhcpHost): boolean => {
    const name = host.name.toLowerCase();
    const hasMac = (one: Pick<Instance, 'macs'>) => host.mac !== undefined && one.macs.includes(host.mac);
    if (name === vm.instance) return true;
    if (others.some((other) => other.name === name || hasMac(other))) return false;
    if (instance && hasMac(instance)) return true;
    if (host.addresses.some((one) => places.has(one.toLowerCase().replace(/\.$/, '')))) return true;
    const elsewhere = host.mac !== undefined && instance !== undefined && host.addresses.length > 0;
    return name === vm.name && !elsewhere;
  };
  return known(state.dhcp, undefined)?.hosts.filter(isOwn) ?? [];
}
