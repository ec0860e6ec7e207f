import { groupsOf } from '../../farm/groups.ts';
import { known } from '../../farm/reading.ts';
import type { FarmState, Node } from '../../farm/state.ts';
import { size } from '../words.ts';

/** What a node has left, in words: "20 GiB of 24 GiB of memory free, 60 GiB of 100 GiB of volume group all; drained"; of several groups each. */
export function nodeRoom({ name, standing, memoryFree, memoryTotal }: Node, { storage }: FarmState): string {
  const on = known(storage.get(name), undefined);
  const groups = (on ? groupsOf(on) : []).map(({ volumeGroup: { name, extentSize, extents, freeExtents } }) => {
    return `, ${size(freeExtents * extentSize)} of ${size(extents * extentSize)} of volume group ${name}`;
  });
  const not = standing === 'in use' ? '' : `; ${standing}`;
  const memory =
    memoryTotal === 0 ? 'its memory is not known' : `${size(memoryFree)} of ${size(memoryTotal)} of memory free`;
  return `${memory}${groups.join('')}${not}`;
}
