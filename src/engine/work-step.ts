import { JournalUnusable, LeaseLost } from '../journal/journal.ts';
import type { Json } from '../journal/json.ts';
import { HostUnreachable, OutcomeUnknown, StaleToken } from '../ssh/host.ts';
import { waitAfter } from '../time/backoff.ts';
import { sleep } from '../time/sleep.ts';
import type { Actions, Progress, Receipt } from './action.ts';
import { applying, attemptName, type Worker } from './applying.ts';
import { differences } from './compare.ts';
import type { StepEvent } from './events.ts';
import { workOf } from './expected.ts';
import { fault } from './fault.ts';
import { type Judge, losing } from './judge.ts';
import { Cancelled, LetGo } from './leave.ts';
import { type Known, known, type Looked, look } from './look.ts';
import { conditionsOf, hindrance } from './provided.ts';
import type { StepView } from './run.ts';
import { editsEnded, jobEnded } from './under-way.ts';

/** What work on a run's steps needs. */
export interface Working extends Omit<Worker, 'token'> {
  /** The token of the run's lease, once it is on record that this worker has the run. Hosts are looked at meanwhile; nothing is written before, and so nothing done. */
  readonly taken: Promise<number>;
  readonly actions: Actions;
  readonly judge: Judge;
}

/** Between two looks at a host that does not answer. */
const patience = { first: 500, longest: 60_000 };

/**
 * Brings one step to its end: look, judge, write down the intent, do it, look again. After a crash or a lost connection the
 * same is done again, and the host's answer decides what is left to do. Throws LetGo, LeaseLost or JournalUnusable: the process that works
 * on the run next goes on with the step. Everything else is written down as its failure.
 */
export async function workStep(working: Working, id: string): Promise<void> {
  try {
    await attempt(working, id);
  } catch (error) {
    if (error instanceof LetGo || error instanceof LeaseLost || error instanceof JournalUnusable) throw error;
    if (error instanceof StaleToken) throw new LeaseLost(error.message);
    await failed(working, id, error);
  }
}

async function attempt(working: Working, id: string): Promise<void> {
  const invocation = known(working.actions, stepOf(working, id));
  const { definition, args } = invocation;
  let ended = false;
  for (;;) {
    const under = conditionsOf(stepOf(working, id), working.actions);
    const settle = begun(stepOf(working, id)) && !definition.joins;
    const [seen, ...standing] = await lookPatiently(working, id, invocation, under, settle);
    const token = await working.taken;
    const step = stepOf(working, id);
    const judged = definition.judge(args, seen, false);
    // Half-way the host may show anything. What is still to do, `apply` goes on with, and tells how far it is.
    if (begun(step) && judged.is !== 'todo' && !ended) {
      ended = true;
      if (await workEnded(working, id, invocation)) continue;
    }
    const against = judged.is === 'done' ? undefined : hindrance(step, standing, working.record.view.steps);
    if (against?.otherwise === 'stop') throw new Error(against.why);
    if (judged.is === 'done' || against) {
      const why = judged.is === 'done' ? judged.why : (against?.why ?? '');
      if (step.before === undefined) await write(working, id, { type: 'step.skipped', why });
      else await verified(working, invocation, step, seen);
      return;
    }
    if (judged.is === 'blocked') throw new Error(judged.why);
    const changed = differences(step.effect, judged.effect, step.before !== undefined);
    if (changed.length > 0) throw new Error(`since the plan was made, ${changed.join('; ')}`);
    const refused = await objection(working, step);
    if (refused !== undefined) throw new Error(`not done: ${refused}`);
    if (!begun(step)) {
      await write(working, id, { type: 'step.intent', attempt: step.attempt + 1, token, before: step.before ?? seen });
    }
    const outcome = await apply(working, invocation, seen, { id, token });
    if (outcome !== 'unknown') return conclude(working, id, invocation, outcome);
  }
}

/**
 * Why the step may not be done any more. Asked before everything that others may notice, and of a run that takes something away
 * before all it still does, what a crash left half done included: the host may not have begun it.
 */
async function objection({ record, actions, judge }: Working, step: StepView): Promise<string | undefined> {
  const asked = losing(record.view.steps, actions).length > 0 || (step.risk !== 'safe' && !begun(step));
  return asked ? judge(record.view, step) : undefined;
}

/** Looks that a step which ran without an error has to be shown by the host, each after the edits of others that were under way. */
const looksAfter = 6;

/** Looks again: what the host shows decides, not how the command ended. While others' edits restart a service, it shows less than there is. */
async function conclude(working: Working, id: string, invocation: Known, complaint: Error | undefined): Promise<void> {
  const { definition, args } = invocation;
  for (let looks = 1; ; looks++) {
    const [seen] = await lookPatiently(working, id, invocation, [], looks > 1);
    const judged = definition.judge(args, seen, false);
    if (judged.is === 'done') return verified(working, invocation, stepOf(working, id), seen);
    if (complaint === undefined && looks < looksAfter) continue;
    const missing = judged.is === 'blocked' ? judged.why : `still to do: ${judged.effect.commands.join(' ; ')}`;
    throw complaint ?? new Error(`it ran without an error, but the host does not show it (${missing})`);
  }
}

/** How the action came back; `unknown`: the host must be asked before anything else. Throws LetGo, LeaseLost, StaleToken, Cancelled. */
async function apply(
  working: Working,
  known: Known,
  seen: Json,
  { id, token }: { readonly id: string; readonly token: number },
): Promise<'unknown' | Error | undefined> {
  let complaint: Error | undefined;
  const over = new AbortController();
  try {
    fault(`before effect ${id}`);
    const tell = (progress: Progress) => write(working, id, { type: 'step.progress', ...progress });
    await known.definition.apply(
      known.args,
      seen,
      applying({ ...working, token }, stepOf(working, id), tell, over.signal),
    );
    fault(`after effect ${id}`);
  } catch (error) {
    if (endsWork(error) || !(error instanceof Error)) throw error;
    if (isUnanswered(error)) {
      await unknown(working, id, error);
      return 'unknown';
    }
    complaint = error;
  } finally {
    over.abort();
  }
  await write(working, id, { type: 'step.effect' });
  return complaint;
}

/** Whether the host gave no answer, so that it must be asked how the step stands. */
function isUnanswered(error: unknown): error is OutcomeUnknown | HostUnreachable {
  return error instanceof OutcomeUnknown || error instanceof HostUnreachable;
}

/** Writes down that it is not known how the step stands. */
function unknown(working: Working, id: string, { message }: Error): Promise<void> {
  return write(working, id, { type: 'step.unknown', why: message });
}

function endsWork(error: unknown): boolean {
  return [LetGo, LeaseLost, JournalUnusable, StaleToken, Cancelled].some((kind) => error instanceof kind);
}

async function verified(working: Working, { definition, args }: Known, step: StepView, seen: Json): Promise<void> {
  const began = step.beganAt === undefined ? Date.now() : Date.parse(step.beganAt);
  await write(working, step.id, {
    type: 'step.verified',
    receipt: definition.receipt.of(args, step.before as Json, seen, working.record.view.run),
    seconds: (Date.now() - began) / 1000,
    work: workOf(working.actions, step),
  });
}

async function failed(working: Working, id: string, error: unknown): Promise<void> {
  const receipt = await receiptNow(working, id);
  const why = error instanceof Error ? error.message : String(error);
  await write(working, id, { type: 'step.failed', why, ...(receipt !== undefined && { receipt }) });
}

/** What a step that failed has changed all the same; undefined when the host cannot be asked. */
async function receiptNow(working: Working, id: string): Promise<Receipt | undefined> {
  const step = stepOf(working, id);
  if (step.before === undefined) return null;
  try {
    const invocation = known(working.actions, step);
    const [seen] = await look(working.hosts, [invocation]);
    return invocation.definition.receipt.of(invocation.args, step.before, seen as Json, working.record.view.run);
  } catch {
    // The failure itself is what people need to read; undo asks the host again.
    return undefined;
  }
}

/** Its attempt was begun and its end not seen: a crash, or a lost connection. */
function begun({ state, attempt }: StepView): boolean {
  return state === 'running' || (state === 'unknown' && attempt > 0);
}

/** Looks until the host answers, and where the step was begun, after what may still run of its edits has ended. Throws as `patiently` does, and what a fact's parser throws. */
async function lookPatiently(
  working: Working,
  id: string,
  invocation: Known,
  under: readonly Looked[] = [],
  settle = false,
): Promise<readonly [Json, ...Json[]]> {
  const [seen, ...standing] = await patiently(working, id, async () => {
    if (settle) await editsEnded(working.hosts, invocation);
    return look(working.hosts, [invocation, ...under]);
  });
  return [seen as Json, ...standing];
}

/** Waits for the end of the job that the step's attempt has begun, gives whether there is one. Throws as `patiently` does. */
function workEnded(working: Working, id: string, invocation: Known): Promise<boolean> {
  const { record, hosts, cancel, letGo } = working;
  const job = attemptName(record.view, stepOf(working, id));
  return patiently(working, id, () => jobEnded(hosts, invocation, job, [cancel, letGo]));
}

/** Asks until the hosts answer. Throws Cancelled, LetGo, LeaseLost. */
async function patiently<T>(working: Working, id: string, ask: () => Promise<T>): Promise<T> {
  for (let failures = 1; ; failures++) {
    working.letGo.throwIfAborted();
    working.cancel.throwIfAborted();
    try {
      return await ask();
    } catch (error) {
      if (!isUnanswered(error)) throw error;
      if (stepOf(working, id).state !== 'unknown') await unknown(working, id, error);
      await sleep(waitAfter(failures, patience), [working.cancel, working.letGo]);
    }
  }
}

function stepOf({ record }: Working, id: string): StepView {
  const step = record.view.steps.find((candidate) => candidate.id === id);
  if (!step) throw new Error(`run ${record.view.run} has no step ${id}`);
  return step;
}

type Happening<E = StepEvent> = E extends StepEvent ? Omit<E, 'step' | 'action'> : never;

async function write(working: Working, id: string, event: Happening): Promise<void> {
  const { action } = stepOf(working, id);
  await working.taken;
  await working.record.write(() => [{ ...event, step: id, action } as StepEvent]);
}
