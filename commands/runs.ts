import type { Line } from '../src/bot/adapter.ts';
import type { Reading, ReadingContext } from '../src/bot/command.ts';
import { identified } from '../src/bot/identified.ts';
import { waysOut } from '../src/bot/outcome.ts';
import { waitingFor, waitingWord } from '../src/bot/waiting-for.ts';
import { ago, counted, duration } from '../src/bot/words.ts';
import type { RunView } from '../src/engine/run.ts';
import { shortName } from '../src/farm/naming.ts';

/** Runs shown. */
const shown = 10;

export const runs: Reading = {
  name: 'runs',
  kind: 'read',
  elsewhere: ['jobs', 'tasks', 'queue', 'history'],
  usage: 'runs [WHAT]',
  summary: 'Lists the latest runs, of a VM or of all; !runs waiting, those that wait for you.',
  details: [
    'Those that still wait, run, or have failed and hold what they touched, come first.',
    '!runs waiting: the runs you may approve, and those of yours that stopped and hold what they touched.',
  ],
  examples: [
    { say: 'runs tardis', shows: 'No runs about tardis yet' },
    { say: 'runs waiting', shows: 'Nothing waits for you' },
    { after: ['clone gallifrey dev'], say: 'runs gallifrey-dev', shows: 'clone gallifrey to gallifrey-dev' },
  ],
  answer: async (context) => {
    const { args, runService, farm } = context;
    if (args[0]?.toLowerCase() === waitingWord) return { tone: 'answer', ...(await waiting(context)) };
    const about = args[0] === undefined ? {} : { subject: shortName(farm, args[0]) };
    const open = await runService.runs({ ...about, settled: false, limit: shown });
    const over = await runService.runs({ ...about, settled: true, limit: Math.max(shown - open.length, 3) });
    const heads = [...open, ...over];
    if (heads.length === 0)
      return { tone: 'answer', lines: [args[0] ? `No runs about ${args[0]} yet.` : 'No runs yet.'] };
    const now = new Date();
    const rows = heads.map((head) => [String(head.run), head.state, head.title, head.by, ago(head.changedAt, now)]);
    return { tone: 'answer', lines: rows, more: '!log N' };
  },
};

async function waiting(
  context: ReadingContext,
): Promise<{ readonly headline: string; readonly lines: readonly Line[] }> {
  const { runService } = context;
  const { toApprove, toSettle, others } = await waitingFor(runService, identified(context));
  const [first] = toApprove;
  const counts = [
    ...(first ? [`${counted(toApprove.length, 'run')} to approve: !approve ${first.run} or !deny ${first.run}`] : []),
    ...(toSettle.length > 0 ? [`${counted(toSettle.length, 'run')} of yours to settle`] : []),
  ];
  const more = others.length > 0 ? `; ${counted(others.length, 'run')} for others: !runs lists all` : '';
  return {
    headline: `${counts.length > 0 ? `Waiting for you: ${counts.join('; ')}` : 'Nothing waits for you'}${more}`,
    lines: [...toApprove.map(waitingRow), ...toSettle.map(({ run, plan }) => [String(run), plan.title, waysOut(run)])],
  };
}

function waitingRow({ run, plan, by, gate }: RunView): readonly string[] {
  const left = gate && (Date.parse(gate.expires) - Date.now()) / 1000;
  const risk = plan.risk === 'safe' ? [] : [plan.risk];
  const time = left === undefined ? [] : [`${duration(left)} left`];
  return [String(run), plan.title, ...risk, `asked by ${by}`, ...time];
}
