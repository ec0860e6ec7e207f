import type { Reading } from '../src/bot/command.ts';
import { summaryOfHead } from '../src/bot/documents/run-of.ts';
import { waitingWord } from '../src/bot/waiting-for.ts';
import { ago } from '../src/bot/words.ts';
import { shortName } from '../src/farm/naming.ts';
import { waiting } from './waiting.ts';

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
    if (args[0]?.toLowerCase() === waitingWord) return waiting.answer(context);
    const about = args[0] === undefined ? {} : { subject: shortName(farm, args[0]) };
    const open = await runService.runs({ ...about, settled: false, limit: shown });
    const over = await runService.runs({ ...about, settled: true, limit: Math.max(shown - open.length, 3) });
    const heads = [...open, ...over];
    const data = { kind: 'runs', runs: heads.map(summaryOfHead) } as const;
    if (heads.length === 0)
      return { tone: 'answer', lines: [args[0] ? `No runs about ${args[0]} yet.` : 'No runs yet.'], data };
    const now = new Date();
    const rows = heads.map((head) => [String(head.run), head.state, head.title, head.by, ago(head.changedAt, now)]);
    return { tone: 'answer', lines: rows, more: '!log N', data };
  },
};
