import { showSize } from '../../src/farm/units.ts';
import { extentsOf, type Group } from './facts.ts';

const units = [
  ['t', 2 ** 40],
  ['g', 2 ** 30],
  ['m', 2 ** 20],
  ['k', 2 ** 10],
] as const;

/** A size as the LVM tools take it, exactly: `1g`, `1536m`, `512b`. */
export function lvmSize(bytes: number): string {
  const [unit, scale] = units.find(([, scale]) => bytes >= scale && bytes % scale === 0) ?? ['b', 1];
  return `${bytes / scale}${unit}`;
}

/** Why there is no room for so many bytes; undefined when there is. */
export function noRoom(group: Group, bytes: number, forWhat: string): string | undefined {
  if (extentsOf(bytes, group) <= group.freeExtents) return undefined;
  const free = showSize(group.freeExtents * group.extentBytes);
  return `volume group ${group.name} has ${free} free, ${forWhat} takes ${showSize(bytes)}`;
}
