import type { PendingRun } from '../../engine/claims.ts';
import type { Farm } from '../../farm/farm.ts';
import { groupNamed } from '../../farm/groups.ts';
import { known } from '../../farm/reading.ts';
import type { SourceDisk } from '../../farm/roles/storage.ts';
import type { Vm } from '../../farm/settings.ts';
import type { FarmState, Instance, Node } from '../../farm/state.ts';
import { Refusal } from '../refusal.ts';
import { costOf } from './capacity.ts';
import { cloneMirror } from './clone-mirror.ts';
import { refuseUnfitNode } from './node-fit.ts';
import { hostOrNode } from './node-named.ts';
import { farmOn } from './on-node.ts';
import { required } from './required.ts';

/** What a copy is made of, before its place is chosen. */
interface Wanted {
  readonly farm: Farm;
  readonly origin: Vm;
  readonly instance: Instance;
  readonly disks: readonly SourceDisk[];
  /** The copy. */
  readonly vm: Vm;
  /** The node that was asked for, as typed. */
  readonly asked?: string;
  /** The node that is to have its disks too. */
  readonly mirror?: string;
}

/** Where a copy is made. */
export interface ClonePlace {
  readonly node: string;
  /** What it costs there, and why it is there, where that is not where its source is. */
  readonly notes: readonly string[];
}

/** The node a copy goes to: the one asked for; else its source's; where that cannot have it, the one with the most room. Throws Refusal. */
export function clonePlace(wanted: Wanted, state: FarmState, pending: readonly PendingRun[]): ClonePlace {
  const { farm, origin, instance, asked } = wanted;
  const { roles, hypervisor } = farm;
  const home = instance.node;
  const all = required('the nodes', state.nodes);
  const source = all.find(({ name }) => name === home);
  if (!source) throw new Refusal(`${roles.hypervisor.title} has no node ${home}, where ${origin.name} is.`);
  if (source.standing === 'offline')
    throw new Refusal(`${home}, where ${origin.name} is, is offline: its disks cannot be copied.`);

  if (asked !== undefined) {
    const node = hostOrNode(farm, asked, all).name;
    const cost = costThere(wanted, node, state, pending);
    return { node, notes: [...cost, ...(node === home ? [] : [way(farm, home, node)])] };
  }
  const [here, ...others] = [source, ...all.filter((one) => one !== source && hypervisor.nodes.has(one.name))].map(
    (node) => ({ node, ...tried(() => costThere(wanted, node.name, state, pending)) }),
  );
  if (here?.cost) return { node: home, notes: here.cost };
  const [best] = others
    .filter(({ cost }) => cost)
    .toSorted((a, b) => roomOf(b.node, wanted.disks, state) - roomOf(a.node, wanted.disks, state));
  const why = here?.refusal?.lines ?? [];
  if (!best?.cost) {
    const elsewhere = others.flatMap(({ node, refusal }) => (refusal ? [`${node.name}: ${refusal.lines[0]}`] : []));
    throw new Refusal(...why.slice(0, 1), ...elsewhere);
  }
  const node = best.node.name;
  return {
    node,
    notes: [...best.cost, `it goes to ${node}, and not where its source is: ${why[0]}`, way(farm, home, node)],
  };
}

/** Lines for the plan. Throws Refusal where the node cannot have it. */
function costThere(
  { farm, instance, disks, vm, mirror }: Wanted,
  node: string,
  state: FarmState,
  pending: readonly PendingRun[],
): readonly string[] {
  refuseUnfitNode(farm, node, state);
  const [from, to] = [farmOn(farm, instance.node), farmOn(farm, node)];
  const cost = costOf({ from, to }, vm, disks, state, pending);
  return mirror === undefined ? cost : [...cost, ...cloneMirror({ to, vm, disks, mirror }, state, pending)];
}

/** What the work gives, or why it is refused. */
function tried(work: () => readonly string[]): { readonly cost?: readonly string[]; readonly refusal?: Refusal } {
  try {
    return { cost: work() };
  } catch (error) {
    if (error instanceof Refusal) return { refusal: error };
    throw error;
  }
}

/** How much a node has left, of what it has least: a part of its memory, or of a volume group that the disks go to. */
function roomOf({ name, memoryFree, memoryTotal }: Node, disks: readonly SourceDisk[], { storage }: FarmState): number {
  const on = known(storage.get(name), undefined);
  const parts = disks.map(({ group }) => {
    const found = on && groupNamed(on, group)?.volumeGroup;
    return found ? found.freeExtents / found.extents : 0;
  });
  return Math.min(memoryFree / memoryTotal, ...parts);
}

function way({ hypervisor: { nodes }, roles }: Farm, from: string, to: string): string {
  return `its disks go over the network, from ${nodes.get(from) ?? from} to ${nodes.get(to) ?? to} by ${roles.hypervisor.title}'s SSH`;
}
