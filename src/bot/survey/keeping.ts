import type { Farm } from '../../farm/farm.ts';
import { groupOfDisk } from '../../farm/groups.ts';
import { known } from '../../farm/reading.ts';
import type { FarmState, Instance } from '../../farm/state.ts';
import { hasPlaceholder } from './has-placeholder.ts';
import type { VmState } from './seen-vm.ts';

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
