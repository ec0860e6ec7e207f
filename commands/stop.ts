import type { Planning } from '../src/bot/command.ts';
import { Refusal } from '../src/bot/refusal.ts';
import { vmLocks } from '../src/bot/survey/locks.ts';
import { farmOn } from '../src/bot/survey/on-node.ts';
import { foundInstance, isRunning } from '../src/bot/survey/vm.ts';
import { withEvidence } from '../src/bot/survey/with-evidence.ts';
import { Procedure } from '../src/farm/procedure.ts';

export const stop: Planning = {
  name: 'stop',
  kind: 'plan',
  risk: 'disruptive',
  undoneAs: 'start',
  elsewhere: ['shutdown', 'halt', 'down', 'poweroff', 'power-off'],
  usage: 'stop VM',
  summary: 'Shuts a VM down.',
  details: [
    'Its guest has two minutes to shut down by itself before it is cut off.',
    'The plan says who would notice: who is logged in, connected or asks its site, and since when nobody did.',
  ],
  examples: [
    { say: 'stop gallifrey', shows: 'nobody is logged in or connected now' },
    { say: 'stop gallifrey', shows: 'stop gallifrey.xivo.vm.farm' },
    { say: 'stop galifrey', shows: 'Did you mean gallifrey?' },
  ],
  plan: async (context) => {
    const {
      args: [name = ''],
      farm,
      look,
    } = context;
    const { vm, instance } = foundInstance(farm, name, await look());
    if (!isRunning(farm, vm, instance)) throw new Refusal(`${vm.name} is down already.`);
    const there = farmOn(farm, instance.node);
    const { hypervisor } = farm.roles;
    const procedure = new Procedure(hypervisor.onlyFor(farm, vm, instance));
    procedure.step('stop', hypervisor.stop(there, vm));
    return withEvidence(context, {
      command: `stop ${vm.name}`,
      title: `stop ${vm.name}`,
      subjects: [vm.name],
      values: [],
      notes: [],
      locks: vmLocks(vm),
      steps: procedure.steps,
    });
  },
};
