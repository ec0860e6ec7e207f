import type { Planning } from '../src/bot/command.ts';
import { type Comparison, type Drifted, isDrifted } from '../src/bot/drift.ts';
import { comparisonText } from '../src/bot/drift-text.ts';
import { Refusal } from '../src/bot/refusal.ts';
import { someLeftOf } from '../src/bot/survey/left-of.ts';
import { vmLocks } from '../src/bot/survey/locks.ts';
import { refuseBack } from '../src/bot/survey/quota-back.ts';
import { againAfter } from '../src/engine/as-left.ts';
import type { WantedStep } from '../src/engine/plan.ts';
import { vmNamed } from '../src/farm/naming.ts';

export const restore: Planning = {
  name: 'restore',
  kind: 'plan',
  risk: 'disruptive',
  elsewhere: ['reapply', 'enforce'],
  usage: 'restore VM [STEP]',
  summary: 'Puts back what runs left of a VM where it was changed by hand.',
  details: [
    'The same steps again, with the same arguments, where they find something to do; of one step alone where one is named, as !blame VM shows it.',
    'What a person has put in its place is in the plan, and goes only while it is still that. !undo takes it back.',
  ],
  examples: [
    { after: ['clone gallifrey dev'], say: 'restore gallifrey-dev', shows: 'is as runs left it' },
    { say: 'restore gallifrey', shows: "it is not farmhand's doing" },
  ],
  plan: async (context) => {
    const { args, farm, drift, read } = context;
    const { vm, left } = await someLeftOf(context, args);
    const comparisons = await drift.compare(left, read);
    const drifted = comparisons.filter(isDrifted);
    if (drifted.length === 0) throw new Refusal(`${vm} is as runs left it.`, ...comparisons.flatMap(unknown));
    const steps = stepsOf(comparisons);
    const stays = drifted.flatMap(staying);
    if (steps.length === 0) throw new Refusal(`Nothing of ${vm} can be put back by itself:`, ...stays);
    await refuseBack(context, { steps });
    return {
      command: ['restore', vm, ...args.slice(1)].join(' '),
      title: `restore what runs left of ${vm}`,
      subjects: [vm],
      values: [],
      notes: [...drifted.filter((one) => !('none' in one.finding.back)).map((one) => noteOf(one)), ...stays],
      locks: vmLocks(vmNamed(farm, vm)),
      steps,
    };
  },
};

/** The steps that left what is otherwise, in their order, and those of what they end. */
function stepsOf(comparisons: readonly Comparison[]): readonly WantedStep[] {
  const steps: WantedStep[] = [];
  const ended = new Set<string>();
  for (const one of comparisons) {
    const { left } = one;
    const { lasting } = left.definition;
    const back = isDrifted(one) ? one.finding.back : undefined;
    const again = ended.has(left.name) && left.compared ? againAfter(left) : undefined;
    const invocation = again ?? (back && !('none' in back) ? back : undefined);
    if (!invocation) continue;
    for (const name of lasting.ends?.(left.args) ?? []) ended.add(name);
    const last = steps.at(-1);
    steps.push({ ...invocation, id: idOf(left.step.id, steps), after: last ? [last.id] : [] });
  }
  return steps;
}

/** Steps of several runs may have one id. */
function idOf(id: string, steps: readonly WantedStep[]): string {
  const taken = new Set(steps.map((step) => step.id));
  for (let number = 2, one = id; ; number += 1) {
    if (!taken.has(one)) return one;
    one = `${id}-${number}`;
  }
}

function noteOf(one: Drifted): string {
  return `${one.left.step.title}: ${comparisonText(one)}`;
}

function staying(one: Drifted): readonly string[] {
  const { back } = one.finding;
  return 'none' in back ? [`stays: ${noteOf(one)} (${back.none})`] : [];
}

function unknown({ finding }: Comparison): readonly string[] {
  return finding?.is === 'untold' ? [`Not known: ${finding.why}`] : [];
}
