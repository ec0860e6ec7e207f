import { onSameDevice } from '../../farm/disk-copies.ts';
import type { Farm } from '../../farm/farm.ts';
import type { ReadFarm } from '../../farm/read-parts.ts';
import type { DiskPart, SourceDisk, SourceDisks } from '../../farm/roles/storage.ts';
import type { Reading } from '../../farm/state.ts';
import { required } from './required.ts';

/** Disks that are to be copied. */
interface Copied {
  /** The farm as the node has it that they are copied to. */
  readonly there: Farm;
  readonly disks: SourceDisks;
  readonly notes: readonly string[];
}

/** What was read of the disks that are to be copied. */
interface LookedAt {
  /** What each holds. */
  readonly contents: readonly Reading<readonly DiskPart[]>[];
  /** Of several: the physical devices each is on, and which has the root file system. */
  readonly devices: Reading<readonly (readonly string[])[]> | undefined;
  readonly root: Reading<SourceDisk | undefined> | undefined;
}

/** Reads what a copy's disks hold; of several, also where each is and which has the root file system. */
export async function lookAtDisks({ there, disks }: Omit<Copied, 'notes'>, read: ReadFarm): Promise<LookedAt> {
  const { storage, guest } = there.roles;
  const several = disks.length > 1;
  const [contents, among] = await Promise.all([
    Promise.all(disks.map(async (disk) => (await read({ contents: storage.contents(there, disk) })).contents)),
    read({
      devices: several ? storage.devices(there, disks) : undefined,
      root: several && there.personalise !== false ? guest.root(there, disks) : undefined,
    }),
  ]);
  return { contents, ...among };
}

/** A copy with what its disks were seen to hold. What is not known of a disk does not keep it from being copied. Throws Refusal. */
export function withContents<Copy extends Copied>(copy: Copy, looked: LookedAt): Copy & { readonly root: SourceDisk } {
  const several = copy.disks.length > 1;
  const devices = looked.devices && required('the physical devices', looked.devices);
  const [first, ...more] = copy.disks.map((disk, index): SourceDisk => {
    const contents = looked.contents[index];
    return {
      ...disk,
      ...(contents && 'known' in contents && { parts: contents.known }),
      ...(devices && { devices: devices[index] ?? [] }),
    };
  });
  if (!first) return { ...copy, root: copy.disks[0] };
  const untold = looked.contents.flatMap((contents, index) => {
    const which = several ? `disk ${copy.disks[index]?.index}` : 'the disk';
    if ('known' in contents) return [];
    return [`${which} is copied as a whole, for what it holds cannot be told: ${contents.unknown}`];
  });
  const disks = [first, ...more] as const;
  const found = looked.root && required('which disk has the root file system', looked.root);
  return {
    ...copy,
    disks,
    root: disks.find(({ index }) => index === found?.index) ?? first,
    notes: [...copy.notes, ...untold, ...(several ? notesOnSeveral(copy.there, disks, found) : [])],
  };
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
