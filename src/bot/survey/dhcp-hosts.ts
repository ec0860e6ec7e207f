import { known } from '../../farm/reading.ts';
import { bare } from '../../farm/references.ts';
import type { Vm } from '../../farm/settings.ts';
import type { DhcpHost, FarmState, Instance } from '../../farm/state.ts';

/**
 * DHCP's hosts that are a VM's. An entry may be called anything: what it does is give an address to a MAC. So
 * besides the one of the VM's full name there are those with its MAC, with its name as their address, or with its address and no MAC,
 * unless they are another instance's by name or MAC; and one of its short name, unless both its MAC and its address are others'.
 */
export function hostsOfVm(
  vm: Vm,
  instance: Pick<Instance, 'macs'> | undefined,
  addresses: readonly string[],
  hosts: readonly DhcpHost[] | undefined,
  state: FarmState,
): readonly DhcpHost[] {
  const instances = known(state.instances, []);
  const isAnothers = (name: string, mac: string | undefined): boolean =>
    instances.some(
      (one) => one.name !== vm.instance && (one.name === name || (mac !== undefined && one.macs.includes(mac))),
    );
  const isOwn = (host: DhcpHost): boolean => {
    const name = host.name.toLowerCase();
    if (name === vm.instance) return true;
    const byMac = host.mac !== undefined && instance?.macs.includes(host.mac) === true;
    const given = host.addresses.map(bare);
    // A number alone may be another machine's, given twice: a MAC that is not the VM's says so.
    const byAddress =
      given.includes(vm.instance) || (host.mac === undefined && given.some((one) => addresses.includes(one)));
    const elsewhere = host.mac !== undefined && instance !== undefined && host.addresses.length > 0;
    return (byMac || byAddress || (name === vm.name && !elsewhere)) && !isAnothers(name, host.mac);
  };
  return hosts?.filter(isOwn) ?? [];
}
