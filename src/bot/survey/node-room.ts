import { known } from '../../farm/reading.ts';
import type { FarmState, Node } from '../../farm/state.ts';
import { size } from '../words.ts';

/** What a node has left, in words: "20 GiB of 24 GiB of memory free, 60 GiB of 100 GiB of volume group all; drained". */
export function nodeRoom({ name, standing, memoryFree, memoryTotal }: Node, { storage }: FarmState): string {
  const group = known(storage.get(name), undefined)?.volumeGroup;
  const extents = (count: number) => size(count * (group?.extentSize ?? 0));
  const disk = group
    ? `, ${extents(group.freeExtents)} of ${extents(group.extents)} of volume group ${group.name}`
    : '';
  const not = standing === 'in use' ? '' : `; ${standing}`;
  return `${size(memoryFree)} of ${size(memoryTotal)} of memory free${disk}${not}`;
}
