/** Keys and list places from the top of the file. */
export type Path = readonly (string | number)[];

/** Something wrong in farm.yaml, before its place is known. */
export interface Problem {
  /** Where; the nearest part of it that is in the file is pointed at. */
  readonly path: Path;
  /** Point at the key, not at what it holds. */
  readonly atKey?: boolean;
  readonly text: string;
  /** Other places it is about: `{0}` in the text is the first one's line. */
  readonly others?: readonly Path[];
}

/** One line of the report. */
export interface PlacedProblem {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/** farm.yaml cannot be used as it is: everything that is wrong with it, in the order of the file. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  readonly file: string;
  readonly problems: readonly PlacedProblem[];
  constructor(file: string, problems: readonly PlacedProblem[]) {
    const sorted = [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
    super(sorted.map(({ line, column, text }) => `${file}:${line}:${column}: ${text}`).join('\n'));
    this.file = file;
    this.problems = sorted;
  }
}
