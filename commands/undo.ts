import type { CommandContext, Planning } from '../src/bot/command.ts';
import { unfreezing } from '../src/bot/freezes.ts';
import { identified } from '../src/bot/identified.ts';
import { lostForGood } from '../src/bot/losses.ts';
import { Refusal } from '../src/bot/refusal.ts';
import { inBin } from '../src/bot/survey/in-bin.ts';
import { placedAgain } from '../src/bot/survey/place-again.ts';
import { refuseBack } from '../src/bot/survey/quota-back.ts';
import { onDisks, size } from '../src/bot/words.ts';
import type { Invocation } from '../src/engine/action.ts';
import type { RunView } from '../src/engine/run.ts';
import type { Farm } from '../src/farm/farm.ts';
import { groupsOf } from '../src/farm/groups.ts';
import { vmOfInstance } from '../src/farm/naming.ts';
import { known, knownOnNodes } from '../src/farm/reading.ts';

export const undo: Planning = {
  name: 'undo',
  kind: 'plan',
  risk: 'destructive',
  elsewhere: ['rollback', 'revert', 'back'],
  usage: 'undo [N]',
  summary: 'Takes run N back; without N, the last of your runs that ended.',
  details: [
    'It is a plan like any other, made from what the run really changed; what others changed since is left alone.',
    'What a run made belongs to the VM it was made for: where that is gone, or another has its name, there is nothing to undo.',
    'Who may not ask for what it comes to may not undo: of a clone it destroys a VM, of a destruction it makes one, as !clone does.',
    'It takes the approval of its worst step. Less only for a run that stopped before its VM was started, and holds it still.',
  ],
  examples: [
    { after: ['clone gallifrey dev'], say: 'undo 1', shows: 'undo run 1: clone gallifrey to gallifrey-dev' },
    { say: 'undo 99', shows: 'There is no run 99' },
  ],
  plan: async (context) => {
    const { args, runService, undoing, foresee } = context;
    const view = args[0] === undefined ? await latest(context) : await runService.run(args[0]);
    try {
      const wanted = await placedAgain(context, await undoing(view.run));
      foresee(wanted.steps);
      refuseProtected(context.farm, wanted.steps);
      const decisions = await refuseBack(context, wanted);
      return {
        ...wanted,
        ...(decisions.length > 0 && { decisions }),
        ...unfreezing(wanted.decisions, identified(context).name, new Date()),
        losses: await losses(context, wanted.steps),
      };
    } catch (error) {
      throw error instanceof Refusal ? new Refusal(...error.lines, ...(await instead(view, context))) : error;
    }
  },
};

/** The asker's newest run that ended, did something that is not gone, and is no undoing itself. Throws Refusal. */
async function latest(context: CommandContext): Promise<RunView> {
  const { runService } = context;
  const person = identified(context);
  for (const { run, by, state } of await runService.runs({ limit: 200 })) {
    if (by !== person.name || !(state === 'done' || state === 'failed' || state === 'cancelled')) continue;
    const view = await runService.run(String(run));
    if (view.plan.undoes !== undefined || view.steps.every(({ attempt }) => attempt === 0)) continue;
    if (!(await runService.isGone(view))) return view;
  }
  throw new Refusal('None of your runs can be undone. !runs lists everybody’s; !undo N takes back run N.');
}

/** Throws Refusal when a step stops a protected VM, or removes it or a disk of it. */
function refuseProtected(farm: Farm, steps: readonly Invocation[]): void {
  const { hypervisor, storage } = farm.roles;
  for (const step of steps) {
    const instance = hypervisor.stops(step);
    const vm = instance === undefined ? farm.vms.get(storage.removes(step) ?? '') : vmOfInstance(farm, instance);
    if (vm?.protected) throw new Refusal(`${vm.name} is protected; farm.yaml says so, under vms.`);
  }
}

/** What the steps lose for good, in words. */
async function losses({ farm, look }: CommandContext, steps: readonly Invocation[]): Promise<readonly string[]> {
  const { hypervisor, storage: disksOf } = farm.roles;
  const removed = steps.flatMap((step) => hypervisor.removes(step) ?? []);
  const volumes = steps.flatMap((step) => disksOf.removes(step) ?? []);
  if (removed.length + volumes.length === 0) return [];
  const { instances, storage } = await look();
  const disks = known(instances, [])
    .filter(({ name }) => removed.includes(name))
    .map(({ disks }) => onDisks(disks));
  const left = knownOnNodes(storage)
    .flatMap(([, on]) => groupsOf(on))
    .flatMap(({ volumes: all, volumeGroup }) =>
      all
        .filter((volume) => volumes.includes(volume.name) && !disksOf.isPlaceholder(volume))
        .map(({ name, extents }) => `what is on the volume ${name} (${size(extents * volumeGroup.extentSize)})`),
    );
  return [...disks, ...left].map(lostForGood);
}

/** What to type where a VM that was destroyed cannot be brought back: the command that made it. */
async function instead(
  { run: destroyed, plan }: RunView,
  { farm, look, runService }: CommandContext,
): Promise<readonly string[]> {
  if (!plan.command.startsWith('destroy ')) return [];
  if (inBin(farm, await look()).some(({ run }) => run === destroyed)) return [];
  for (const { run } of await runService.runs({ subject: plan.subjects[0] ?? '', limit: 50 })) {
    const earlier = await runService.run(String(run));
    if (earlier.plan.command.startsWith('clone ')) return [`!${earlier.plan.command} makes it anew.`];
  }
  return [];
}
