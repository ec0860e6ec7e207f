import type { Invocation } from '../../engine/action.ts';
import type { RunView } from '../../engine/run.ts';

/** What runs that are not over will take beyond what the hosts show now. */
export interface Reserved {
  /** Addresses, MACs, SSH ports: values other plans have chosen. */
  readonly addresses: ReadonlySet<string>;
  readonly macs: ReadonlySet<string>;
  readonly ports: ReadonlySet<number>;
  /** Extents of the volume group; bytes of snapshots are rounded up to extents. */
  readonly extents: number;
  /** Bytes of node memory. */
  readonly memory: number;
}

/** Adds up what unsettled runs hold: values by their locks, room by their steps that are still to be done. */
export function reservedBy(pending: readonly RunView[], extentSize: number): Reserved {
  const keys = pending.flatMap(({ plan }) => plan.locks.map(({ key }) => key));
  const values = (kind: string) =>
    keys.filter((key) => key.startsWith(`${kind}:`)).map((key) => key.slice(kind.length + 1));
  const steps = pending.flatMap((view) =>
    view.steps.filter(({ state, skip }) => skip === undefined && state !== 'done' && state !== 'skipped'),
  );
  return {
    addresses: new Set(values('address')),
    macs: new Set(values('mac')),
    ports: new Set(values('port').map(Number)),
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
