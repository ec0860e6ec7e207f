import type { Reading } from '../src/bot/command.ts';
import { disagreements } from '../src/bot/survey/disagreements.ts';
import { stateOf, vmStates } from '../src/bot/survey/vm-state.ts';
import { counted, table } from '../src/bot/words.ts';
import { known, unknowns } from '../src/farm/reading.ts';

export const list: Reading = {
  name: 'list',
  kind: 'read',
  elsewhere: ['ls', 'vms', 'instances', 'inventory', 'machines'],
  usage: 'list',
  summary: 'Lists the VMs.',
  examples: [{ say: 'list', shows: 'gallifrey' }],
  answer: async ({ farm, recent }) => {
    const state = await recent.look();
    const several = known(state.nodes, []).length > 1;
    const rows = vmStates(farm, state).map((seen) => {
      const differ = disagreements(farm, state, seen).length;
      const notes = [
        ...(seen.vm.protected ? ['protected'] : []),
        ...(differ > 0 ? [`${counted(differ, 'thing')} to look at`] : []),
      ];
      return [
        seen.vm.name,
        stateOf(seen),
        ...(several ? [seen.instance?.node ?? ''] : []),
        seen.addresses[0] ?? '',
        notes.join(', '),
      ];
    });
    const missing = unknowns(state);
    const none = missing.length > 0 ? 'I found no VM, and could not look everywhere:' : 'There is no VM.';
    const lines = rows.length > 0 ? table(rows) : [none];
    return {
      tone: 'answer',
      lines: [...lines, ...missing.map((why) => `Not known: ${why}`)],
      more: '!status VM',
    };
  },
};
