import { parseFarm } from '../../../platforms/load-farm.ts';
import { ConfigError } from '../../../src/farm/config/problems.ts';

/** Every problem as `LINE text`. */
export function problems(text: string, options = {}): readonly string[] {
  try {
    parseFarm(text, 'farm.yaml', options);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((problem) => `${problem.line} ${problem.text}`);
  }
}

/** Places of the lines marked `# HERE` (or `# A`, `# B`). */
export function lineOf(text: string, mark: string): number {
  const index = text.split('\n').findIndex((line) => line.includes(mark));
  if (index < 0) throw new Error(`no line is marked ${mark}`);
  return index + 1;
}
