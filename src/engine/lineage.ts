import type { Journal } from '../journal/journal.ts';
import type { Json } from '../journal/json.ts';
import type { Action, Actions, Conditional, Thing } from './action.ts';
import { readReceipt } from './receipt.ts';
import type { RunView, StepView } from './run.ts';
import { readRun } from './run-record.ts';

/** Runs about a subject read at once, the newest first. */
const page = 50;

/** What became of what a run made, as far as farmhand did it. */
export interface Fate {
  /** Newer runs about the same, the oldest first. */
  readonly later: readonly RunView[];
  /** The run that removed the thing the run was for. */
  readonly removedBy?: RunView;
}

interface Found {
  readonly definition: Action;
  readonly args: unknown;
}

/** The thing a run is for, by the last of its steps that makes one; undefined: it makes none. */
export function thingOf(
  steps: readonly StepView[],
  actions: Actions,
): { readonly step: string; readonly thing: Thing } | undefined {
  for (const step of steps.toReversed()) {
    const found = changeOf(step, actions);
    const thing = found?.definition.thing?.(found.args, found.changed);
    if (thing) return { step: step.id, thing };
  }
  return undefined;
}

/** What must be so for the thing to come back that a run took away and its undoing brings back; undefined: it took none. */
export function returnOf(steps: readonly StepView[], actions: Actions): Conditional | undefined {
  for (const step of steps) {
    const found = changeOf(step, actions);
    if (!found || found.changed === null) continue;
    const condition = found.definition.returns?.(found.args, found.changed);
    if (condition) return condition;
  }
  return undefined;
}

/** Whether a run made the thing of that identity. */
export function made(view: RunView, id: string, actions: Actions): boolean {
  return thingOf(view.steps, actions)?.thing.id === id;
}

/** Looks what runs did since with what a run is about. */
export async function fateOf(view: RunView, journal: Journal, actions: Actions): Promise<Fate> {
  const later = await laterRuns(view, journal);
  const id = thingOf(view.steps, actions)?.thing.id ?? null;
  const removedBy = id === null ? undefined : later.find((one) => removals(one, actions).includes(id));
  return { later, ...(removedBy && { removedBy }) };
}

/** Whether a run removed what it had made: nothing of it is left. */
function removedItself(view: RunView, actions: Actions): boolean {
  const id = thingOf(view.steps, actions)?.thing.id ?? null;
  return id !== null && removals(view, actions).includes(id);
}

/** Whether the run itself, or another than its undoing, removed what a run made, so that nothing is left of it to take back. */
export async function isGone(view: RunView, journal: Journal, actions: Actions): Promise<boolean> {
  if (removedItself(view, actions)) return true;
  const { later, removedBy } = await fateOf(view, journal, actions);
  return removedBy !== undefined && !isUndoingOf(removedBy, view.run, later);
}

/** Newer runs about one of a run's subjects, the oldest first. */
async function laterRuns({ run, plan }: RunView, journal: Journal): Promise<readonly RunView[]> {
  const lists = await Promise.all(plan.subjects.map((subject) => numbersAfter(run, subject, journal)));
  const numbers = [...new Set(lists.flat())].sort((a, b) => a - b);
  const views = await Promise.all(numbers.map((number) => readRun(journal, number)));
  return views.filter((one) => one !== undefined);
}

async function numbersAfter(run: number, subject: string, journal: Journal): Promise<readonly number[]> {
  const found: number[] = [];
  for (let before: number | undefined; ; before = found.at(-1)) {
    const heads = await journal.runs({ subject, limit: page, ...(before !== undefined && { before }) });
    const newer = heads.filter((head) => head.run > run);
    found.push(...newer.map((head) => head.run));
    if (newer.length < page) return found;
  }
}

/** Whether a run changed anything that was not taken back since, leaving aside what belongs to the undoing of `of`. */
export function changedSince(one: RunView, of: number, all: readonly RunView[]): boolean {
  if (one.state === 'undone' || isUndoingOf(one, of, all)) return false;
  return one.steps.some(({ attempt, receipt }) => attempt > 0 && receipt !== null);
}

/** The run that set anew since what a step had set. */
export function setSince(step: StepView, of: number, later: readonly RunView[], actions: Actions): RunView | undefined {
  const setting = settingOf(step, actions);
  if (setting === undefined) return undefined;
  return later.find((one) => {
    const steps = one.steps.filter(({ attempt, receipt }) => attempt > 0 && receipt !== null);
    return (
      changedSince(one, of, later) &&
      !tookBack(one, later) &&
      steps.some((other) => settingOf(other, actions) === setting)
    );
  });
}

/** Whether it took one of these runs back, so that what that had set is as before it. What takes that back in turn sets it anew. */
function tookBack({ plan }: RunView, runs: readonly RunView[]): boolean {
  const undone = runs.find(({ run }) => run === plan.undoes);
  return undone !== undefined && !tookBack(undone, runs);
}

/** Whether a later step of the same run has set back what a step had set: the run as a whole changed nothing there. */
export function wasPutBack(step: StepView, steps: readonly StepView[], actions: Actions): boolean {
  const setting = settingOf(step, actions);
  const after = steps.slice(steps.findIndex(({ id }) => id === step.id) + 1);
  return (
    setting !== undefined &&
    after.some((other) => {
      const { state, receipt = null } = other;
      return state === 'done' && receipt === null && settingOf(other, actions) === setting;
    })
  );
}

function settingOf(step: StepView, actions: Actions): string | undefined {
  const found = definitionOf(step, actions);
  return found?.definition.sets?.(found.args);
}

/** Whether it takes that run back, or takes back what took it back. */
export function isUndoingOf({ plan }: RunView, of: number, all: readonly RunView[]): boolean {
  if (plan.undoes === undefined) return false;
  if (plan.undoes === of) return true;
  const undone = all.find(({ run }) => run === plan.undoes);
  return undone !== undefined && isUndoingOf(undone, of, all);
}

/** Whether a run made a thing or removed one; it may have where the receipt of a step that does cannot be read. */
export function makesOrRemoves(view: RunView, actions: Actions): boolean {
  const made = thingOf(view.steps, actions)?.thing.id ?? null;
  return made !== null || removals(view, actions).length > 0 || view.steps.some((step) => isUnread(step, actions));
}

function isUnread(step: StepView, actions: Actions): boolean {
  const { definition } = definitionOf(step, actions) ?? {};
  return Boolean(definition?.thing || definition?.removed) && changeOf(step, actions) === undefined;
}

/** Identities of what a run removed. */
function removals({ steps }: RunView, actions: Actions): readonly string[] {
  return steps.flatMap((step) => {
    const found = changeOf(step, actions);
    if (!found || found.changed === null) return [];
    return found.definition.removed?.(found.args, found.changed) ?? [];
  });
}

/** What another version of farmhand did and this one does not know is passed over. */
export function definitionOf({ action, args }: Pick<StepView, 'action' | 'args'>, actions: Actions): Found | undefined {
  const definition = actions.get(action);
  const read = definition?.args.safeParse(args);
  return definition && read?.success ? { definition, args: read.data } : undefined;
}

/** The same, with what the step changed. */
function changeOf(step: StepView, actions: Actions): (Found & { readonly changed: Json | null }) | undefined {
  const found = definitionOf(step, actions);
  const receipt = found && readReceipt(step, found.definition);
  return receipt && 'changed' in receipt ? { ...found, changed: receipt.changed } : undefined;
}
