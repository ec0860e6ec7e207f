import type { Wanted } from '../engine/plan.ts';

/** A run without steps that only tells something, where it is addressed to, and may decide something in doing so. */
export function noticeRun(
  notice: Pick<Wanted, 'command' | 'title' | 'subjects' | 'decisions'> & Required<Pick<Wanted, 'tells'>>,
): Wanted {
  return { ...notice, values: [], notes: [], locks: [], steps: [] };
}
