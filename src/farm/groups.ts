import type { GroupState, Instance, StorageState } from './state.ts';

/** All volume groups that were read of a node, the farm's own first. */
export function groupsOf({ volumeGroup, volumes, others = [] }: StorageState): readonly GroupState[] {
  return [{ volumeGroup, volumes }, ...others];
}

/** The volume group of that name; without a name the farm's own. Undefined: it is not among those that were read. */
export function groupNamed(storage: StorageState, name: string | undefined): GroupState | undefined {
  if (name === undefined) return storage;
  return groupsOf(storage).find(({ volumeGroup }) => volumeGroup.name === name);
}

/** How a group is said of a volume: not at all where it is the farm's own. */
export function inGroup(storage: StorageState, { volumeGroup }: GroupState): { readonly group?: string } {
  return volumeGroup.name === storage.volumeGroup.name ? {} : { group: volumeGroup.name };
}

/** Where a volume of an instance is among what was read of its node; undefined: nowhere. `index`: which of its disks. */
export function groupOfDisk(
  storage: StorageState,
  { volumes, groups }: Pick<Instance, 'volumes' | 'groups'>,
  index: number,
): GroupState | undefined {
  const group = groups?.[index];
  const candidates = group === undefined ? groupsOf(storage) : [groupNamed(storage, group)];
  return candidates.find((one) => one?.volumes.some(({ name }) => name === volumes[index]));
}
