import type { Planning } from '../src/bot/command.ts';
import { Refusal } from '../src/bot/refusal.ts';
import { vmLocks } from '../src/bot/survey/locks.ts';
import { farmOn } from '../src/bot/survey/on-node.ts';
import { foundInstance, isRunning } from '../src/bot/survey/vm.ts';
import { withEvidence } from '../src/bot/survey/with-evidence.ts';
import { Procedure } from '../src/farm/procedure.ts';

export const restart: Planning = {
  name: 'restart',
  kind: 'plan',
  risk: 'disruptive',
  elsewhere: ['reboot', 'reset', 'cycle', 'bounce'],
  usage: 'restart VM',
  summary: 'Stops a VM, starts it again, and balloons it down.',
  examples: [{ say: 'restart gallifrey', shows: 'start gallifrey.xivo.vm.farm' }],
  plan: async (context) => {
    const {
      args: [name = ''],
      farm,
      look,
    } = context;
    const { vm, instance } = foundInstance(farm, name, await look());
    if (!isRunning(farm, vm, instance)) throw new Refusal(`${vm.name} is down. !start ${vm.name} starts it.`);
    const there = farmOn(farm, instance.node);
    const { hypervisor } = farm.roles;
    const procedure = new Procedure(hypervisor.onlyFor(farm, vm, instance));
    const stopped = procedure.step('stop', hypervisor.stop(there, vm));
    const started = procedure.step('start', hypervisor.startAgain(there, vm), stopped);
    procedure.step('balloon', hypervisor.balloon(there, vm), started);
    return withEvidence(context, {
      command: `restart ${vm.name}`,
      title: `restart ${vm.name}`,
      subjects: [vm.name],
      values: [],
      notes: [],
      locks: vmLocks(vm),
      steps: procedure.steps,
    });
  },
};
