import type { LogicalVolume } from './facts.ts';
import { isMadeAs, isOurs } from './tags.ts';

/** Why a volume that has the name of one to be made cannot be what an interrupted step left; undefined when it can. */
export function inTheWay(vg: string, volume: LogicalVolume, planning: boolean): string | undefined {
  const full = `${vg}/${volume.name}`;
  if (!isOurs(volume))
    return `${full} exists already, and farmhand did not make it: rename or remove it, then ask again`;
  if (planning) return `${full} is left from an earlier run: undo that run, or remove it (lvremove ${full})`;
  if (!isMadeAs(volume, volume.name))
    return `${full} was made by farmhand, but not by this run: rename it, then ask again`;
  return undefined;
}
