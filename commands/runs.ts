import type { Reading } from '../src/bot/command.ts';
import { ago, table } from '../src/bot/words.ts';

/** Runs shown. */
const shown = 10;

export const runs: Reading = {
  name: 'runs',
  kind: 'read',
  elsewhere: ['jobs', 'tasks', 'queue', 'history'],
  usage: 'runs [VM]',
  summary: 'Lists the latest runs, of a VM or of all.',
  details: ['Those that still wait, run, or have failed and hold what they touched, come first.'],
  examples: [
    { say: 'runs tardis', shows: 'No runs about tardis yet' },
    { after: ['clone gallifrey dev'], say: 'runs gallifrey-dev', shows: 'clone gallifrey to gallifrey-dev' },
  ],
  answer: async ({ args, runService }) => {
    const about = args[0] === undefined ? {} : { subject: args[0] };
    const open = await runService.runs({ ...about, settled: false, limit: shown });
    const over = await runService.runs({ ...about, settled: true, limit: Math.max(shown - open.length, 3) });
    const heads = [...open, ...over];
    if (heads.length === 0)
      return { tone: 'answer', lines: [args[0] ? `No runs about ${args[0]} yet.` : 'No runs yet.'] };
    const now = new Date();
    const rows = heads.map((head) => [String(head.run), head.state, head.title, head.by, ago(head.changedAt, now)]);
    return { tone: 'answer', lines: table(rows), more: '!log N' };
  },
};
