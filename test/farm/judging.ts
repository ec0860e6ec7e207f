import type { Action, Effect } from '../../src/engine/action.ts';

export interface Shown {
  /** What each fact gave, under its name. */
  readonly facts: Readonly<Record<string, unknown>>;
  readonly planning?: boolean;
}

/**
 * What would be done, in a line or a few for tables: the commands and changed lines of a step that has something to do; otherwise
 * `done: …` or `blocked: …`.
 */
export function wouldDo(action: Action, args: unknown, { facts, planning = false }: Shown): string | readonly string[] {
  const known = action.args.parse(args);
  const seen = JSON.parse(JSON.stringify(action.see(known, facts)));
  const judged = action.judge(known, seen, planning);
  return judged.is === 'todo' ? lines(judged.effect) : `${judged.is}: ${judged.why}`;
}

function lines({ commands, changes = [] }: Effect): readonly string[] {
  return [
    ...changes.flatMap(({ removed, added }) => [
      ...removed.map((line) => `- ${line}`),
      ...added.map((line) => `+ ${line}`),
    ]),
    ...commands,
  ];
}
