import type { Reading } from '../src/bot/command.ts';
import { identified } from '../src/bot/identified.ts';
import { whichRun } from '../src/bot/which-run.ts';

export const retry: Reading = {
  name: 'retry',
  kind: 'settle',
  elsewhere: ['again', 'resume', 'continue', 'rerun', 'redo'],
  usage: 'retry [N]',
  summary: 'Goes on with run N from the step that failed.',
  details: [
    'The plan stays the one that was approved. What is done already is looked at again and not repeated.',
    'Without N: the run of this thread, or the only one that stopped before its end.',
  ],
  examples: [{ after: ['clone gallifrey dev'], say: 'retry 1', shows: 'there is nothing to retry' }],
  answer: async (context) => {
    const { args, runService } = context;
    const person = identified(context);
    const view = await whichRun(context, args[0], {
      command: 'retry',
      doing: 'has stopped before its end',
      fits: ({ state }) => state === 'failed' || state === 'cancelled',
    });
    await runService.retry(view.run, person);
    const failed = view.steps.filter(({ state }) => state === 'failed').map(({ title }) => title);
    const from = failed.length > 0 ? ` from: ${failed.join('; ')}` : '';
    return { tone: 'answer', lines: [`Run ${view.run} goes on${from}.`] };
  },
};
