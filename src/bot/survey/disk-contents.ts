import { onSameDevice } from '../../farm/disk-copies.ts';
import type { Farm } from '../../farm/farm.ts';
import type { ReadFarm } from '../../farm/read-parts.ts';
import type { SourceDisk } from '../../farm/roles/storage.ts';
import type { CopyOf } from './copy-of.ts';
import { required } from './required.ts';

/**
 * A copy with what its disks hold; of several, also where each is and which has the root file system. What is not known of a disk does not keep it from
 * being copied; a large one is long to look at. Throws Refusal.
 */
export async function withContents(copy: CopyOf, read: ReadFarm): Promise<CopyOf> {
  const farm = copy.there;
  const { storage, guest } = farm.roles;
  const several = copy.disks.length > 1;
  const [looked, among] = await Promise.all([
    Promise.all(copy.disks.map((disk) => withParts(disk, several, farm, read))),
    read({
      devices: several ? storage.devices(farm, copy.disks) : undefined,
      root: several && farm.personalise !== false ? guest.root(farm, copy.disks) : undefined,
    }),
  ]);
  const devices = among.devices && required('the physical devices', among.devices);
  const [first, ...more] = looked.map(({ disk }, index) => ({
    ...disk,
    ...(devices && { devices: devices[index] ?? [] }),
  }));
  if (!first) return copy;
  const disks = [first, ...more] as const;
  const found = among.root && required('which disk has the root file system', among.root);
  return {
    ...copy,
    disks,
    root: disks.find(({ index }) => index === found?.index) ?? first,
    notes: [
      ...copy.notes,
      ...looked.flatMap(({ notes }) => notes),
      ...(several ? notesOnSeveral(farm, disks, found) : []),
    ],
  };
}

async function withParts(
  disk: SourceDisk,
  several: boolean,
  farm: Farm,
  read: ReadFarm,
): Promise<{ readonly disk: SourceDisk; readonly notes: readonly string[] }> {
  const { contents } = await read({ contents: farm.roles.storage.contents(farm, disk) });
  if ('known' in contents) return { disk: { ...disk, parts: contents.known }, notes: [] };
  const which = several ? `disk ${disk.index}` : 'the disk';
  return { disk, notes: [`${which} is copied as a whole, for what it holds cannot be told: ${contents.unknown}`] };
}

function notesOnSeveral(
  { personalise }: Farm,
  disks: readonly SourceDisk[],
  root: SourceDisk | undefined,
): readonly string[] {
  const own = root
    ? `its own names and keys go on disk ${root.index}, which has the root file system`
    : 'none of its disks has a root file system that can be told: disk 0 is taken for it';
  const inTurn = disks.filter((disk, index) => disks.slice(0, index).some((earlier) => onSameDevice(earlier, disk)));
  const [first] = inTurn;
  return [
    ...(personalise === false ? [] : [own]),
    first
      ? `disks on the same physical device (${sharedOf(disks).join(', ')}) are copied one after the other`
      : 'its disks are on different physical devices, and are copied at the same time',
  ];
}

/** The devices that have more than one of the disks. */
function sharedOf(disks: readonly SourceDisk[]): readonly string[] {
  const all = disks.flatMap(({ devices = [] }) => devices);
  return [...new Set(all.filter((device, index) => all.indexOf(device) !== index))];
}
