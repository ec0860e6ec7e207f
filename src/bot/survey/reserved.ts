import type { Invocation } from '../../engine/action.ts';
import { isFinished, type RunView } from '../../engine/run.ts';

/** The room that runs that are not over will take beyond what the hosts show now; owners.ts knows the values they have chosen. */
export interface Reserved {
  /** Extents of the volume group; bytes of snapshots are rounded up to extents. */
  readonly extents: number;
  /** Bytes of node memory. */
  readonly memory: number;
}

/** Adds up what unsettled runs' steps that are still to be done will take. */
export function reservedBy(pending: readonly RunView[], extentSize: number): Reserved {
  const steps = pending.flatMap((view) => view.steps.filter((step) => step.skip === undefined && !isFinished(step)));
  return {
    extents: steps.reduce((sum, step) => sum + extentsOf(step, extentSize), 0),
    memory: steps.reduce((sum, step) => sum + (step.action === 'ganeti.add' ? numberIn(step, 'memory') : 0), 0),
  };
}

function extentsOf(step: Invocation, extentSize: number): number {
  if (step.action === 'lvm.volume') return numberIn(step, 'extents');
  return step.action === 'lvm.snapshot' ? Math.ceil(numberIn(step, 'bytes') / extentSize) : 0;
}

function numberIn({ args }: Invocation, name: string): number {
  const value = (args as Readonly<Record<string, unknown>> | null)?.[name];
  return typeof value === 'number' ? value : 0;
}
