import type { Planning } from '../src/bot/command.ts';
import { Refusal } from '../src/bot/refusal.ts';
import { vmLocks } from '../src/bot/survey/locks.ts';
import { farmOn } from '../src/bot/survey/on-node.ts';
import { refuseMore } from '../src/bot/survey/quota.ts';
import { foundInstance, isRunning, refuseUnfinished } from '../src/bot/survey/vm.ts';
import { size } from '../src/bot/words.ts';
import { Procedure } from '../src/farm/procedure.ts';

export const start: Planning = {
  name: 'start',
  kind: 'plan',
  risk: 'disruptive',
  undoneAs: 'stop',
  elsewhere: ['boot', 'up', 'poweron', 'power-on'],
  usage: 'start VM',
  summary: 'Starts a VM, and balloons it down.',
  examples: [
    { say: 'start gallifrey', shows: 'gallifrey runs already' },
    { say: 'start skaro', shows: 'balloon skaro.xivo.vm.farm to 1 GiB' },
  ],
  plan: async ({ args: [name = ''], farm, look, pending, runService }) => {
    const state = await look();
    const seen = foundInstance(farm, name, state);
    const { vm, instance } = seen;
    if (isRunning(farm, vm, instance)) throw new Refusal(`${vm.name} runs already. !restart ${vm.name} restarts it.`);
    refuseUnfinished(farm, seen);
    await refuseMore({ farm, runService }, { state, pending: await pending() }, seen, { memory: instance.memory });
    const there = farmOn(farm, instance.node);
    const { hypervisor } = farm.roles;
    const procedure = new Procedure(hypervisor.onlyFor(farm, vm, instance));
    const started = procedure.step('start', hypervisor.start(there, vm));
    procedure.step('balloon', hypervisor.balloon(there, vm), started);
    return {
      command: `start ${vm.name}`,
      title: `start ${vm.name}`,
      subjects: [vm.name],
      values: [],
      notes: [
        `memory: ${size(instance.memory)} to start${vm.balloon === null ? '' : `, ${size(vm.balloon)} once ballooned`}`,
      ],
      locks: vmLocks(vm),
      steps: procedure.steps,
    };
  },
};
