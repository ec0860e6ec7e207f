import { Gauge, Registry } from 'prom-client';
import type { RunState } from '../../src/engine/run.ts';
import type { Journal } from '../../src/journal/journal.ts';

const states: Readonly<Record<RunState, true>> = {
  waiting: true,
  queued: true,
  running: true,
  done: true,
  failed: true,
  cancelled: true,
  denied: true,
  expired: true,
  undone: true,
};

/**
 * Numbers of the whole farm, read from the journal when they are asked for: every process on it says the same. Counted, not read: a
 * history of 100,000 runs takes a few milliseconds. Throws what the journal throws.
 */
export async function farmMetrics(journal: Pick<Journal, 'count'>): Promise<Registry> {
  const counts = new Map<string, number>();
  for (const state of Object.keys(states)) counts.set(state, await journal.count(state));
  const register = new Registry();
  const registers = [register];
  const runs = new Gauge({ name: 'farmhand_runs', help: 'Runs by state.', labelNames: ['state'], registers });
  for (const [state, count] of counts) runs.set({ state }, count);
  new Gauge({
    name: 'farmhand_approvals_waiting',
    help: 'Runs that wait for approval.',
    registers,
  }).set(counts.get('waiting') ?? 0);
  new Gauge({
    name: 'farmhand_queue_depth',
    help: 'Runs that may begin and that no worker has taken up yet.',
    registers,
  }).set(counts.get('queued') ?? 0);
  return register;
}
