import { discounted } from '../src/bot/approvals.ts';
import type { Reading } from '../src/bot/command.ts';
import { identified } from '../src/bot/identified.ts';
import { isNewsPlace } from '../src/bot/request-origin.ts';
import { whichRun } from '../src/bot/which-run.ts';
import { hasVoted } from '../src/engine/run.ts';

export const approve: Reading = {
  name: 'approve',
  kind: 'settle',
  reasons: true,
  elsewhere: ['yes', 'ok', 'confirm', 'accept', 'lgtm', 'ack', 'allow'],
  usage: 'approve [N] [HASH]',
  summary: 'Approves the plan of run N.',
  details: [
    'A ✅ or 👍 on the plan does the same, where the chat network has reactions; taking it away withdraws it.',
    'Without N: the run of this thread, or the only one that waits for you. !approve 7 because … has a reason on record.',
    'What is approved is exactly what runs. With HASH, as the plan shows it, only that very plan is approved.',
    'One person counts once, on whatever platform. Who may approve is said by !why N.',
  ],
  examples: [{ after: ['clone gallifrey dev'], say: 'approve 1', shows: 'Run 1 does not wait for approval' }],
  answer: async (context) => {
    const { args, remarks, runService, speaker, where } = context;
    const person = identified(context);
    const view = await whichRun(context, args[0], {
      command: 'approve',
      doing: `waits for an approval of yours`,
      fits: (open) =>
        open.state === 'waiting' && discounted(open, person) === undefined && !hasVoted(open, person.name),
      meant: (open) => open.state === 'waiting',
    });
    const ballot = { vote: 'approve', person, hash: args[1]?.toLowerCase() ?? view.plan.hash, ...remarks } as const;
    const again = hasVoted(view, person.name);
    const approved = await runService.vote(view.run, ballot, speaker.platform);
    // An approval that changed nothing is no news.
    if (!again && isNewsPlace(where, view, context.farm.channels)) return undefined;
    const waits = await runService.waitsFor(approved);
    const next = waits === undefined ? 'It begins.' : `It still waits for ${waits}.`;
    return {
      tone: 'answer',
      lines: [`You approved run ${view.run}${again ? ' before' : ''}: ${view.plan.title}. ${next}`],
    };
  },
};
