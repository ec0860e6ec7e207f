import type { Reading } from '../src/bot/command.ts';
import { identified } from '../src/bot/identified.ts';
import { isNewsPlace } from '../src/bot/request-origin.ts';
import { whichRun } from '../src/bot/which-run.ts';
import type { RunView } from '../src/engine/run.ts';

export const cancel: Reading = {
  name: 'cancel',
  kind: 'settle',
  elsewhere: ['abort', 'kill', 'quit'],
  usage: 'cancel [N]',
  summary: 'Stops run N; leaves it as it is when it has failed.',
  details: [
    'A run that waits is ended. One under way stops as soon as what runs now can be stopped; then !retry N goes on with it,',
    '!undo N takes back what it did, and a second !cancel N leaves everything as it is and lets others touch it again.',
    'Without N: the run of this thread, or the only one of yours that is not over.',
  ],
  examples: [{ after: ['clone gallifrey dev'], say: 'cancel 1', shows: 'Run 1 is over' }],
  answer: async (context) => {
    const { args, runService, where } = context;
    const person = identified(context);
    const view = await whichRun(context, args[0], {
      command: 'cancel',
      doing: 'of yours is under way',
      fits: ({ by }) => by === person.name,
    });
    const after = await runService.cancel(view.run, person);
    if (after.settled && isNewsPlace(where, view, context.farm.channels)) return undefined;
    return { tone: 'answer', lines: [outcome(view, after)] };
  },
};

function outcome(before: RunView, after: RunView): string {
  const run = `Run ${after.run} (${after.plan.title})`;
  if (!after.settled) return `${run} stops as soon as what runs now can be stopped.`;
  if (before.state === 'failed' || before.state === 'cancelled')
    return `${run} is left as it is; others may touch what it touched.`;
  return `${run} is cancelled. Nothing was done.`;
}
