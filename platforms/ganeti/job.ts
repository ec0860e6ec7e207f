import { setTimeout as pause } from 'node:timers/promises';
import type { Applying } from '../../src/engine/action.ts';
import { type Ended, lastLines, runDetached } from '../../src/farm/detached.ts';
import type { Script } from '../../src/ssh/host.ts';
import { cancelScript, complaint, findScript, hasJob, jobIn, noJob, submitScript, waitingIn } from './job-scripts.ts';
import { type Opcode, submission } from './luxi.ts';

/** Ganeti refused the job, or did not come to its end. */
export class JobFailed extends Error {
  override name = 'JobFailed';
}

/** Milliseconds a job that already runs is waited for when the run is cancelled: Ganeti cannot stop it. */
const patience = 30 * 60_000;

interface Submission {
  readonly program?: 'gnt-instance' | 'gnt-node';
  /** The same for luxid, which is asked first. */
  readonly opcode?: Opcode;
}

/**
 * Has Ganeti do something by its own job queue, and waits for it. Submitted once, whatever is killed in between.
 * Throws JobFailed with what Ganeti says when it refuses or fails; HostUnreachable, OutcomeUnknown.
 */
export async function runGanetiJob(
  applying: Applying,
  host: string,
  verb: string,
  options: readonly string[],
  { program = 'gnt-instance', opcode }: Submission = {},
) {
  const { run, step, attempt } = applying;
  const reason = `farmhand run ${run} step ${step} ${attempt}`;
  let ended = await follow(applying, host, attempt, {
    script: submitScript,
    args: [reason, opcode === undefined ? '' : submission(opcode, reason), program, verb, ...options],
  });
  // A client that was killed, or heard no answer, may have handed the job in all the same.
  if (ended.code === undefined || (ended.code !== 0 && jobIn(ended.output) === undefined)) {
    const found = await follow(applying, host, `${attempt}.again`, { script: findScript, args: [reason] });
    // Of a client that says it failed, only a job is its own that never was followed.
    const followed = ended.code !== undefined && hasJob(ended.output, jobIn(found.output));
    if (found.code !== noJob && !followed) ended = found;
    else if (ended.code === undefined) throw new Error(`${host}: it was killed before Ganeti had the job: retry`);
  }
  if (ended.code === 0) return;
  const job = jobIn(ended.output);
  const what = job === undefined ? `${program} ${verb}` : `Ganeti's job ${job} (${verb})`;
  throw new JobFailed(`${host}: ${what} failed: ${complaint(ended.output)}`);
}

/** Whether no job was begun under the step's own name yet. */
export async function isAbsent(
  { hosts, attempt }: Pick<Applying, 'hosts' | 'attempt'>,
  host: string,
): Promise<boolean> {
  return (await hosts(host).jobs.state(attempt)).state === 'absent';
}

async function follow(applying: Applying, host: string, id: string, script: Script): Promise<Ended> {
  let told = false;
  return await runDetached(applying, {
    host,
    id,
    script,
    heard(output) {
      const job = jobIn(output);
      if (job === undefined) return;
      if (!told) applying.fault('ganeti.submitted');
      told = true;
      applying.progress({ text: `Ganeti's job ${job}${latest(output)}` });
    },
    stop: () => stop(applying, host, id),
  });
}

/**
 * Takes the job out of Ganeti's queue while it waits there, and so each that is submitted in its place; one that runs is seen to its end, so
 * that nothing goes on unseen.
 */
async function stop({ hosts }: Applying, name: string, id: string): Promise<void> {
  const host = hosts(name);
  let asked: string | undefined;
  for (const until = Date.now() + patience; Date.now() < until; await pause(500)) {
    const { state, output } = await host.jobs.follow(id, 0);
    if (state.state !== 'running') return;
    const job = jobIn(output);
    if (job === undefined || job === asked) continue;
    await host.run({ script: cancelScript, args: [job] });
    asked = job;
  }
}

/** The last line of the job's log, without its time stamp. */
function latest(output: string): string {
  const waits = waitingIn(output);
  if (waits !== undefined) return ` ${waits}`;
  const [, log = ''] = /^-+$([\s\S]*)/m.exec(output) ?? [];
  const line = lastLines(log, 1).replace(/^\w{3} \w{3} +\d+ [\d:]{8} \d{4} +([*-] )?/, '');
  return line === '' ? '' : `: ${line}`;
}
