import type { Farm } from '../../farm/farm.ts';
import { groupNamed, groupsOf, inGroup } from '../../farm/groups.ts';
import { known, knownOnNodes } from '../../farm/reading.ts';
import type { Vm } from '../../farm/settings.ts';
import type { FarmState, Volume } from '../../farm/state.ts';

/** A volume, the node it is on, and the volume group it is in, where that is not the farm's own. */
export type PlacedVolume = Volume & { readonly node: string; readonly group?: string };

/** The volumes that are a VM's, on all nodes: its instance's disks, and what was made for it and is no other instance's. */
export function volumesOf({ roles: { storage } }: Farm, vm: Vm, state: FarmState): readonly PlacedVolume[] {
  const disks = new Map(known(state.instances, []).flatMap(({ name, volumes }) => volumes.map((one) => [one, name])));
  return volumesOnNodes(state).filter((volume) =>
    disks.has(volume.name) ? disks.get(volume.name) === vm.instance : storage.isMadeFor(vm, volume),
  );
}

/** Bytes that a volume takes of its volume group. */
export function groupBytes({ storage }: Pick<FarmState, 'storage'>, { node, group, extents }: PlacedVolume): number {
  const on = known(storage.get(node), undefined);
  return extents * ((on && groupNamed(on, group)?.volumeGroup.extentSize) ?? 0);
}

/** Every volume of every node that could be read. */
export function volumesOnNodes({ storage }: Pick<FarmState, 'storage'>): readonly PlacedVolume[] {
  return knownOnNodes(storage).flatMap(([node, on]) =>
    groupsOf(on).flatMap((group) => group.volumes.map((volume) => ({ ...volume, node, ...inGroup(on, group) }))),
  );
}
