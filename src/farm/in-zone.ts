import type { FoundVm } from './discovery.ts';
import { reverseName } from './reverse-name.ts';

/** How many of the VMs have their names in a zone. */
export function namesIn(zone: string, vms: readonly FoundVm[]): number {
  return vms.filter(({ instance }) => instance.endsWith(`.${zone}`)).length;
}

/** How many of the VMs have their addresses in a reverse zone. */
export function addressesIn(zone: string, vms: readonly FoundVm[]): number {
  return vms.filter(({ address }) => address !== undefined && reverseName(address).endsWith(`.${zone}`)).length;
}
