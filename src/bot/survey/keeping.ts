import type { Farm } from '../../farm/farm.ts';
import { groupOfDisk } from '../../farm/groups.ts';
import { known } from '../../farm/reading.ts';
import type { FarmState, Instance } from '../../farm/state.ts';
import { Refusal } from '../refusal.ts';
import { hasPlaceholder } from './has-placeholder.ts';
import { farmOn } from './on-node.ts';
import type { VmState } from './seen-vm.ts';
import { volumesOnNodes } from './volumes.ts';

/** Throws Refusal where disks of the instance are in the bin already: by a destruction that was left half done, which only its own undoing takes back. */
export function refuseHalfBinned(
  farm: Farm,
  state: FarmState,
  { vm, instance }: VmState & { readonly instance: Instance },
): void {
  const { hypervisor, storage } = farm.roles;
  const names = hypervisor.bins(hypervisor.bin(farmOn(farm, instance.node), vm, instance, { by: 'nobody', keep: 1 }));
  const volume = volumesOnNodes(state).find(({ node, name }) => node === instance.node && names.includes(name));
  if (!volume) return;
  const run = storage.binned(volume)?.run;
  throw new Refusal(
    `A destruction of ${vm.name} that was left half done has put disks of it into the bin: ${volume.name} on ${volume.node}.`,
    `${run === undefined ? '!runs shows it, and !undo' : `!undo ${run}`} gives them back; then !destroy ${vm.name}.`,
  );
}

/** Why the disks of a VM that is destroyed are lost, though farm.yaml has a bin, in words; undefined: they are kept. */
export function whyLost(
  farm: Farm,
  state: FarmState,
  seen: VmState & { readonly instance: Instance },
): string | undefined {
  const { instance } = seen;
  const why = farm.roles.hypervisor.whyNoBin(instance);
  if (why !== undefined) return why;
  if (hasPlaceholder(farm, seen)) return 'they are placeholders, with nothing on them';
  const storage = known(state.storage.get(instance.node), undefined);
  const there = storage && instance.volumes.every((_, index) => groupOfDisk(storage, instance, index) !== undefined);
  return there ? undefined : `not all of them are in volume groups of ${instance.node} that farm.yaml names`;
}
