import type { RunView } from '../engine/run.ts';
import type { CommandContext } from './command.ts';
import { Refusal } from './refusal.ts';
import { runTitle } from './run-text.ts';

/** Runs a decision may be about, and how to say so. */
export interface Choice {
  /** What is typed: `approve`. */
  readonly command: string;
  /** Whether it can be about this run. */
  fits(view: RunView): boolean;
  /** Whether it is meant where none fits: the decision is refused then, and says why. */
  meant?(view: RunView): boolean;
  /** What those runs do, in words: "waits for approval". */
  readonly doing: string;
}

/** The run a decision is about: the one a word names; without a word, the only one there is. Throws Refusal when there is none, or several. */
export async function whichRun(
  { runService }: Pick<CommandContext, 'runService'>,
  word: string | undefined,
  choice: Choice,
): Promise<RunView> {
  if (word !== undefined) return runService.run(word);
  const open = await runService.unsettled();
  const fitting = open.filter((view) => choice.fits(view));
  const [only, ...more] = fitting.length > 0 ? fitting : open.filter((view) => choice.meant?.(view));
  if (!only) throw new Refusal(`No run ${choice.doing}. !runs lists the latest.`);
  if (more.length === 0) return only;
  throw new Refusal(
    `Several runs are meant by that: which one? For example !${choice.command} ${only.run}.`,
    ...[only, ...more].map((view) => `${runTitle(view)}, ${view.state}`),
  );
}
