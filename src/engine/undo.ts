import type { Json } from '../journal/json.ts';
import type { Hosts } from '../ssh/host.ts';
import type { Actions, Receipt, Undoing } from './action.ts';
import { known, look } from './look.ts';
import type { Wanted, WantedStep } from './plan.ts';
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

/**
 * The steps that take a run back, from its receipts: last step first. A step whose end was not seen has no receipt; the host
 * is asked what it changed. Throws CannotUndo, HostUnreachable, OutcomeUnknown.
 */
export async function undoing(view: RunView, actions: Actions, hosts: Hosts): Promise<Wanted> {
  const receipts = await receiptsOf(view, actions, hosts);
  const cannot: string[] = [];
  const steps: WantedStep[] = [];
  /** The undo steps that must be over before anything this step came after is undone. */
  const ends = new Map<string, readonly string[]>();
  for (const step of reversed(view.steps)) {
    let after = followers(view.steps, step.id).flatMap((id) => ends.get(id) ?? []);
    const receipt = receipts.get(step.id) ?? null;
    if (receipt !== null) {
      const undo = undoOf(step, actions, receipt);
      if ('cannot' in undo) cannot.push(`${step.title}: ${undo.cannot}`);
      else {
        undo.by.forEach((invocation, index) => {
          const id = `undo-${step.id}${index === 0 ? '' : `-${index + 1}`}`;
          steps.push({ ...invocation, id, after: [...new Set(after)] });
          after = [id];
        });
      }
    }
    ends.set(step.id, after);
  }
  if (cannot.length > 0) throw new CannotUndo(view.run, cannot);
  if (steps.length === 0) {
    throw new CannotUndo(view.run, [
      view.settled ? 'it changed nothing' : 'it changed nothing: cancel it to let go of it',
    ]);
  }
  return {
    command: `undo ${view.run}`,
    title: `undo run ${view.run}: ${view.plan.title}`,
    subjects: view.plan.subjects,
    values: view.plan.values,
    notes: [],
    locks: view.plan.locks,
    steps,
    undoes: view.run,
  };
}

/** Whether its receipts say that all of what a run did can be taken back. The hosts are not asked. */
export function undoable(view: RunView, actions: Actions): boolean {
  const changed = view.steps.filter(({ receipt }) => receipt !== undefined && receipt !== null);
  return changed.length > 0 && changed.every((step) => !('cannot' in undoOf(step, actions, step.receipt as Receipt)));
}

function undoOf(step: StepView, actions: Actions, receipt: Receipt): Undoing {
  const { definition, args } = known(actions, step);
  return definition.undo(args, receipt);
}

async function receiptsOf(view: RunView, actions: Actions, hosts: Hosts): Promise<ReadonlyMap<string, Receipt>> {
  const begun = view.steps.filter(({ attempt }) => attempt > 0);
  const open = begun.filter(({ receipt }) => receipt === undefined);
  const invocations = open.map((step) => known(actions, step));
  const seen = open.length > 0 ? await look(hosts, invocations) : [];
  const asked = open.map((step, index): [string, Receipt] => {
    const { definition, args } = invocations[index] as (typeof invocations)[number];
    return [step.id, definition.receipt(args, step.before as Json, seen[index] as Json, view.run)];
  });
  return new Map([...begun.map((step): [string, Receipt] => [step.id, step.receipt ?? null]), ...asked]);
}

function followers(steps: readonly StepView[], id: string): readonly string[] {
  return steps.filter(({ after }) => after.includes(id)).map((step) => step.id);
}

/** Every step after all that come after it. */
function reversed(steps: readonly StepView[]): readonly StepView[] {
  const left = [...steps];
  const result: StepView[] = [];
  const out = new Set<string>();
  while (left.length > 0) {
    const index = left.findLastIndex((step) => followers(steps, step.id).every((id) => out.has(id)));
    const [step] = left.splice(index, 1);
    if (!step) break;
    out.add(step.id);
    result.push(step);
  }
  return result;
}
