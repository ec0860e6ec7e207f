import type { Applying } from '../engine/action.ts';
import type { Script } from '../ssh/host.ts';
import { waitAfter } from '../time/backoff.ts';

/** Work on a host that outlives the connection and this process, found again by its id. */
export interface Detached {
  readonly host: string;
  /** The step's attempt, or one made from it. */
  readonly id: string;
  readonly script: Script;
  /** Called with the end of what it has printed whenever there is more. */
  heard?(output: string): void | Promise<void>;
  /** Ends it when the run is cancelled; by default every process of it is killed. */
  stop?(output: string): Promise<void>;
}

/** How detached work ended. */
export interface Ended {
  /** Exit code; undefined when it was lost: the host restarted, or it was killed. */
  readonly code: number | undefined;
  /** The end of what it printed, on both streams. */
  readonly output: string;
}

/** The longest between two looks, for what it prints meanwhile: its end is seen at once. Growing, where the host cannot be asked for that. */
const between = { first: 250, longest: 1000, factor: 1.5 };
/** The least a pause lasts, in times of what the look before it took: a host that is slow, with a build at low priority perhaps, is not kept busy by being looked at. */
const rest = 3;
/** Characters of output that are kept. */
const kept = 65_536;

/**
 * Starts the work, or finds what a crash or a lost connection left of it, and follows it to its end. A cancelled run stops it;
 * a process that lets go of the run leaves it going. Throws HostUnreachable, OutcomeUnknown, StaleToken.
 */
export async function runDetached(applying: Applying, work: Detached): Promise<Ended> {
  const { jobs } = applying.hosts(work.host);
  await jobs.start(work.id, work.script, applying.fence);
  applying.fault('job.started');
  let output = '';
  try {
    for (let offset = 0, looks = 1; ; looks++) {
      const asked = performance.now();
      const found = await jobs.follow(work.id, offset);
      const took = performance.now() - asked;
      offset = found.next;
      if (found.output !== '') {
        output = (output + found.output).slice(-kept);
        await work.heard?.(output);
      }
      if (found.state.state === 'done') return { code: found.state.code, output };
      if (found.state.state === 'lost' || found.state.state === 'absent') return { code: undefined, output };
      const wait = Math.max(waitAfter(looks, between), rest * took);
      const slept = applying.sleep(wait);
      await Promise.race([slept, jobs.ended(work.id, wait).catch(() => slept)]);
    }
  } catch (error) {
    if (applying.signal.aborted) await (work.stop ? work.stop(output) : jobs.cancel(work.id));
    throw error;
  }
}

/** The last lines of an output, for an error message. */
export function lastLines(output: string, count = 3): string {
  const lines = output.split(/[\r\n]+/).filter((line) => line.trim() !== '');
  return lines.slice(-count).join(' / ').trim();
}
