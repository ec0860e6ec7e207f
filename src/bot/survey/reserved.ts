import { isFinished, type RunView } from '../../engine/run.ts';
import type { Roles } from '../../farm/roles/roles.ts';

/** The room that runs that are not over will take beyond what the hosts show now; owners.ts knows the values they have chosen. */
export interface Reserved {
  /** Extents of the volume group; bytes of snapshots are rounded up to extents. */
  readonly extents: number;
  /** Bytes of node memory. */
  readonly memory: number;
}

/** Adds up what unsettled runs' steps that are still to be done will take. */
export function reservedBy(
  { hypervisor, storage }: Pick<Roles, 'hypervisor' | 'storage'>,
  pending: readonly RunView[],
  extentSize: number,
): Reserved {
  const steps = pending.flatMap((view) => view.steps.filter((step) => step.skip === undefined && !isFinished(step)));
  return {
    extents: steps.reduce((sum, step) => sum + storage.extentsOf(step, extentSize), 0),
    memory: steps.reduce((sum, step) => sum + hypervisor.memoryOf(step), 0),
  };
}
