import { hashOf, type Json } from '../journal/json.ts';
import type { FileChange, Invocation, Judgement, Standing } from './action.ts';
import type { Left } from './left.ts';

/** How something that a run left stands now. */
export type Finding =
  | { readonly is: 'as left' }
  | ({ readonly is: 'otherwise' } & Otherwise)
  /** It cannot be told, and why. */
  | { readonly is: 'untold'; readonly why: string };

/** What is otherwise than a run left it, and no run changed it since. */
export interface Otherwise {
  /** How it is, in words: "it has 1 GiB". */
  readonly now: string;
  /** What is in files in the place of what was left: what was taken away, and what was put there. */
  readonly changes: readonly Pick<FileChange, 'host' | 'path' | 'removed' | 'added'>[];
  /** Tells it from any other difference of the same thing: a hash. */
  readonly mark: string;
  /** The step that puts back what was left, or why there is none. */
  readonly back: Invocation | { readonly none: string };
}

/** Whether what a host shows is as it was left, by the judgement of the step that left it. `see`: what it shows a step of these arguments. */
export function findingOf(left: Left, see: (args: Json) => Json, standings: readonly Standing[]): Finding {
  const { definition, args } = left;
  const { lasting } = definition;
  const against = standings.find(({ why }) => why !== null)?.why ?? null;
  if (against !== null) return { is: 'untold', why: against };
  const seen = see(args);
  const judged = definition.judge(args, seen, false);
  if (judged.is === 'done') return { is: 'as left' };
  const now = lasting.now?.(args, seen);
  if (now === undefined) return { is: 'untold', why: untold(judged) };
  const over = (lasting.over?.(args, seen) ?? args) as Json;
  const mended = definition.judge(over, see(over), false);
  const effects = mended.is === 'todo' ? (mended.effect.changes ?? []) : [];
  // What would be put back is what was taken away.
  const changes = effects.map(({ host, path, removed, added }) => ({ host, path, removed: added, added: removed }));
  return {
    is: 'otherwise',
    now,
    changes,
    mark: hashOf({ now, changes } as unknown as Json),
    back: backBy(left, over, mended),
  };
}

function untold(judged: Exclude<Judgement, { is: 'done' }>): string {
  return judged.is === 'blocked' ? judged.why : `it would take ${judged.effect.commands.join(' ; ')}`;
}

function backBy({ step, provided }: Left, args: Json, mended: Judgement): Otherwise['back'] {
  if (mended.is === 'blocked') return { none: mended.why };
  return { action: step.action, args, ...(provided && { provided }) };
}

/** The step that leaves it again after one that ends it, in the same plan. */
export function againAfter({ definition: { lasting }, step, args, provided }: Left): Invocation {
  return { action: step.action, args: (lasting.after?.(args) ?? args) as Json, ...(provided && { provided }) };
}
