import type { Reading } from '../src/bot/command.ts';
import { identified } from '../src/bot/identified.ts';
import { isNewsPlace } from '../src/bot/request-origin.ts';
import { whichRun } from '../src/bot/which-run.ts';

export const deny: Reading = {
  name: 'deny',
  kind: 'settle',
  reasons: true,
  elsewhere: ['no', 'reject', 'refuse', 'decline', 'nack'],
  usage: 'deny [N]',
  summary: 'Denies the plan of run N: it will not run.',
  details: [
    'A ❌ or 👎 on the plan does the same. Everybody farm.yaml lists may deny, the asker too.',
    'Without N: the run of this thread, or the only one that waits. !deny 7 because … says why, and has it on record.',
  ],
  examples: [{ after: ['clone gallifrey dev'], say: 'deny 1', shows: 'Run 1 does not wait for approval' }],
  answer: async (context) => {
    const { args, remarks, runService, speaker, where } = context;
    const person = identified(context);
    const view = await whichRun(context, args[0], {
      command: 'deny',
      doing: 'waits for approval',
      fits: ({ state }) => state === 'waiting',
    });
    await runService.vote(view.run, { vote: 'deny', person, hash: view.plan.hash, ...remarks }, speaker.platform);
    if (isNewsPlace(where, view, context.farm.channels)) return undefined;
    return { tone: 'answer', lines: [`You denied run ${view.run}: ${view.plan.title}. Nothing was done.`] };
  },
};
