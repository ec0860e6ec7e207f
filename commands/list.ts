import type { Reading } from '../src/bot/command.ts';
import { disagreements } from '../src/bot/survey/disagreements.ts';
import { unknowns } from '../src/bot/survey/used.ts';
import { vmNames, vmState } from '../src/bot/survey/vm-state.ts';
import { counted, table } from '../src/bot/words.ts';

export const list: Reading = {
  name: 'list',
  kind: 'read',
  usage: 'list',
  summary: 'Lists the VMs.',
  examples: [{ say: 'list', shows: 'gallifrey' }],
  answer: async ({ farm, look }) => {
    const state = await look();
    const rows = vmNames(farm, state).map((name) => {
      const seen = vmState(farm, state, name);
      const differ = disagreements(farm, state, seen).length;
      const notes = [
        ...(seen.vm.protected ? ['protected'] : []),
        ...(differ > 0 ? [`${counted(differ, 'thing')} to look at`] : []),
      ];
      return [name, seen.instance?.status ?? 'no instance', seen.addresses[0] ?? '', notes.join(', ')];
    });
    const lines = rows.length > 0 ? table(rows) : ['There is no VM.'];
    return {
      tone: 'answer',
      lines: [...lines, ...unknowns(state).map((why) => `Not known: ${why}`)],
      more: '!status VM',
    };
  },
};
