import type { StepState } from '../../src/engine/run.ts';

/** What is drawn of a step. */
export interface GraphStep {
  readonly id: string;
  readonly after: readonly string[];
  readonly state: StepState;
}

/** A step at its place. */
interface Placed<Step extends GraphStep> {
  readonly step: Step;
  readonly x: number;
  readonly y: number;
}

/** A plan as a drawing: boxes by rows, and the lines between them. */
export interface Layout<Step extends GraphStep> {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Placed<Step>[];
  readonly lines: readonly { readonly from: Placed<Step>; readonly to: Placed<Step> }[];
}

export const box = { width: 172, height: 46 };
const gap = { x: 16, y: 34 };
const margin = 4;

/** Steps by rows: those of a row wait for none of each other, and each for one of the row before. Steps that wait for each other have no place. */
export function rowsOf<Step extends GraphStep>(steps: readonly Step[]): readonly (readonly Step[])[] {
  const rows: Step[][] = [];
  const placed = new Set<string>();
  for (let left = [...steps]; left.length > 0; ) {
    const row = left.filter(({ after }) => after.every((id) => placed.has(id)));
    if (row.length === 0) return rows;
    for (const { id } of row) placed.add(id);
    rows.push(row);
    left = left.filter(({ id }) => !placed.has(id));
  }
  return rows;
}

/** Each row in the middle, a step as near as may be to those it waits for. */
export function layoutOf<Step extends GraphStep>(steps: readonly Step[]): Layout<Step> {
  const rows = rowsOf(steps);
  const most = Math.max(1, ...rows.map(({ length }) => length));
  const width = most * box.width + (most - 1) * gap.x + 2 * margin;
  const places = new Map<string, Placed<Step>>();
  for (const [index, row] of rows.entries()) {
    const used = row.length * box.width + (row.length - 1) * gap.x;
    const wish = ({ after }: Step) => {
      const xs = after.map((id) => places.get(id)?.x ?? 0);
      return xs.length === 0 ? 0 : xs.reduce((sum, x) => sum + x, 0) / xs.length;
    };
    for (const [column, step] of row.toSorted((a, b) => wish(a) - wish(b)).entries())
      places.set(step.id, {
        step,
        x: (width - used) / 2 + column * (box.width + gap.x),
        y: margin + index * (box.height + gap.y),
      });
  }
  const boxes = [...places.values()];
  const before = ancestors(rows.flat());
  return {
    width,
    height: rows.length * box.height + Math.max(0, rows.length - 1) * gap.y + 2 * margin,
    boxes,
    lines: boxes.flatMap((to) => {
      // What another of them waits for already needs no line of its own.
      const needed = to.step.after.filter((id) => !to.step.after.some((other) => before.get(other)?.has(id)));
      return needed.flatMap((id) => {
        const from = places.get(id);
        return from ? [{ from, to }] : [];
      });
    }),
  };
}

/** All that a step waits for, directly or not, by its id. `steps`: each after those it waits for. */
function ancestors(steps: readonly GraphStep[]): ReadonlyMap<string, ReadonlySet<string>> {
  const all = new Map<string, ReadonlySet<string>>();
  for (const { id, after } of steps) all.set(id, new Set(after.flatMap((one) => [one, ...(all.get(one) ?? [])])));
  return all;
}
