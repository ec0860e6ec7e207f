import type { Planning } from '../src/bot/command.ts';
import { resizeWords } from '../src/bot/survey/resize-words.ts';
import { resizing } from '../src/bot/survey/resizing.ts';
import { withEvidence } from '../src/bot/survey/with-evidence.ts';

export const memory: Planning = {
  name: 'memory',
  kind: 'plan',
  risk: 'disruptive',
  elsewhere: ['mem', 'ram', 'balloon'],
  usage: 'memory VM SIZE',
  summary: 'Gives a VM more or less memory: short for !resize VM --memory SIZE.',
  details: ({ roles }) => [
    `A running VM gets it at once by its balloon, up to what ${roles.hypervisor.title} gives it; it lasts until the VM is started again.`,
    'Beyond that, and where it is down, its maximum is changed, from its next start on. SIZE is like 512M or 2G.',
  ],
  examples: [
    { say: 'memory gallifrey 2G', shows: '1 GiB → 2 GiB of 4 GiB' },
    { say: 'memory gallifrey 9G', shows: 'at most 4 GiB → 9 GiB' },
    { say: 'memory gallifrey lots', shows: 'is no size' },
  ],
  plan: async (context) => {
    const [name = '', size = ''] = context.args;
    const { wanted, shrinks } = await resizing(context, name, resizeWords(['--memory', size]));
    const [vm = name] = wanted.subjects;
    const plan = { ...wanted, command: `memory ${vm} ${size.toUpperCase()}` };
    return shrinks ? withEvidence(context, plan) : plan;
  },
};
