import type { Reading } from '../src/bot/command.ts';
import { drillRows } from '../src/bot/drills.ts';
import { inBin } from '../src/bot/survey/in-bin.ts';
import { day, duration, size, table } from '../src/bot/words.ts';
import { unknowns } from '../src/farm/reading.ts';

export const bin: Reading = {
  name: 'bin',
  kind: 'read',
  elsewhere: ['trash', 'recycle', 'deleted', 'destroyed'],
  usage: 'bin',
  summary: 'Lists destroyed VMs that can be had back: the size of their disks, and until when.',
  details: ({ bin: { keep } }) => [
    keep > 0
      ? `Their disks are kept for ${duration(keep)}. !undo N, of the run that destroyed it, brings a VM back as it was.`
      : 'farm.yaml keeps none any more (bin.keep: 0); what was destroyed before that is listed.',
    '!purge VM removes one before its time is over, for which two people are needed.',
  ],
  examples: [
    { say: 'bin', shows: 'The bin is empty.' },
    { after: ['clone gallifrey dev', 'destroy gallifrey-dev'], say: 'bin', shows: '!undo 2 gives it back' },
  ],
  answer: async (context) => {
    const { farm, recent } = context;
    const state = await recent.look();
    const now = new Date();
    const binned = inBin(farm, state);
    const drills = await Promise.all(binned.map(({ vm, run }) => drillRows(context, vm, { binned: run }, now)));
    const rows = binned.map(({ vm, run, by, until, bytes }, index) => {
      const left = (Date.parse(until) - now.getTime()) / 1000;
      const time = left > 0 ? `${duration(left)} left` : 'its time is over';
      const tried = (drills[index] ?? []).map((row) => `, ${row.join(' ')}`).join('');
      return [
        vm,
        size(bytes),
        `until ${day(until)}, ${time}`,
        `destroyed by ${by}: !undo ${run} gives it back${tried}`,
      ];
    });
    const missing = unknowns(state).map((why) => `Not known: ${why}`);
    return { tone: 'answer', lines: [...(rows.length > 0 ? table(rows) : ['The bin is empty.']), ...missing] };
  },
};
