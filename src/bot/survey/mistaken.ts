import type { FarmState, Instance } from '../../farm/state.ts';
import { listed } from '../words.ts';
import { addressesOf } from './no-vm.ts';
import { known } from './used.ts';
import type { VmState } from './vm-state.ts';

/**
 * The instance of another name that what was found under a VM's name belongs to, in words with why; undefined when there is none. To
 * remove what was found would take that one off the network: a host block has its MAC, or, where Ganeti has no instance of the
 * name itself, its name begins like the VM's, it has an address that was found, or the site leads to it.
 */
export function belongsToAnother(state: FarmState, seen: VmState): string | undefined {
  const { vm, instance, dhcp, site, param } = seen;
  const records = known(state.forward, undefined)?.records ?? [];
  const addresses = new Set([...addressesOf(seen), ...(param === undefined ? [] : [param])]);
  const because = (other: Instance): readonly string[] => {
    const blocks = dhcp.filter(({ mac }) => mac !== undefined && other.macs.includes(mac));
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
    if (why.length > 0) return `Ganeti's instance ${other.name}: ${listed(why)}`;
  }
  return undefined;
}

/** gallifrey.xivo.vm.farm of http://gallifrey.xivo.vm.farm:80/ */
function hostOf(target: string): string | undefined {
  return /^[a-z]+:\/\/([^/:]+)/.exec(target.toLowerCase())?.[1];
}
