import { randomBytes } from 'node:crypto';
import type { PendingRun } from '../../engine/claims.ts';
import type { Wanted, WantedStep } from '../../engine/plan.ts';
import { copyDisks } from '../../farm/disk-copies.ts';
import type { Farm } from '../../farm/farm.ts';
import { shortName, vmNamed, vmOfInstance } from '../../farm/naming.ts';
import { Procedure } from '../../farm/procedure.ts';
import type { ReadFarm } from '../../farm/read-parts.ts';
import { known } from '../../farm/reading.ts';
import type { DrillVm } from '../../farm/roles/hypervisor.ts';
import type { SourceDisk, SourceDisks } from '../../farm/roles/storage.ts';
import type { Vm } from '../../farm/settings.ts';
import type { FarmState, Instance } from '../../farm/state.ts';
import { drillName, trial } from '../drills.ts';
import { Refusal } from '../refusal.ts';
import { duration } from '../words.ts';
import { costOf } from './capacity.ts';
import { disksOf } from './copy-of.ts';
import { lookAtDisks, withContents } from './disk-contents.ts';
import { type InBin, inBin } from './in-bin.ts';
import { nodeLock } from './locks.ts';
import { refuseUnfitNode } from './node-fit.ts';
import { farmOn, groupOn } from './on-node.ts';
import { foundInstance, refuseUnfinished } from './vm.ts';

const mebi = 2 ** 20;

/** The part of its memory that a guest keeps at most: what it gives back has to be seen. */
const most = 7 / 8;

/** What is restored: a VM as it is now, or one that is in the bin. */
export type DrillSource = { readonly vm: Vm } & ({ readonly instance: Instance } | { readonly binned: InBin });

interface Seen {
  readonly state: FarmState;
  readonly pending: readonly PendingRun[];
  readonly read: ReadFarm;
}

/** What a word names: a VM that is there, else one in the bin; `run`: the one in the bin that this run destroyed. Throws Refusal. */
export function drillSource(farm: Farm, state: FarmState, word: string, run?: string): DrillSource {
  const name = shortName(farm, word.toLowerCase());
  const named = inBin(farm, state).filter(({ vm }) => vm === name);
  const isThere = known(state.instances, []).some((instance) => vmOfInstance(farm, instance.name)?.name === name);
  if (run === undefined && (isThere || named.length === 0)) {
    const seen = foundInstance(farm, word, state);
    refuseUnfinished(farm, seen);
    return seen;
  }
  const number = run?.replace(/^#/, '');
  const [binned, ...others] = named.filter((one) => number === undefined || String(one.run) === number);
  if (!binned) throw new Refusal(`${name} is not in the bin by a run ${number}. !bin shows what is.`);
  if (others.length > 0)
    throw new Refusal(
      `${name} is in the bin more than once. Say which:`,
      ...[binned, ...others].map((one) => `!drill ${name} ${one.run}, destroyed by ${one.by}`),
    );
  return { vm: vmNamed(farm, name), binned };
}

/** What restores a VM into one without network that is there for that alone, finds out whether it boots, and removes it. Throws Refusal. */
export async function drilling(farm: Farm, source: DrillSource, { state, pending, read }: Seen): Promise<Wanted> {
  const { vm: origin } = source;
  const node = 'instance' in source ? source.instance.node : source.binned.node;
  if (origin.balloon === null)
    throw new Refusal(
      `${origin.name} cannot be drilled: farm.yaml says that its guest has no balloon, and without network nothing else shows that it has booted.`,
    );
  refuseUnfitNode(farm, node, state);
  const there = farmOn(farm, node);
  const memory = whole(origin.memory);
  const kept = whole(Math.min(origin.balloon, memory * most));
  const serial = randomBytes(4).toString('hex');
  const vm: DrillVm = { name: drillName(origin.name), of: origin.name, serial, memory, kept };
  const found =
    'instance' in source ? disksOf(farm, origin, source.instance, state) : binnedDisks(farm, source.binned, state);
  const cost = costOf({ from: there, to: there }, { ...origin, name: vm.name, balloon: kept }, found, state, pending);
  const bare = { there: { ...there, personalise: false as const }, disks: found, notes: cost };
  const { disks, notes } = withContents(bare, await lookAtDisks(bare, read));
  const run = 'binned' in source ? ` ${source.binned.run}` : '';
  const what = 'binned' in source ? `${origin.name}, which run${run} put into the bin` : origin.name;
  const live = 'instance' in source && source.instance.running;
  return {
    command: `drill ${origin.name}${run}`,
    title: `drill ${what}`,
    subjects: [vm.name],
    sources: [origin.name],
    values: [
      ['instance', farm.roles.hypervisor.drill.instance(vm)],
      ...(farm.hypervisor.nodes.size > 1 ? [['node', node] as const] : []),
    ],
    notes: [
      ...notes,
      ...(live ? [`${origin.name} runs meanwhile, so what is restored is as after a power cut`] : []),
      `it has no network, and goes with its disks in the end, whether it boots within ${duration(farm.proof.timeout)} or not`,
      'that its guest gives memory back shows that its kernel and its drivers run, not that its services do',
    ],
    locks: [
      { key: `vm:${origin.name}`, mode: 'shared' },
      { key: `vm:${vm.name}`, mode: 'exclusive' },
      ...(farm.hypervisor.nodes.size > 1 ? [nodeLock(node, 'shared')] : []),
    ],
    steps: stepsOf(there, source, disks, vm),
    decisions: [
      trial(origin.name, 'binned' in source ? { binned: source.binned.run } : { macs: [...source.instance.macs] }),
    ],
  };
}

/** The steps in order, as an operator would note them. */
function stepsOf(there: Farm, source: DrillSource, disks: SourceDisks, vm: DrillVm): readonly WantedStep[] {
  const { hypervisor, storage } = there.roles;
  const { drill } = hypervisor;
  const steps = new Procedure();
  const frozen =
    'instance' in source
      ? steps.step('snapshot', {
          ...storage.snapshot(there, disks, vm, hypervisor.monitor(there, source.vm)),
          provided: hypervisor.onlyWhereSeen(there, source.vm, source.instance),
        })
      : // What is in the bin is of one instant whatever is copied first.
        disks.flatMap((disk) =>
          steps.step(
            disk.index === 0 ? 'snapshot' : `snapshot-disk${disk.index}`,
            storage.snapshot(there, [disk], vm, ''),
          ),
        );
  const copies = copyDisks(steps, there, { disks, vm }, frozen).flatMap(({ copied }) => copied);
  const added = steps.step('add', drill.add(there, disks, vm), copies);
  const started = steps.step('start', drill.start(there, vm), added);
  const proven = steps.step('proof', drill.proof(there, disks, vm), started);
  steps.step('remove', drill.remove(there, vm), proven);
  return steps.steps;
}

function whole(bytes: number): number {
  return Math.floor(bytes / mebi) * mebi;
}

/** The disks of a VM in the bin, to be copied. */
function binnedDisks(farm: Farm, { node, vm, volumes }: InBin, state: FarmState): SourceDisks {
  const [first, ...more] = volumes.map(({ name: volume, extents, group }, index): SourceDisk => {
    const { extentSize } = groupOn(farm, state, node, group);
    return { index, volume, ...(group !== undefined && { group }), extents, bytes: extents * extentSize };
  });
  if (!first) throw new Refusal(`${vm} has no disk in the bin.`);
  return [first, ...more];
}
