import type { PendingRun } from '../../engine/claims.ts';
import type { Farm } from '../../farm/farm.ts';
import type { FarmState } from '../../farm/state.ts';
import { size } from '../words.ts';
import { groupBytes, volumesOnNodes } from './volumes.ts';

/**
 * Volumes that look like those of the bin and are none for farmhand, a line each: they take room, and nothing of farmhand's ever removes them. Nothing where the instances could not be
 * read, whose disks they may be, and while a run puts disks into the bin or takes some out.
 */
export function likeBinned(farm: Farm, state: FarmState, pending: readonly PendingRun[]): readonly string[] {
  const { hypervisor, storage } = farm.roles;
  const moving = pending.some(
    ({ state: stands, plan }) =>
      stands === 'running' && plan.steps.some((step) => hypervisor.bins(step).length > 0 || hypervisor.returns(step)),
  );
  if (moving || 'unknown' in state.instances) return [];
  const disks = new Set(state.instances.known.flatMap(({ volumes }) => volumes));
  return volumesOnNodes(state).flatMap((volume) => {
    const { name, node, group } = volume;
    const why = disks.has(name) ? undefined : storage.likeBinned(volume);
    if (why === undefined) return [];
    const place = group === undefined ? name : `${group}/${name}`;
    return [`the volume ${place} on ${node} (${size(groupBytes(state, volume))}): ${why}`];
  });
}
