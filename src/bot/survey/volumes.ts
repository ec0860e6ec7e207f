import type { Farm } from '../../farm/farm.ts';
import { known } from '../../farm/reading.ts';
import type { Vm } from '../../farm/settings.ts';
import type { FarmState, Volume } from '../../farm/state.ts';

/** The volumes that are a VM's: its instance's disks, and what was made for it and is no other instance's. */
export function volumesOf({ roles: { storage } }: Farm, vm: Vm, state: FarmState): readonly Volume[] {
  const disks = new Map(known(state.instances, []).flatMap(({ name, volumes }) => volumes.map((one) => [one, name])));
  return (
    known(state.storage, undefined)?.volumes.filter((volume) =>
      disks.has(volume.name) ? disks.get(volume.name) === vm.instance : storage.isMadeFor(vm, volume),
    ) ?? []
  );
}
