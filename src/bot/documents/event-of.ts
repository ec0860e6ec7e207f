import type { News, RunNews } from '../news.ts';
import type { EventLine } from './schema.ts';
import { version } from './version.ts';

/** What a line is about: news, or that a run is followed from here on, as it stands. */
type Told = Pick<RunNews, 'view' | 'seq'> & { readonly news: News | { readonly kind: 'following' } };

/** Something that happened to a run, as a line of `--follow` has it. */
export function eventOf({ news, view, seq }: Told, now: Date): EventLine {
  const { run, state, plan, steps, why } = view;
  const step = news.kind === 'step' || news.kind === 'progress' ? steps.find(({ id }) => id === news.step) : undefined;
  const text = news.kind === 'alert' ? news.text : step ? (step.why ?? step.progress?.text) : why;
  const part = step?.progress?.part;
  return {
    version,
    event: {
      ...{ kind: news.kind, run, state },
      ...(seq !== undefined && { seq }),
      at: now.toISOString(),
      ...((news.kind === 'planned' || news.kind === 'following') && { plan: plan.hash }),
      ...(step && { step: step.id, stepState: step.state }),
      ...(part !== undefined && { part }),
      ...(text !== undefined && { text }),
      ...(news.kind === 'vote' && { person: news.person, vote: news.vote }),
    },
  };
}
