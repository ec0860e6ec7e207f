import { labRows } from '../lab/bench.ts';
import { labPaths } from '../lab/paths.ts';
import { runningPids } from '../lab/state.ts';
import type { Row } from './row.ts';

/** The lab's row where the lab runs; what it needs, where it does not. */
export async function rowsOfLab(): Promise<readonly Row[]> {
  if ((await runningPids(labPaths())) !== undefined) return labRows();
  return [{ what: 'a whole clone on the lab', ours: '', beside: 'not measured: npm run lab -- up', goal: '' }];
}
