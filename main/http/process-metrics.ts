import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Instrumentation } from '../instrumentation.ts';
import { withAnswersTimed, withEventsCounted, withFailuresCounted } from './decorators.ts';

/** The values labels can have: what farm.yaml and the program name, never what people or hosts say. */
export interface Labels {
  readonly hosts: readonly string[];
  /** VMs that are logged in to: all under one name, since there are ever new ones. */
  readonly vms: Pick<ReadonlyMap<string, unknown>, 'has'>;
  readonly actions: readonly string[];
  readonly platforms: readonly string[];
}

/** Upper bounds in seconds: a DNS record takes less than one, a copy of a large disk hours. */
const stepBuckets = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14_400, 28_800];
const answerBuckets = [0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30, 60];

/** Numbers of this process alone, so that those of several may be added up, and what takes them. */
export function processMetrics({ hosts, vms, actions, platforms }: Labels): {
  readonly register: Registry;
  readonly instrumentation: Instrumentation;
  /** Says on which platforms nothing is heard. */
  readonly deaf: (platforms: ReadonlyMap<string, boolean>) => void;
} {
  const register = new Registry();
  const registers = [register];
  collectDefaultMetrics({ register });
  const steps = new Histogram({
    name: 'farmhand_step_duration_seconds',
    help: 'From the beginning of a step to the look that showed it done, of the steps this process saw done.',
    labelNames: ['action'],
    buckets: stepBuckets,
    registers,
  });
  const latency = new Histogram({
    name: 'farmhand_chat_latency_seconds',
    help: 'From hearing a command to having said its answer.',
    labelNames: ['platform'],
    buckets: answerBuckets,
    registers,
  });
  const deafness = new Gauge({
    name: 'farmhand_chat_deaf',
    help: '1 where this process should hear and speak and cannot; 0 where it does, or stands by.',
    labelNames: ['platform'],
    registers,
  });
  const failures = new Counter({
    name: 'farmhand_ssh_failures_total',
    help: 'Calls that did not reach a host (unreachable), or whose end was not seen (unknown).',
    labelNames: ['host', 'kind'],
    registers,
  });
  const asked = new Counter({
    name: 'farmhand_runs_asked_total',
    help: 'Runs this process wrote down, with a ticket or without.',
    labelNames: ['ticket'],
    registers,
  });
  for (const ticket of ['yes', 'no']) asked.inc({ ticket }, 0);
  for (const action of actions) steps.zero({ action });
  for (const platform of platforms) latency.zero({ platform });
  const labelOf = (host: string) => (vms.has(host) ? '(vm)' : host);
  for (const host of hosts)
    for (const kind of ['unreachable', 'unknown']) failures.inc({ host: labelOf(host), kind }, 0);
  return {
    register,
    deaf: (found) => {
      for (const platform of [...platforms, ...found.keys()]) deafness.set({ platform }, found.get(platform) ? 1 : 0);
    },
    instrumentation: {
      journal: (journal) =>
        withEventsCounted(journal, {
          done: (action, seconds) => steps.observe({ action }, seconds),
          asked: (ticket) => asked.inc({ ticket: ticket ? 'yes' : 'no' }),
        }),
      hosts: (all) => withFailuresCounted(all, (host, kind) => failures.inc({ host: labelOf(host), kind })),
      inbound: (platform, inbound) => withAnswersTimed(inbound, () => latency.startTimer({ platform })),
    },
  };
}
