import type { Planning } from '../src/bot/command.ts';
import { Refusal } from '../src/bot/refusal.ts';
import { vmLocks } from '../src/bot/survey/locks.ts';
import { foundInstance, isRunning } from '../src/bot/survey/vm.ts';
import { size } from '../src/bot/words.ts';
import { Procedure } from '../src/farm/procedure.ts';
import { parseSize } from '../src/farm/units.ts';

/** Bytes below which a guest is more likely to die than to shrink. */
const least = 128 * 2 ** 20;

export const memory: Planning = {
  name: 'memory',
  kind: 'plan',
  risk: 'disruptive',
  elsewhere: ['mem', 'ram', 'balloon', 'resize'],
  usage: 'memory VM SIZE',
  summary: 'Gives a running VM more or less memory, by its balloon.',
  details: ({ roles }) => [
    `At most what ${roles.hypervisor.title} gives it; it lasts until the VM is started again. SIZE is like 512M or 2G.`,
  ],
  examples: [
    { say: 'memory gallifrey 2G', shows: '1 GiB → 2 GiB of 4 GiB' },
    { say: 'memory gallifrey 9G', shows: 'has at most 4 GiB' },
    { say: 'memory gallifrey lots', shows: 'is no size' },
  ],
  plan: async ({ args: [name = '', wanted = ''], farm, look }) => {
    const bytes = parseSize(wanted);
    if (bytes === undefined) throw new Refusal(`"${wanted}" is no size, such as 512M or 2G.`);
    const { vm, instance, balloon } = foundInstance(farm, name, await look());
    if (!isRunning(farm, vm, instance))
      throw new Refusal(`${vm.name} is down, so it has no memory to change. !start ${vm.name}`);
    if (bytes > instance.memory) throw new Refusal(`${vm.name} has at most ${size(instance.memory)}.`);
    if (bytes < least) throw new Refusal(`${size(bytes)} is less than a guest can live with: at least ${size(least)}.`);
    const { hypervisor } = farm.roles;
    const procedure = new Procedure(hypervisor.onlyFor(farm, vm, instance));
    procedure.step('balloon', hypervisor.memory(farm, vm, bytes));
    const now = balloon === undefined ? '' : `${size(balloon)} → `;
    return {
      command: `memory ${vm.name} ${wanted.toUpperCase()}`,
      title: `give ${vm.name} ${size(bytes)} of memory`,
      subjects: [vm.name],
      values: [['memory', `${now}${size(bytes)} of ${size(instance.memory)}`]],
      notes: [],
      locks: vmLocks(vm),
      steps: procedure.steps,
    };
  },
};
