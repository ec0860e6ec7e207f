import type { StepState } from './run.ts';

interface Node {
  readonly id: string;
  readonly after: readonly string[];
}

/** Throws when two steps share an id, one comes after a step that is not there, or steps wait for each other. */
export function checkGraph(steps: readonly Node[]): void {
  const ids = new Set<string>();
  for (const { id } of steps) {
    if (ids.has(id)) throw new Error(`two steps are called ${id}`);
    ids.add(id);
  }
  const done = new Set<string>();
  for (let left = [...steps]; left.length > 0; ) {
    const free = left.filter((step) => step.after.every((id) => done.has(id)));
    if (free.length === 0) throw new Error(`these steps can never begin: ${left.map(({ id }) => id).join(', ')}`);
    for (const { id } of free) done.add(id);
    left = left.filter((step) => !done.has(step.id));
  }
}

const over: ReadonlySet<StepState> = new Set(['done', 'skipped']);

/** Steps that may begin (or be taken up again) now: all before them are done, and they have not failed. */
export function ready<Step extends Node & { readonly state: StepState }>(steps: readonly Step[]): readonly Step[] {
  const settled = new Set(steps.filter(({ state }) => over.has(state)).map(({ id }) => id));
  return steps.filter(
    ({ state, after }) => !over.has(state) && state !== 'failed' && after.every((id) => settled.has(id)),
  );
}

/**
 * Seconds until the last step has ended when each step takes `seconds(step)` from now and waits for those before it: the
 * longest way through the graph.
 */
export function longest<Step extends Node>(steps: readonly Step[], seconds: (step: Step) => number): number {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const ends = new Map<string, number>();
  const end = (step: Step): number => {
    const known = ends.get(step.id);
    if (known !== undefined) return known;
    const before = step.after.map((id) => byId.get(id)).filter((found) => found !== undefined);
    const result = Math.max(0, ...before.map(end)) + seconds(step);
    ends.set(step.id, result);
    return result;
  };
  return Math.max(0, ...steps.map(end));
}

/** Ids of the steps that come right after one. */
export function followers(steps: readonly Node[], id: string): readonly string[] {
  return steps.filter(({ after }) => after.includes(id)).map((step) => step.id);
}

/** Every step after all that come after it. */
export function reversed<Step extends Node>(steps: readonly Step[]): readonly Step[] {
  const left = [...steps];
  const result: Step[] = [];
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
