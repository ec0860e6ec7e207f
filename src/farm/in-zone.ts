import { type FoundVm, mostCommon } from './discovery.ts';
import { reverseName } from './reverse-name.ts';

/** A zone, and how many VMs have their own record in it. */
export interface Home {
  readonly zone: string;
  readonly vms: number;
}

/** The zone that has most of the VMs' names; undefined where none has one. Of zones in zones the innermost has a name. */
export function homeOfNames(zones: readonly string[], vms: readonly FoundVm[]): Home | undefined {
  return homeOf(
    zones,
    vms.map(({ instance }) => instance),
  );
}

/** The reverse zone that has most of the VMs' addresses. */
export function homeOfAddresses(zones: readonly string[], vms: readonly FoundVm[]): Home | undefined {
  return homeOf(
    zones,
    vms.flatMap(({ address }) => (address === undefined ? [] : [reverseName(address)])),
  );
}

/** The zone of ip6.arpa that has most of the VMs' IPv6 addresses. */
export function homeOfAddresses6(zones: readonly string[], vms: readonly FoundVm[]): Home | undefined {
  return homeOf(
    zones,
    vms.flatMap(({ address6 }) => (address6 === undefined ? [] : [reverseName(address6)])),
  );
}

function homeOf(zones: readonly string[], names: readonly string[]): Home | undefined {
  const inner = [...new Set(zones)].toSorted((a, b) => b.length - a.length);
  const homes = names.flatMap((name) => inner.find((zone) => name.endsWith(`.${zone}`)) ?? []);
  const best = mostCommon(homes);
  return best && { zone: best.value, vms: best.times };
}
