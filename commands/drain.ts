import type { Planning } from '../src/bot/command.ts';
import { saidWith } from '../src/bot/options.ts';
import { draining } from '../src/bot/survey/draining.ts';

export const drain: Planning = {
  name: 'drain',
  kind: 'plan',
  risk: 'disruptive',
  elsewhere: ['evacuate', 'cordon', 'empty', 'maintenance'],
  usage: 'drain NODE [--leave]',
  summary: 'Brings every VM of a node to others, one after the other, and has it given no more.',
  details: [
    'Each goes to the node that has the mirror of its disks, and goes on running; what is down stays down.',
    'What cannot go so, as with disks on that node alone, is named, with what to do; --leave leaves it there.',
    '!undo has the node given VMs again, and brings back those that were brought away.',
  ],
  examples: [
    { say: 'drain host01', shows: 'gallifrey: its disks are on host01.farm alone' },
    { say: 'drain host1', shows: 'Did you mean host01.farm?' },
  ],
  plan: async (context) => {
    const { words, options } = saidWith({ '--leave': null }, context.args, 1);
    return draining(context, words[0] ?? '', options.has('--leave'));
  },
};
