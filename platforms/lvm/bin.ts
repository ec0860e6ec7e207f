import type { Binned } from '../../src/farm/roles/storage.ts';
import type { Volume } from '../../src/farm/state.ts';

/** What is written on a volume when it comes into the bin. */
export type Label = Omit<Binned, 'disk'>;

const name = /^bin\.[0-9a-f]{8}\.disk(\d+)-(.+)$/;
const tag = /^farmhand\.bin\.(\d+)\.(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z\.([a-z0-9-]+)\.(.+)$/;

/**
 * The name of a VM's disk in the bin, by the identity of the instance it was a disk of. Its dots keep it from being a VM's name, and its beginning from being one that LVM
 * keeps for itself.
 */
export function binName(instance: string, vm: string, disk: number): string {
  return `bin.${instance.slice(0, 8)}.disk${disk}-${vm}`;
}

/** The tag that says whose it was, which run binned it, who asked for that, and until when it is kept. */
export function binTag({ run, until, vm, by }: Label): string {
  return `farmhand.bin.${run}.${until.slice(0, 19).replaceAll(/[-:]/g, '')}Z.${vm}.${by}`;
}

/** The tag of that kind that a volume has, whatever its name; undefined: none. */
export function binTagOf({ tags = [] }: Pick<Volume, 'tags'>): string | undefined {
  return tags.find((one) => tag.test(one));
}

/** What a volume in the bin says of itself; undefined: it is not in the bin. */
export function binnedOf(volume: Pick<Volume, 'name' | 'tags'>): Binned | undefined {
  const [, disk] = name.exec(volume.name) ?? [];
  const [, run, year, month, day, hour, minute, second, vm, by] = tag.exec(binTagOf(volume) ?? '') ?? [];
  if (disk === undefined || vm === undefined || by === undefined) return undefined;
  return {
    vm,
    disk: Number(disk),
    run: Number(run),
    by,
    until: `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`,
  };
}

/** Why a volume looks like one of the bin without being told as one, and what to do; undefined: it does not. */
export function likeBinned(volume: Pick<Volume, 'name' | 'tags'>): string | undefined {
  if (binnedOf(volume)) return undefined;
  const [, disk, vm] = name.exec(volume.name) ?? [];
  const kept = binTagOf(volume);
  if (kept !== undefined)
    return `it has the tag of the bin, ${kept}, and another name than farmhand gave it: lvrename gives it bin.SERIAL.diskN-VM again`;
  if (vm === undefined) return undefined;
  return `it looks like disk ${disk} of ${vm} in the bin, without its tag: lvchange --addtag gives it back (farmhand.bin.RUN.UNTIL.${vm}.PERSON), lvremove removes it for good`;
}
