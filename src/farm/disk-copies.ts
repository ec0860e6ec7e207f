import type { Farm } from './farm.ts';
import type { Procedure } from './procedure.ts';
import type { SourceDisk, VolumesFor } from './roles/storage.ts';
import type { AllocatedVm } from './settings.ts';

/** What later steps name the copy of a disk by. */
interface DiskCopy {
  readonly disk: SourceDisk;
  readonly copied: readonly string[];
}

/** Copies each disk from its snapshot to a volume of its own: those on different physical devices at the same time, others in turn. `frozen`: the snapshots. */
export function copyDisks(
  procedure: Procedure,
  farm: Farm,
  { disks, vm }: { readonly disks: readonly SourceDisk[]; readonly vm: VolumesFor },
  frozen: readonly string[],
): readonly DiskCopy[] {
  const { storage } = farm.roles;
  const copies: DiskCopy[] = [];
  for (const disk of disks) {
    const made = procedure.step(nameOf('volume', disk), storage.volume(farm, disk, vm));
    const before = copies.flatMap((other) => (onSameDevice(other.disk, disk) ? other.copied : []));
    const copied = procedure.step(nameOf('copy', disk), storage.copy(farm, disk, vm), frozen, made, before);
    procedure.step(nameOf('remove-snapshot', disk), storage.removeSnapshot(farm, disk, vm), copied);
    copies.push({ disk, copied });
  }
  return copies;
}

/** Makes a placeholder of each disk, which an instance can have until that is copied. */
export function placeholders(
  procedure: Procedure,
  farm: Farm,
  { disks, vm }: { readonly disks: readonly SourceDisk[]; readonly vm: AllocatedVm },
): readonly string[] {
  return disks.flatMap((disk) =>
    procedure.step(nameOf('placeholder', disk), farm.roles.storage.placeholder(farm, disk, vm)),
  );
}

/** The first disk's steps are called as those of a VM with one disk. */
function nameOf(step: string, { index }: SourceDisk): string {
  return index === 0 ? step : `${step}-disk${index}`;
}

/** Whether two disks share a physical device; where that is not known, they may. */
export function onSameDevice(one: SourceDisk, other: SourceDisk): boolean {
  if (!one.devices?.length || !other.devices?.length) return true;
  return one.devices.some((device) => other.devices?.includes(device));
}
