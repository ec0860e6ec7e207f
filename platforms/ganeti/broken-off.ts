import type { Applying } from '../../src/engine/action.ts';
import type { Fact } from '../../src/engine/facts.ts';
import { listed } from '../../src/farm/listed.ts';
import { type LogicalVolume, volumesFact } from '../lvm/facts.ts';
import { isOurs } from '../lvm/tags.ts';
import { drbdConfigFact } from './drbd.ts';
import { instancesFact } from './instances.ts';

/** An instance that is converted to DRBD. */
interface Converting {
  readonly instance: string;
  /** Host of its node. */
  readonly storage: string;
  /** Bytes, one a disk. */
  readonly disks: readonly number[];
}

/** What there is of it. */
interface Shown {
  /** How many disks it has by Ganeti. */
  readonly disks: number;
  /** Where Ganeti's configuration has those of its disks that are plain volumes: VG/LV. */
  readonly configured: readonly string[];
  /** The volumes of its node, by their volume group. */
  readonly volumes: ReadonlyMap<string, readonly LogicalVolume[]>;
}

/**
 * What is in the way where a conversion ended between Ganeti's renames of the disks and the last change of its configuration, as with a master that died, and what
 * to do, in words; undefined: it did not. `modify -t drbd` renames each disk to `UUID.diskN_data`, takes all disks out of the configuration, and puts those of DRBD
 * in: in between no name leads to what is on a disk. Nothing here tells by itself which is which, so a person does the rest.
 */
export function brokenOff(
  { instance, storage, disks: { length: planned } }: Converting,
  { disks, configured, volumes }: Shown,
): string | undefined {
  const data = [...volumes].flatMap(([vg, all]) =>
    all.flatMap((volume) => (isDataOf(instance, volume) ? [{ vg, name: volume.name }] : [])),
  );
  const there = new Set([...volumes].flatMap(([vg, all]) => all.map(({ name }) => `${vg}/${name}`)));
  const was = `a conversion of ${instance} to DRBD was broken off`;
  const said = data.length > 0 ? `has ${listed(data.map(({ vg, name }) => `${vg}/${name}`))}` : 'shows no volume of it';
  if (disks < planned)
    return (
      `${was}: Ganeti's configuration has ${disks} of its ${planned} disks, and ${storage} ${said}. Nothing of it is removed. ` +
      'Undo this run, then remove there by hand what is left of it (lvremove)'
    );
  const missing = configured.filter((place) => volumes.has(groupOf(place)) && !there.has(place));
  if (missing.length === 0) return undefined;
  const back = missing.map((place) => {
    const [vg, name = ''] = place.split('/');
    const same = data.filter((one) => one.vg === vg && indexOf(one.name) === indexOf(name));
    return same.length === 1 ? `lvrename ${vg} ${same[0]?.name} ${name}` : `its disk ${place} under its name again`;
  });
  return (
    `${was}: Ganeti's configuration has ${listed(missing)}, which ${storage} has not; it ${said}. There, where DRBD has none of it open ` +
    `(/proc/drbd; else drbdsetup down of that device, on both nodes): ${back.join(', ')}. Then retry or undo`
  );
}

/** The same by what there is now, with the master's host, Ganeti's configuration, and the instance's node and volume groups. */
export async function brokenOffNow(
  converting: Converting & { readonly host: string; readonly config: string; readonly node: string },
  groups: readonly string[],
  { hosts }: Pick<Applying, 'hosts'>,
): Promise<string | undefined> {
  const { host, config, instance, storage, node } = converting;
  const now = async <T>({ host, read, parse }: Fact<T>) => parse(await hosts(host).run(read));
  const found = (await now(instancesFact(host))).find(({ name }) => name === instance);
  if (found?.node !== node) return undefined;
  const { volumes: configured } = await now(drbdConfigFact(host, config, instance));
  const volumes = new Map<string, readonly LogicalVolume[]>();
  for (const vg of groups) volumes.set(vg, await now(volumesFact(storage, vg)));
  return brokenOff(converting, { disks: found.disks.length, configured, volumes });
}

/** Whether it is the data of a disk under a name of DRBD's, made by farmhand or said by Ganeti to be the instance's. */
function isDataOf(instance: string, volume: LogicalVolume): boolean {
  const its = isOurs(volume) || volume.tags.includes(`originstname+${instance}`);
  return its && /\.disk\d+_data$/.test(volume.name);
}

function groupOf(place: string): string {
  return place.split('/')[0] ?? '';
}

/** Which disk a name of Ganeti's is of: 1 of `UUID.disk1` and `UUID.disk1_data`. */
function indexOf(name: string): string | undefined {
  return /\.disk(\d+)(_data)?$/.exec(name)?.[1];
}
