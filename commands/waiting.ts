import type { Reply } from '../src/bot/adapter.ts';
import { waysOut } from '../src/bot/choices.ts';
import type { Reading, ReadingContext } from '../src/bot/command.ts';
import { summaryOf } from '../src/bot/documents/run-of.ts';
import { identified } from '../src/bot/identified.ts';
import { waitingFor } from '../src/bot/waiting-for.ts';
import { counted, duration } from '../src/bot/words.ts';
import type { RunView } from '../src/engine/run.ts';

export const waiting: Reading = {
  name: 'waiting',
  kind: 'read',
  usage: 'waiting',
  summary: 'Lists the runs you may approve, and those of yours that stopped and hold what they touched.',
  details: ['!runs waiting is the same.'],
  examples: [{ say: 'waiting', shows: 'Nothing waits for you' }],
  answer,
};

async function answer(context: ReadingContext): Promise<Reply> {
  const { runService } = context;
  const { toApprove, toSettle, others } = await waitingFor(runService, identified(context));
  const [first] = toApprove;
  const counts = [
    ...(first ? [`${counted(toApprove.length, 'run')} to approve: !approve ${first.run} or !deny ${first.run}`] : []),
    ...(toSettle.length > 0 ? [`${counted(toSettle.length, 'run')} of yours to settle`] : []),
  ];
  const more = others.length > 0 ? `; ${counted(others.length, 'run')} for others: !runs lists all` : '';
  return {
    tone: 'answer',
    headline: `${counts.length > 0 ? `Waiting for you: ${counts.join('; ')}` : 'Nothing waits for you'}${more}`,
    lines: [...toApprove.map(waitingRow), ...toSettle.map(({ run, plan }) => [String(run), plan.title, waysOut(run)])],
    data: {
      kind: 'waiting',
      toApprove: toApprove.map((view) => summaryOf(view)),
      toSettle: toSettle.map((view) => summaryOf(view)),
      others: others.map((view) => summaryOf(view)),
    },
  };
}

function waitingRow({ run, plan, by, gate }: RunView): readonly string[] {
  const left = gate && (Date.parse(gate.expires) - Date.now()) / 1000;
  const risk = plan.risk === 'safe' ? [] : [plan.risk];
  const time = left === undefined ? [] : [`${duration(left)} left`];
  return [String(run), plan.title, ...risk, `asked by ${by}`, ...time];
}
