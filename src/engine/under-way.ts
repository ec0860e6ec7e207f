import type { Hosts } from '../ssh/host.ts';
import { sleep } from '../time/sleep.ts';
import { hostsOf } from './hosts-of.ts';
import type { Known } from './look.ts';

/** Milliseconds between two looks for a job's end, which is seen at once where the host can be asked for that. */
const between = 2000;

/** Waits until no edit of files is under way on the hosts an invocation is about. Throws HostUnreachable, OutcomeUnknown. */
export async function editsEnded(hosts: Hosts, invocation: Known): Promise<void> {
  await Promise.all(hostsOf(invocation).map((name) => hosts(name).settled()));
}

/**
 * Waits for the end of a detached job on the hosts an invocation is about; gives whether one of them has it. Throws HostUnreachable,
 * OutcomeUnknown, and a signal's reason as soon as one is aborted.
 */
export async function jobEnded(
  hosts: Hosts,
  invocation: Known,
  job: string,
  signals: readonly AbortSignal[],
): Promise<boolean> {
  let found = false;
  for (const name of hostsOf(invocation)) {
    const { jobs } = hosts(name);
    let { state } = await jobs.state(job);
    found ||= state !== 'absent';
    while (state === 'running') {
      const slept = sleep(between, signals);
      await Promise.race([slept, jobs.ended(job, between).catch(() => slept)]);
      ({ state } = await jobs.state(job));
    }
  }
  return found;
}
