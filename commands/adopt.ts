import { adopted, adopting } from '../src/bot/adoptions.ts';
import type { Planning } from '../src/bot/command.ts';
import { isDrifted } from '../src/bot/drift.ts';
import { changeLines } from '../src/bot/drift-text.ts';
import { identified } from '../src/bot/identified.ts';
import { Refusal } from '../src/bot/refusal.ts';
import { someLeftOf } from '../src/bot/survey/left-of.ts';
import { vmLocks } from '../src/bot/survey/locks.ts';
import { vmNamed } from '../src/farm/naming.ts';

export const adopt: Planning = {
  name: 'adopt',
  kind: 'plan',
  risk: 'safe',
  elsewhere: ['bless', 'acknowledge'],
  usage: 'adopt VM [STEP]',
  summary: 'Takes what was changed by hand of a VM as right, on record.',
  details: [
    'As it is now: where it changes again, it is drift again. !drift and !restore pass over it; !blame VM says who took it as right, and when.',
    'Nothing is done on a host. It holds until a run sets the same anew, or !undo takes it back.',
  ],
  examples: [
    { after: ['clone gallifrey dev'], say: 'adopt gallifrey-dev', shows: 'there is nothing to take as right' },
    { say: 'adopt gallifrey', shows: "it is not farmhand's doing" },
  ],
  plan: async (context) => {
    const { args, farm, drift, read, runService } = context;
    const { name } = identified(context);
    const { vm, left } = await someLeftOf(context, args);
    const [comparisons, taken] = await Promise.all([drift.compare(left, read), runService.decided(adopted)]);
    const drifted = comparisons.filter(isDrifted);
    if (drifted.length === 0) throw new Refusal(`${vm} is as runs left it: there is nothing to take as right.`);
    return {
      command: ['adopt', vm, ...args.slice(1)].join(' '),
      title: `take as right what was changed by hand of ${vm}`,
      subjects: [vm],
      values: [],
      notes: drifted.flatMap(changeLines).map((line) => line.trim()),
      locks: vmLocks(vmNamed(farm, vm)),
      steps: [],
      decisions: drifted.map((one) => adopting(one, name, taken)),
    };
  },
};
