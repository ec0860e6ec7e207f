import type { Planning } from '../src/bot/command.ts';
import { Refusal } from '../src/bot/refusal.ts';
import { heldLock, heldVm } from '../src/bot/survey/held-vm.ts';
import { ownerNamed } from '../src/bot/survey/owner-named.ts';
import { refuseBeyond, takenBy } from '../src/bot/survey/quota.ts';

export const owner: Planning = {
  name: 'owner',
  kind: 'plan',
  risk: 'safe',
  elsewhere: ['chown', 'give', 'assign', 'transfer', 'handover'],
  usage: 'owner VM PERSON',
  summary: 'Says whose a VM is: who is told of its end, and whose quota it counts for.',
  details: [
    'Whoever asks for a clone is its owner; !status VM says who it is, !list PERSON lists what somebody has.',
    'PERSON is a name of farm.yaml. It holds for this VM: another one that is made by that name later has an owner of its own.',
  ],
  examples: [
    { after: ['clone gallifrey dev'], say: 'owner gallifrey-dev sarah', shows: 'gallifrey-dev to sarah' },
    { say: 'owner gallifrey nobody', shows: 'farm.yaml lists nobody called nobody' },
  ],
  plan: async (context) => {
    const [name = '', word = ''] = context.args;
    const { farm, look, pending } = context;
    const person = ownerNamed(context, word);
    const { vm, instance, owner: now, held } = await heldVm(context, name);
    if (now === person) throw new Refusal(`${vm.name} is ${person}'s already.`);
    const known = { farm, state: await look(), pending: await pending(), held };
    refuseBeyond(known, person, { vms: 1, ...takenBy(instance) });
    return {
      command: `owner ${vm.name} ${person}`,
      title: `give ${vm.name} to ${person}${now === undefined ? '' : `, it was ${now}'s`}`,
      subjects: [vm.name],
      values: [],
      notes: [],
      locks: [heldLock(vm.name)],
      steps: [],
      decisions: [held.owning(vm.name, person, instance)],
    };
  },
};
