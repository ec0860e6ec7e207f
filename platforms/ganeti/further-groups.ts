import type { Fact } from '../../src/engine/facts.ts';
import { type Group, groupFact, whereThere } from '../lvm/facts.ts';
import { noRoom } from '../lvm/size.ts';

/** The volume groups of an instance's disks. */
interface Grouped {
  /** The farm's own: the one of which Ganeti says how much a node has free. */
  readonly vg?: string | undefined;
  /** That of each disk, in their order; absent: all are in the farm's own. */
  readonly groups?: readonly string[] | undefined;
}

/** Those that are not the farm's own. */
export function furtherGroups({ vg, groups = [] }: Grouped): readonly string[] {
  return [...new Set(groups)].filter((group) => group !== vg);
}

/** The sizes of the disks that are in the farm's own group. */
export function inOwnGroup({ vg, groups }: Grouped, sizes: readonly number[]): readonly number[] {
  return groups ? sizes.filter((_, index) => groups[index] === vg) : sizes;
}

/** What a node has of each of the further groups; null: it has none of that name. */
export function furtherFacts(host: string, grouped: Grouped): readonly Fact<Group | null>[] {
  return furtherGroups(grouped).map((group) => whereThere(groupFact(host, group)));
}

/** Why the further groups of a node cannot have disks of these sizes, in words; null: they can. `found`: what `furtherFacts` read. */
export function whyNoFurtherRoom(
  node: string,
  grouped: Grouped,
  sizes: readonly number[],
  found: readonly (Group | null)[],
): string | null {
  for (const [index, name] of furtherGroups(grouped).entries()) {
    const group = found[index];
    if (!group) return `${node} has no volume group ${name}`;
    const bytes = sizes.reduce((sum, size, disk) => (grouped.groups?.[disk] === name ? sum + size : sum), 0);
    const why = noRoom(group, bytes, `what comes to ${node}`);
    if (why !== undefined) return why;
  }
  return null;
}
