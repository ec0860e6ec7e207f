import type { Planning } from '../src/bot/command.ts';
import { Refusal } from '../src/bot/refusal.ts';
import { inBin } from '../src/bot/survey/in-bin.ts';
import { purging } from '../src/bot/survey/purging.ts';
import { shortName } from '../src/farm/naming.ts';
import { unknowns } from '../src/farm/reading.ts';

export const purge: Planning = {
  name: 'purge',
  kind: 'plan',
  risk: 'destructive',
  elsewhere: ['expunge', 'shred', 'forget'],
  usage: 'purge VM [N]',
  summary: 'Removes a destroyed VM from the bin, before its time is over. Two people are needed, always.',
  details: [
    'What is on its disks is lost then. !bin lists what is there.',
    'N is the run that destroyed it, where a VM of that name was destroyed more than once.',
    'At the end of its time farmhand purges by itself, and says so a day before.',
  ],
  examples: [
    { say: 'purge gallifrey', shows: 'gallifrey is not in the bin' },
    { after: ['clone gallifrey dev', 'destroy gallifrey-dev'], say: 'purge gallifrey-dev', shows: 'lost for good' },
  ],
  plan: async ({ args: [name = '', number], farm, look }) => {
    const state = await look();
    const wanted = shortName(farm, name.toLowerCase());
    const named = inBin(farm, state).filter(({ vm }) => vm === wanted);
    const run = number?.replace(/^#/, '');
    const [one, ...others] = named.filter((binned) => run === undefined || String(binned.run) === run);
    if (!one) {
      const by = run === undefined || named.length === 0 ? '' : ` by a run ${run}`;
      throw new Refusal(
        `${name} is not in the bin${by}. !bin shows what is.`,
        ...unknowns(state).map((why) => `Not known: ${why}`),
      );
    }
    if (others.length > 0)
      throw new Refusal(
        `${one.vm} is in the bin more than once. Say which:`,
        ...[one, ...others].map((each) => `!purge ${each.vm} ${each.run}, destroyed by ${each.by}`),
      );
    return purging(farm, state, one);
  },
};
