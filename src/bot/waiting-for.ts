import type { RunView } from '../engine/run.ts';
import { hasVoted } from '../engine/run.ts';
import type { CommandRuns } from './command.ts';
import type { Person } from './people.ts';

/** What runs that wait are asked for by, in the place of a VM. */
export const waitingWord = 'waiting';

/** What waits for one person. */
export interface WaitingFor {
  /** Runs they may approve, and have not. */
  readonly toApprove: readonly RunView[];
  /** Runs of theirs that stopped before their end, and hold what they touched until somebody settles them. */
  readonly toSettle: readonly RunView[];
  /** Runs that wait for other people. */
  readonly others: readonly RunView[];
}

/** The runs that wait for a person, newest first. */
export async function waitingFor(
  runService: Pick<CommandRuns, 'unsettled' | 'approvers'>,
  { name }: Pick<Person, 'name'>,
): Promise<WaitingFor> {
  const open = await runService.unsettled();
  const waiting = open.filter(({ state }) => state === 'waiting');
  const able = await Promise.all(waiting.map(async (view) => (await runService.approvers(view)).who.includes(name)));
  const isTheirs = (view: RunView, index: number) => able[index] === true && !hasVoted(view, name);
  return {
    toApprove: waiting.filter(isTheirs),
    others: waiting.filter((view, index) => !isTheirs(view, index)),
    toSettle: open.filter(({ state, by }) => by === name && (state === 'failed' || state === 'cancelled')),
  };
}
