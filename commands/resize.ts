import type { Planning } from '../src/bot/command.ts';
import { resizeWords } from '../src/bot/survey/resize-words.ts';
import { resizing } from '../src/bot/survey/resizing.ts';
import { withEvidence } from '../src/bot/survey/with-evidence.ts';

export const resize: Planning = {
  name: 'resize',
  kind: 'plan',
  risk: 'disruptive',
  elsewhere: ['grow', 'scale', 'enlarge', 'modify', 'cpu', 'cpus', 'vcpus', 'disk'],
  usage: 'resize VM [--memory SIZE] [--vcpus N] [--disk [N:]SIZE]',
  summary: 'Gives a VM more or less memory, other virtual CPUs, or a larger disk; alone, it says what the VM has.',
  details: ({ roles }) => [
    `Memory: a running VM gets it at once by its balloon, up to what ${roles.hypervisor.title} gives it; beyond that, its maximum is raised.`,
    'A maximum and virtual CPUs count from the next start on: !restart, when it suits. No VM is restarted by this.',
    'A disk only grows, which cannot be undone; !undo takes the rest back. Its guest then has to grow its file system.',
    'SIZE is like 512M or 2G; of a VM with several disks 1:2G, where 0 is the first.',
  ],
  examples: [
    { say: 'resize gallifrey', shows: '1 virtual CPU' },
    { say: 'resize gallifrey --memory 8G --vcpus 2', shows: 'at most 4 GiB → 8 GiB' },
    { say: 'resize gallifrey --disk 1G', shows: 'cannot be undone' },
    { say: 'resize gallifrey --disk 1M', shows: 'never shrink' },
  ],
  plan: async (context) => {
    const [name = '', ...words] = context.args;
    const asked = resizeWords(words);
    const { wanted, shrinks } = await resizing(context, name, asked);
    const [vm = name] = wanted.subjects;
    const onlyMemory = asked.memory !== undefined && asked.vcpus === undefined && asked.disk === undefined;
    const command = ['resize', vm, ...words].join(' ');
    const plan = { ...wanted, command, ...(onlyMemory && { deed: 'memory' }) };
    return shrinks ? withEvidence(context, plan) : plan;
  },
};
