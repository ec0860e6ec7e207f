import type { Journal } from '../journal/journal.ts';
import type { Json } from '../journal/json.ts';
import type { Actions, Conditional, Provided, Receipt, Thing, Undoing } from './action.ts';
import { Decisions, takenBack } from './decision.ts';
import { followers, reversed } from './graph.ts';
import {
  changedSince,
  fateOf,
  isUndoingOf,
  made,
  makesOrRemoves,
  returnOf,
  setSince,
  thingOf,
  wasPutBack,
} from './lineage.ts';
import { known, knownCondition, type Looked, look, lookAt, type ReadingHosts, UnknownAction } from './look.ts';
import type { Wanted, WantedStep } from './plan.ts';
import { readReceipt } from './receipt.ts';
import type { RunView, StepView } from './run.ts';

/** The run cannot be taken back; the reasons say what of it cannot. */
export class CannotUndo extends Error {
  override name = 'CannotUndo';
  readonly reasons: readonly string[];
  constructor(run: number, reasons: readonly string[]) {
    super(`run ${run} cannot be undone: ${reasons.join('; ')}`);
    this.reasons = reasons;
  }
}

/** What is asked to take a run back. */
export interface UndoParts {
  readonly actions: Actions;
  readonly hosts: ReadingHosts;
  readonly journal: Journal;
}

/** Whose a run's changes are now. */
interface Ownership {
  /** What they were made for, and the step that made it. */
  readonly owner?: { readonly step: string; readonly thing: Thing };
  /** What must be so for each step of an undoing that brings the thing itself back. */
  readonly given?: Conditional;
  /** Why what goes by a name alone is not the run's own any more; absent: it is. */
  readonly against?: string;
  /** Why it is not what that step did that is there now; undefined: it is. */
  readonly overtaken: (step: StepView) => string | undefined;
}

/**
 * The steps that take a run back, from its receipts: last step first. A step whose end was not seen has no receipt; the host
 * is asked what it changed. What a run made belongs to the thing it was made for: where that is gone, or another has its name,
 * only what is recognized by an identity of its own is taken back. Throws CannotUndo, HostUnreachable, OutcomeUnknown.
 */
export async function undoing(before: RunView, parts: UndoParts): Promise<Wanted> {
  const { actions } = parts;
  const unreadable = before.steps.flatMap((step) => whyUnreadable(step, actions) ?? []);
  if (unreadable.length > 0) throw new CannotUndo(before.run, unreadable);
  const view = { ...before, steps: await withReceipts(before, parts) };
  const { owner, given, against, overtaken } = await ownership(view, parts);
  const cannot: string[] = [];
  const left: string[] = [];
  const steps: WantedStep[] = [];
  /** The undo steps that must be over before anything this step came after is undone. */
  const ends = new Map<string, readonly string[]>();
  for (const step of reversed(view.steps)) {
    let after = followers(view.steps, step.id).flatMap((id) => ends.get(id) ?? []);
    const undo = undoOf(step, view.steps, actions);
    if ('cannot' in undo || 'stays' in undo) {
      const [why, list] = 'cannot' in undo ? [undo.cannot, cannot] : [undo.stays, left];
      list.push(`${step.title}: ${why}`);
      ends.set(step.id, after);
      continue;
    }
    const why = undo.by.length === 0 || undo.identified ? undefined : (against ?? overtaken(step));
    if (why !== undefined) left.push(`${step.title}: left as it is, since ${why}`);
    else {
      const provided = given ? ({ ...given, otherwise: 'skip' } as const) : conditionFor(step, owner, undo);
      undo.by.forEach((invocation, index) => {
        const id = `${undoId(step.id)}${index === 0 ? '' : `-${index + 1}`}`;
        steps.push({ ...invocation, ...(provided && { provided }), id, after: [...new Set(after)] });
        after = [id];
      });
    }
    ends.set(step.id, after);
  }
  if (cannot.length > 0) throw new CannotUndo(view.run, cannot);
  // One that stopped before its end decided nothing.
  const returns = given !== undefined && view.state === 'done';
  const decided = await takenBack(view, new Decisions(parts.journal), returns);
  left.push(...decided.left);
  if (steps.length === 0 && decided.back.length === 0)
    throw nothingOf(view, ...(left.length === 0 ? ['it changed nothing'] : against ? [against] : left));
  return {
    command: `undo ${view.run}`,
    title: `undo run ${view.run}: ${view.plan.title}`,
    subjects: view.plan.subjects,
    // A value that was changed to another is not what an undoing ends with; what that is its steps say.
    values: view.plan.values.filter(([, value]) => !value.includes(' → ')),
    notes: left,
    locks: view.plan.locks,
    steps,
    ...(decided.back.length > 0 && { decisions: decided.back }),
    undoes: view.run,
  };
}

function nothingOf({ run, settled }: RunView, ...reasons: readonly string[]): CannotUndo {
  return new CannotUndo(run, settled ? reasons : reasons.map((why) => `${why}: cancel it to let go of it`));
}

function undoId(step: string): string {
  return `undo-${step}`;
}

/** What must be so for a step to be taken back: what it was made for is there, or went by this very undoing. */
function conditionFor(
  step: StepView,
  owner: Ownership['owner'],
  { identified }: { readonly identified?: boolean },
): Provided | undefined {
  if (!owner) return step.provided && { ...step.provided, otherwise: 'skip' };
  const { id, there, gone } = owner.thing;
  if (id === null && identified) return undefined;
  return { ...there, otherwise: 'skip', afterwards: { ...gone, step: undoId(owner.step) } };
}

/** Throws CannotUndo where what the run made is not there any more, and nothing of the rest is its own. */
async function ownership(view: RunView, parts: UndoParts): Promise<Ownership> {
  const { actions, hosts, journal } = parts;
  const { run, steps } = view;
  const given = returnOf(steps, actions);
  if (given) return comingBack(view, given, parts);
  const { later, removedBy } = await fateOf(view, journal, actions);
  const found = thingOf(steps, actions);
  // Where an earlier undoing got as far as that, the rest is as of a run that had not come so far.
  const owner = found && (removedBy && isUndoingOf(removedBy, run, later) ? withoutThing(found) : found);
  const conditions = standingOf(owner, steps, actions);
  const [standing] = await lookAt(hosts, conditions);
  const other = standing?.found ?? null;
  const maker = other === null ? undefined : later.find((one) => made(one, other, actions));
  const whose = maker ? `was made by run ${maker.run}` : 'was not made by farmhand';
  const now = standing?.why && other !== null ? `; what bears its name now ${whose}` : '';
  if (owner && owner.thing.id !== null) {
    // What it made is its own altogether, no matter who worked with it since.
    if (!removedBy && !standing?.why) return { owner, overtaken: () => undefined };
    const end = removedBy ? `was destroyed by run ${removedBy.run}` : 'is gone';
    throw nothingOf(view, `the ${owner.thing.name} that run ${run} made ${end}${now}`);
  }
  const kept = {
    ...(owner && { owner }),
    overtaken: (step: StepView) => cameAfter(setSince(step, run, later, actions)),
  };
  if (standing?.why) return { ...kept, against: `${standing.why}${now}` };
  // For what has no identity, only the journal shows whether others made it anew.
  const against = cameAfter(
    later.find(
      (one) =>
        changedSince(one, run, later) && (owner ? true : conditions.length === 0 && makesOrRemoves(one, actions)),
    ),
  );
  return { ...kept, ...(against !== undefined && { against }) };
}

/** Of a run that took its thing away: all it changed is of that, and comes back with it. Throws CannotUndo where something else has its place by now. */
async function comingBack(view: RunView, given: Conditional, { actions, hosts }: UndoParts): Promise<Ownership> {
  const [standing] = await lookAt(hosts, [knownCondition(actions, given)]);
  if (standing?.why)
    throw nothingOf(view, `what it took away cannot come back while its name is another's: ${standing.why}`);
  return { given, overtaken: () => undefined };
}

/** The condition that says whether what a run did is its own still; none: its steps were under none. Throws UnknownAction. */
function standingOf(owner: Ownership['owner'], steps: readonly StepView[], actions: Actions): readonly Looked[] {
  const condition = owner?.thing.there ?? steps.find(({ provided }) => provided)?.provided;
  return condition ? [knownCondition(actions, condition)] : [];
}

function cameAfter(since: RunView | undefined): string | undefined {
  return since && `run ${since.run} came after it (${since.plan.title})`;
}

function withoutThing({ step, thing }: NonNullable<Ownership['owner']>): NonNullable<Ownership['owner']> {
  return { step, thing: { ...thing, id: null, there: thing.gone } };
}

/** Whether its receipts say that all of what a run did can be taken back. The hosts are not asked. */
export function undoable({ steps, plan }: Pick<RunView, 'steps' | 'plan'>, actions: Actions): boolean {
  const undos = steps.map((step) => undoOf(step, steps, actions));
  const decides = (plan.decisions ?? []).some(({ stays }) => stays === undefined);
  return (
    undos.every((undo) => !('cannot' in undo)) && (decides || undos.some((undo) => 'by' in undo && undo.by.length > 0))
  );
}

/** Whether people can have worked with what a run made: a step of it that opens it for use may have been done. */
export function mayBeInUse({ steps }: Pick<RunView, 'steps'>, actions: Actions): boolean {
  return steps.some(({ action, attempt, receipt, state }) => {
    // Skipped: others had opened it. No receipt: it is not known whether it was opened.
    return actions.get(action)?.opens && (state === 'skipped' || (attempt > 0 && receipt !== null));
  });
}

/** Why it cannot be known what a step changed; undefined: it can, or the step is another version's. */
function whyUnreadable(step: StepView, actions: Actions): string | undefined {
  const definition = actions.get(step.action);
  const receipt = definition && readReceipt(step, definition);
  return receipt && 'unreadable' in receipt ? receipt.unreadable : undefined;
}

/** What takes a step back, by its receipt; nothing where it changed nothing. */
export function undoOf(step: StepView, steps: readonly StepView[], actions: Actions): Undoing {
  if ((step.receipt ?? null) === null) return { by: [] };
  try {
    const { definition, args } = known(actions, step);
    if (wasPutBack(step, steps, actions)) return { by: [] };
    const receipt = readReceipt(step, definition);
    if ('unreadable' in receipt) return { cannot: receipt.unreadable };
    return receipt.changed === null ? { by: [] } : definition.undo(args, receipt.changed);
  } catch (error) {
    if (error instanceof UnknownAction) return { cannot: error.message };
    throw error;
  }
}

/** Its steps with what each changed; null: nothing. */
async function withReceipts(view: RunView, { actions, hosts }: UndoParts): Promise<readonly StepView[]> {
  const open = view.steps.filter(({ attempt, receipt }) => attempt > 0 && receipt === undefined);
  const invocations = open.map((step) => known(actions, step));
  // What is asked next is read with it, so that hosts that read once have it by then.
  const next = standingOf(thingOf(view.steps, actions), view.steps, actions);
  const seen = open.length > 0 ? await look(hosts, [...invocations, ...next]) : [];
  const asked = open.map((step, index): readonly [string, Receipt] => {
    const { definition, args } = invocations[index] as (typeof invocations)[number];
    return [step.id, definition.receipt.of(args, step.before as Json, seen[index] as Json, view.run)];
  });
  const found = new Map(asked);
  return view.steps.map((step) => ({ ...step, receipt: found.get(step.id) ?? step.receipt ?? null }));
}
