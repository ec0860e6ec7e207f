import type { Reading } from '../src/bot/command.ts';
import { isDrifted } from '../src/bot/drift.ts';
import { identified } from '../src/bot/identified.ts';
import { Refusal } from '../src/bot/refusal.ts';
import { someLeftOf } from '../src/bot/survey/left-of.ts';

export const adopt: Reading = {
  name: 'adopt',
  kind: 'settle',
  elsewhere: ['accept', 'bless', 'acknowledge'],
  usage: 'adopt VM [STEP]',
  summary: 'Takes what was changed by hand of a VM as right, on record.',
  details: [
    'As it is now: where it changes again, it is drift again. !drift and !restore pass over it; !blame VM says who took it as right, and when.',
    'It holds until a run sets the same anew.',
  ],
  examples: [
    { after: ['clone gallifrey dev'], say: 'adopt gallifrey-dev', shows: 'there is nothing to take as right' },
    { say: 'adopt gallifrey', shows: "it is not farmhand's doing" },
  ],
  answer: async (context) => {
    const { args, drift, read, runService } = context;
    const person = identified(context);
    const { vm, left } = await someLeftOf(context, args);
    runService.refuseSettling('adopt', person, [vm]);
    const drifted = (await drift.standing(left, read)).filter(isDrifted);
    if (drifted.length === 0) throw new Refusal(`${vm} is as runs left it: there is nothing to take as right.`);
    for (const one of drifted) await drift.adopt(one, person.name);
    return {
      tone: 'answer',
      lines: drifted.map(({ left: { step }, finding }) => `Taken as right: ${step.title}: ${finding.now}.`),
    };
  },
};
