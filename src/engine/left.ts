import type { Journal } from '../journal/journal.ts';
import type { Json } from '../journal/json.ts';
import type { Action, Actions, Provided } from './action.ts';
import { definitionOf, makesOrRemoves, thingOf } from './lineage.ts';
import { knownCondition, type Looked } from './look.ts';
import type { RunView, StepView } from './run.ts';
import { readRun } from './run-record.ts';

/** Most runs about one subject that are read, the newest first. */
const most = 300;

/** Of these, how many are read at once: what made or removed the subject last is mostly among the newest, and nothing before it counts. */
const few = 8;

/** What the newest step of a name did to something that lasts. */
export interface Left {
  /** "A record of gallifrey-dev.xivo.vm in xivo.vm" */
  readonly name: string;
  readonly view: RunView;
  readonly step: StepView;
  readonly definition: Action & { readonly lasting: NonNullable<Action['lasting']> };
  /** By which it is judged again. */
  readonly args: Json;
  /** What must be so for it to be judged: the VM is still the one its run was about. */
  readonly conditions: readonly Looked[];
  /** The same as a step of a plan stands under it. */
  readonly provided?: Provided;
  /** Whether the host is compared with it: its run is over, it was done, and this kind of step is compared. */
  readonly compared: boolean;
}

/** What runs left of a subject. */
export interface LeftOf {
  /** In the order of the runs and of their steps. */
  readonly left: readonly Left[];
  /** Runs before that one were not read: they are too many. */
  readonly before?: number;
}

/**
 * What the runs about a subject left on the farm that lasts, by the journal alone: of each name the newest step's. What was destroyed, undone, or made
 * anew by a later run is not among it; nor is what was there before farmhand came to it.
 */
export async function leftOf(subject: string, journal: Journal, actions: Actions): Promise<LeftOf> {
  const heads = await journal.runs({ subject, limit: most });
  const read = new Map<number, Promise<RunView | undefined>>();
  const viewOf = (run: number) => {
    const view = read.get(run) ?? readRun(journal, run);
    read.set(run, view);
    return view;
  };
  const left: Left[] = [];
  const taken = new Set<string>();
  for (const [index, { run }] of heads.entries()) {
    if (index % few === 0) await Promise.all(heads.slice(index, index + few).map((head) => viewOf(head.run)));
    const view = await viewOf(run);
    if (!view || !(await isInForce(view, viewOf, actions))) continue;
    left.unshift(...leftBy(view, taken, actions));
    // What was there before belonged to another of that name.
    if (makesOrRemoves(view, actions)) return { left };
  }
  const oldest = heads.at(-1)?.run;
  return { left, ...(heads.length === most && oldest !== undefined && { before: oldest }) };
}

/** What one run left of what no newer one took, in the order of its steps; takes that. */
function leftBy(view: RunView, taken: Set<string>, actions: Actions): readonly Left[] {
  const found: Left[] = [];
  for (const step of view.steps.toReversed()) {
    // A step that was skipped changed nothing: what is there is another's doing.
    const one = step.attempt === 0 ? undefined : lastingOf(step, actions);
    if (!one) continue;
    const { definition, args } = one;
    const { lasting } = definition;
    const name = lasting.name(args);
    if (!taken.has(name) && !lasting.gone?.(args)) found.unshift(leftOne(view, step, one, actions));
    for (const over of [name, ...(lasting.ends?.(args) ?? [])]) taken.add(over);
  }
  return found;
}

function leftOne(view: RunView, step: StepView, { definition, args }: Lasts, actions: Actions): Left {
  const { lasting } = definition;
  const under = conditionOf(view, step, definition, actions);
  return {
    name: lasting.name(args),
    view,
    step,
    definition,
    args: (lasting.again?.(args) ?? args) as Json,
    ...(under ?? { conditions: [] }),
    compared: under !== undefined && view.settled && step.state === 'done' && lasting.now !== undefined,
  };
}

interface Lasts {
  readonly definition: Left['definition'];
  readonly args: unknown;
}

function lastingOf(step: StepView, actions: Actions): Lasts | undefined {
  const found = definitionOf(step, actions);
  const lasting = found?.definition.lasting;
  return lasting && { definition: { ...found.definition, lasting }, args: found.args };
}

/**
 * What it was made for is there still; else what its step stood under. The step that makes that is judged in any case. Undefined: another version of
 * farmhand knows what it is under, and this one does not.
 */
function conditionOf(
  view: RunView,
  step: StepView,
  definition: Action,
  actions: Actions,
): Pick<Left, 'conditions' | 'provided'> | undefined {
  const { thing } = thingOf(view.steps, actions) ?? {};
  const own = thing && thing.id !== null ? thing.there : step.provided;
  if (!own || definition.thing) return { conditions: [] };
  const { action, args } = own;
  if (!actions.get(action)?.condition?.args.safeParse(args).success) return undefined;
  return { conditions: [knownCondition(actions, own)], provided: { action, args, otherwise: 'stop' } };
}

/** A run by its number; undefined: there is none. */
type ViewOf = (run: number) => Promise<RunView | undefined>;

/** Whether what a run did is still what counts: it was not taken back, and does not only take back what else would be so. */
async function isInForce(view: RunView, viewOf: ViewOf, actions: Actions): Promise<boolean> {
  if (await isTakenBack(view, viewOf)) return false;
  const undone = view.plan.undoes === undefined ? undefined : await viewOf(view.plan.undoes);
  // One that brings back a VM makes it anew.
  return undone?.state !== 'undone' || (thingOf(view.steps, actions)?.thing.id ?? null) !== null;
}

async function isTakenBack({ undoneBy }: RunView, viewOf: ViewOf): Promise<boolean> {
  if (undoneBy === undefined) return false;
  const by = await viewOf(undoneBy);
  return by === undefined || !(await isTakenBack(by, viewOf));
}
