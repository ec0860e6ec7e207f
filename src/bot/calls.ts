import * as z from 'zod';
import { hasVoted } from '../engine/run.ts';
import type { AboutRun } from './about-run.ts';
import type { Called, RunNews } from './news.ts';

/**
 * When those who may approve a run are called by name in a channel. plan: with the plan, where who asked may not approve it, and before it expires;
 * reminder: only before it expires; never.
 */
export const callsSetting = z.enum(['plan', 'reminder', 'never'], { error: 'plan, reminder or never' });

/** Whom news of a run call in a channel with that setting. */
export function calledIn(calls: z.output<typeof callsSetting>, told: RunNews): readonly Called[] {
  if (told.news.kind === 'planned') return calledByPlan(calls, told);
  return calls === 'never' ? [] : (told.called ?? []);
}

/** Whom a plan that waits calls in a channel with that setting, however often it is shown there. */
export function calledByPlan(
  calls: z.output<typeof callsSetting>,
  about: Pick<RunNews, 'view' | 'mayApprove'>,
): readonly Called[] {
  return calls === 'plan' ? toCall(about) : [];
}

/** Whom a plan that waits calls: who may approve it and has not. Nobody where its asker can settle it alone, since then no other has to look at it. */
export function toCall({ view, mayApprove = [] }: Pick<RunNews, 'view' | 'mayApprove'>): readonly Called[] {
  const left = mayApprove.filter(({ name }) => !hasVoted(view, name));
  const wanted = (view.gate?.need ?? 1) - view.votes.length;
  const byItself = wanted <= 1 && left.some(({ name }) => name === view.by);
  return byItself ? [] : left.filter(({ name }) => name !== view.by);
}

/** What news say of a run, those in it with what they are called on a platform. */
export function identified(about: AboutRun, called: (name: string) => Called): AboutRun {
  const { mayApprove } = about;
  return { ...about, ...(mayApprove && { mayApprove: mayApprove.map(({ name }) => called(name)) }) };
}
