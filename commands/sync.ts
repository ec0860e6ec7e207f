import type { Planning } from '../src/bot/command.ts';
import { Refusal } from '../src/bot/refusal.ts';
import { twoBuilders } from '../src/bot/survey/builder.ts';
import { vmLocks } from '../src/bot/survey/locks.ts';
import { listed } from '../src/bot/words.ts';
import { Procedure } from '../src/farm/procedure.ts';

export const sync: Planning = {
  name: 'sync',
  kind: 'plan',
  risk: 'disruptive',
  elsewhere: ['align', 'apply'],
  usage: 'sync FROM TO',
  summary: 'Sets a packaging farm as another, but for the variables that are its own.',
  details: ({ roles }) => [
    `What changes is ${roles.builder.filesTitle}; !diff FROM TO shows it beforehand, !plan N all of it.`,
    'Lines of the variables farm.yaml keeps for TO stay as they are. !undo takes the change back, and leaves what others changed since.',
  ],
  examples: [
    { after: ['clone gallifrey dev'], say: 'sync gallifrey gallifrey-dev', shows: 'set gallifrey-dev as gallifrey' },
    { say: 'sync gallifrey gallifrey', shows: 'Name two VMs' },
  ],
  plan: async ({ args: [from = '', to = ''], farm, look, read }) => {
    const [source, target] = await twoBuilders(farm, [from, to], await look(), read);
    const drifts = farm.roles.builder.driftOf(source.files, target.files, target.build.keep);
    if (drifts.length === 0) throw new Refusal(`${target.vm.name} is set as ${source.vm.name} already.`);
    const procedure = new Procedure(target.instance && farm.roles.hypervisor.onlyFor(farm, target.vm, target.instance));
    procedure.step('settings', farm.roles.builder.lines(target.build, drifts));
    return {
      command: `sync ${source.vm.name} ${target.vm.name}`,
      title: `set ${target.vm.name} as ${source.vm.name}`,
      subjects: [target.vm.name],
      sources: [source.vm.name],
      values: [],
      notes: [
        ...drifts.map(({ path, hunks }) => {
          const [removed, added] = (['removed', 'added'] as const).map(
            (which) => hunks.flatMap((hunk) => hunk[which]).length,
          );
          return `${path}: ${removed} lines go, ${added} come`;
        }),
        `stays as it is: ${listed(target.build.keep)}`,
      ],
      locks: [{ key: `vm:${source.vm.name}`, mode: 'shared' }, ...vmLocks(target.vm)],
      steps: procedure.steps,
    };
  },
};
