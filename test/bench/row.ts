/** A line of the report: what was measured, beside what it is held to, in one run. */
export interface Row {
  readonly what: string;
  readonly ours: string;
  /** The thing it is compared with, and what that took. */
  readonly beside: string;
  readonly goal: string;
  /** Undefined: nothing was promised. */
  readonly met?: boolean;
}

/** Rows as lines. */
export function report(rows: readonly Row[]): string {
  const cells = rows.map(({ what, ours, beside, goal, met }) => [
    what,
    ours,
    beside,
    goal,
    met === undefined ? '' : met ? 'met' : 'MISSED',
  ]);
  const all = [['what', 'farmhand', 'beside it', 'goal', ''], ...cells];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The value in the middle. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

export function milliseconds(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 1)} ms`;
}
