import type { RunView } from '../engine/run.ts';
import type { Command, CommandRuns } from './command.ts';
import type { Where } from './incoming.ts';
import { wordsOf } from './usage.ts';

/** Newest runs among which that of a thread is looked for, besides those that are not settled. */
const recent = 50;

/** The words of a command as they are meant in a thread: in that of a run, the number of that run comes first where it is left out. */
export async function wordsInThread(
  command: Command | undefined,
  args: readonly string[],
  where: Where,
  runService: Pick<CommandRuns, 'unsettled' | 'runs' | 'run'>,
): Promise<readonly string[]> {
  if (command === undefined || where.thread === undefined || !lacksRun(command, args)) return args;
  const run = await runOfThread(where, runService);
  return run === undefined ? args : [String(run), ...args];
}

/** Whether it is about a run, and no word says which. `!plan` has none at all then: its words may be a command. */
function lacksRun({ name, usage }: Command, [first]: readonly string[]): boolean {
  if (name === 'plan') return first === undefined;
  return wordsOf(usage)[0] === 'N' && !/^#?\d{1,9}$/.test(first ?? '');
}

/** The run whose plan the first message of a thread shows; undefined: none that is known still. */
async function runOfThread(
  where: Where,
  runService: Pick<CommandRuns, 'unsettled' | 'runs' | 'run'>,
): Promise<number | undefined> {
  const open = (await runService.unsettled()).find((view) => isThreadOf(view, where));
  if (open) return open.run;
  for (const { run } of await runService.runs({ settled: true, limit: recent }))
    if (isThreadOf(await runService.run(String(run)), where)) return run;
  return undefined;
}

function isThreadOf({ prompts }: RunView, { platform, channel, thread }: Where): boolean {
  return prompts.some((one) => one.platform === platform && one.channel === channel && one.message === thread);
}
