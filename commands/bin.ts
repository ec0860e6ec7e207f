import type { Reply } from '../src/bot/adapter.ts';
import type { Reading } from '../src/bot/command.ts';
import { drillRows } from '../src/bot/drills.ts';
import { Refusal } from '../src/bot/refusal.ts';
import { type InBin, inBin, isBinnedBy } from '../src/bot/survey/in-bin.ts';
import { likeBinned } from '../src/bot/survey/like-binned.ts';
import { counted, day, duration, size } from '../src/bot/words.ts';
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
    const { farm, recent, runService } = context;
    const state = await recent.look();
    const now = new Date();
    const back = async (one: InBin) => {
      const run = await runService.run(String(one.run)).catch(noRun);
      return run && isBinnedBy(farm, run, one) ? `undo ${one.run}` : undefined;
    };
    const binned = inBin(farm, state);
    const found = await Promise.all(
      binned.map(async (one) => {
        const left = (Date.parse(one.until) - now.getTime()) / 1000;
        const time = left > 0 ? `${duration(left)} left` : 'its time is over';
        const kept = `until ${day(one.until)}, ${time}`;
        const drills = await drillRows(context, one.vm, { binned: one.run }, now);
        const tried = drills.map((row) => `, ${row.join(' ')}`).join('');
        const undo = await back(one);
        const had = undo === undefined ? 'no run of this journal did that' : `!${undo} gives it back`;
        const { vm, run, by, until, node, bytes } = one;
        return {
          row: [vm, size(bytes), kept, `destroyed by ${by}: ${had}${tried}`],
          binned: {
            ...{ vm, run, by, until, node, bytes, volumes: one.volumes.map(({ name }) => name) },
            ...(undo !== undefined && { undo }),
          },
        };
      }),
    );
    const unknown = unknowns(state);
    const trouble = likeBinned(farm, state, await context.pending());
    const bytes = binned.reduce((sum, one) => sum + one.bytes, 0);
    const shown: Pick<Reply, 'headline' | 'lines'> =
      found.length === 0
        ? { lines: ['The bin is empty.'] }
        : { headline: `${counted(found.length, 'VM')} in the bin: ${size(bytes)}`, lines: found.map(({ row }) => row) };
    return {
      tone: 'answer',
      ...shown,
      findings: [...trouble.map((text) => `look at this: ${text}`), ...unknown.map((why) => `Not known: ${why}`)],
      data: { kind: 'bin', vms: found.map(({ binned }) => binned), trouble, unknown },
    };
  },
};

/** Throws all but that there is no such run. */
function noRun(error: unknown): undefined {
  if (!(error instanceof Refusal)) throw error;
}
