import type { FileChange } from '../../engine/action.ts';
import type { Plan, PlannedStep } from '../../engine/plan.ts';
import type { PlanDocument } from './plan-document.ts';

/** The hosts a step looks at and changes. */
export type HostsOf = (step: PlannedStep) => readonly string[];

/** A plan as a document has it. */
export function planOf(plan: Plan, hostsOf: HostsOf): PlanDocument {
  const {
    hash,
    command,
    title,
    risk,
    subjects,
    sources = [],
    values,
    losses = [],
    notes,
    because,
    ticket,
    override,
    undoes,
  } = plan;
  return {
    ...{ hash, command, title, risk, subjects, sources },
    values: values.map(([name, value]) => ({ name, value })),
    losses,
    notes,
    ...(because !== undefined && { because }),
    ...(ticket && { ticket }),
    override: override === true,
    ...(undoes !== undefined && { undoes }),
    decisions: (plan.decisions ?? []).map(({ kind, about, title }) => ({ kind, about, title })),
    steps: plan.steps.map((step) => stepOf(step, hostsOf(step))),
  };
}

function stepOf(step: PlannedStep, hosts: readonly string[]): PlanDocument['steps'][number] {
  const { id, title, action, risk, after, effect, skip } = step;
  return {
    ...{ id, title, action, hosts, risk, needs: after, todo: effect !== undefined },
    ...(skip !== undefined && { skip }),
    commands: effect?.commands ?? [],
    changes: (effect?.changes ?? []).map(changeOf),
  };
}

function changeOf({ host, path, removed, added, volatile = [] }: FileChange) {
  return {
    ...{ host, path },
    removed: [...removed, ...volatile.map((pair) => pair.removed)],
    added: [...added, ...volatile.map((pair) => pair.added)],
  };
}
