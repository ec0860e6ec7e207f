import * as z from 'zod';
import { hasVoted, type RunView } from '../engine/run.ts';
import type { Approvers } from './approvers.ts';
import type { Called, RunNews } from './news.ts';

/**
 * When those who may approve a run are called by name in a channel. plan: with the plan, where who asked may not approve it, and before it expires;
 * reminder: only before it expires; never.
 */
export const callsSetting = z.enum(['plan', 'reminder', 'never'], { error: 'plan, reminder or never' });

/** Whom news of a run call in a channel with that setting. */
export function calledIn(calls: z.output<typeof callsSetting>, { news, called = [] }: RunNews): readonly Called[] {
  return calls === 'never' || (news.kind === 'planned' && calls === 'reminder') ? [] : called;
}

/**
 * Whom a plan that waits calls: who may approve it and has not, with their identities on a platform. Nobody where its asker may, since
 * then no other has to look at it.
 */
export async function toCall(
  view: RunView,
  runService: { approvers(view: RunView): Promise<Pick<Approvers, 'who'>> },
  identityOf: (person: string) => string | undefined,
): Promise<readonly Called[]> {
  const { who } = await runService.approvers(view);
  if (who.includes(view.by)) return [];
  return who
    .filter((name) => !hasVoted(view, name))
    .map((name) => {
      const account = identityOf(name);
      return { name, ...(account !== undefined && { account }) };
    });
}
