import type { Planning } from '../../../src/bot/command.ts';
import { Refusal } from '../../../src/bot/refusal.ts';
import { vmLocks } from '../../../src/bot/survey/locks.ts';
import { found } from '../../../src/bot/survey/vm.ts';
import { Procedure } from '../../../src/farm/procedure.ts';

export const pointer: Planning = {
  name: 'pointer',
  kind: 'plan',
  risk: 'safe',
  usage: 'pointer VM',
  summary: 'Gives a VM its reverse DNS record back.',
  examples: [
    { say: 'pointer gallifrey', shows: 'Nothing to do' },
    { say: 'pointer galifrey', shows: 'Did you mean gallifrey?' },
  ],
  plan: async ({ args: [name = ''], farm, look }) => {
    const { vm, addresses } = found(farm, name, await look());
    const [address] = addresses;
    if (address === undefined) throw new Refusal(`${vm.name} has no address in DNS for a record to point back from.`);
    const procedure = new Procedure();
    procedure.step('ptr-record', farm.roles.dns.pointer(farm, { instance: vm.instance, address }));
    return {
      command: `pointer ${vm.name}`,
      title: `point ${address} to ${vm.name}`,
      subjects: [vm.name],
      values: [['address', address]],
      notes: [],
      locks: vmLocks(vm),
      steps: procedure.steps,
    };
  },
};
