import type { Planning } from '../src/bot/command.ts';
import { identified } from '../src/bot/identified.ts';
import { leaseText, leaseWords } from '../src/bot/lease-words.ts';
import { Refusal } from '../src/bot/refusal.ts';
import { heldLock, heldVm } from '../src/bot/survey/held-vm.ts';
import { untilOf } from '../src/bot/survey/until.ts';
import { day, duration } from '../src/bot/words.ts';

export const extend: Planning = {
  name: 'extend',
  kind: 'plan',
  risk: 'safe',
  elsewhere: ['renew', 'prolong', 'lease', 'keep', 'postpone'],
  usage: 'extend VM TIME…',
  summary: 'Puts off the end of a VM: by 7d, or for ever.',
  details: [
    'TIME is like 12h or 7d, and is added to what is left; a VM without an end gets one. !undo N takes it back.',
    'Where the policy says how long a VM may have at most, that counts from now on.',
    'A VM that was stopped at its end stays down: !start.',
  ],
  examples: [
    {
      after: ['clone gallifrey dev for 14d'],
      say: 'extend gallifrey-dev 7d',
      shows: 'lend gallifrey-dev for 7 d more',
    },
    { after: ['clone gallifrey dev for 14d'], say: 'extend gallifrey-dev for ever', shows: 'gallifrey-dev has no end' },
    { say: 'extend gallifrey 7d', shows: 'gallifrey is protected, so it has no end' },
  ],
  plan: async (context) => {
    const [name = '', ...words] = context.args;
    const person = identified(context);
    const asked = leaseWords(words);
    const { vm, instance, owner, lease, held } = await heldVm(context, name);
    const now = new Date();
    const until = untilOf(context.farm, { command: 'extend', vm, person, asked, lease, now });
    if (owner === undefined)
      throw new Refusal(`${vm.name} has no owner who could be told of its end: !owner ${vm.name} PERSON gives it one.`);
    if (!lease && until === undefined) throw new Refusal(`${vm.name} has no end.`);
    return {
      command: `extend ${vm.name} ${asked === null ? 'for ' : ''}${leaseText(asked)}`,
      title:
        asked === null
          ? `lend ${vm.name} for ever`
          : `lend ${vm.name} for ${duration(asked)}${lease ? ' more' : ''}, until ${day(until ?? '')}`,
      subjects: [vm.name],
      values: [],
      notes: lease && instance.running === false ? [`it is down, and stays so: !start ${vm.name}`] : [],
      locks: [heldLock(vm.name)],
      steps: [],
      decisions: [held.lending(vm.name, until, instance, person.name, now)],
    };
  },
};
