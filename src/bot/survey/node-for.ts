import type { PendingRun } from '../../engine/claims.ts';
import type { Instance, Node } from '../../farm/state.ts';
import { Refusal } from '../refusal.ts';
import { listed, size } from '../words.ts';
import { memoryPromised } from './reserved.ts';

/** Where an instance may go, by how its disks are kept. */
type Carried = 'mirror' | 'shared' | 'copy';

/** Bytes of memory a node has for more instances, beyond what runs that are not over will take of it. */
export function memoryLeft(node: Node, pending: readonly PendingRun[]): number {
  return Math.max(0, node.memoryFree - memoryPromised(pending, node.name));
}

/** Why a node is not given an instance that takes so many bytes of the memory that it has left, in words; undefined: it can be. */
export function whyNotTo({ name, standing }: Node, takes: number, left: number): string | undefined {
  if (standing !== 'in use') return `${name} is ${standing}`;
  return takes > left ? `${name} has ${size(left)} of memory for it, and it takes ${size(takes)}` : undefined;
}

/** What is asked for of a VM that is to go to another node. */
interface Going {
  /** The VM's name. */
  readonly name: string;
  readonly instance: Pick<Instance, 'node' | 'secondaries'>;
  readonly carried: Carried;
  /** The node that was asked for. */
  readonly asked: Node | undefined;
}

/** The node a VM goes to: that of its mirror, the one asked for, or the one with the most memory left. Throws Refusal. */
export function nodeFor(
  { name, instance, carried, asked }: Going,
  nodes: readonly Node[],
  pending: readonly PendingRun[],
): Node {
  if (asked?.name === instance.node) throw new Refusal(`${name} is on ${asked.name} already.`);
  if (carried === 'mirror') {
    const mirrors = nodes.filter((node) => instance.secondaries.includes(node.name));
    const [mirror] = mirrors;
    if (!mirror)
      throw new Refusal(`${name} has no mirror of its disks on another node, so there is none it can go to.`);
    if (!asked || mirrors.includes(asked)) return asked ?? mirror;
    throw new Refusal(
      `${name} can only go to ${listed(mirrors.map((one) => one.name))}, where the mirror of its disks is, and not to ${asked.name}.`,
      `!migrate ${name} brings it there. For ${asked.name} its mirror has to be made there first, which copies its disks.`,
    );
  }
  if (asked) return asked;
  const [best] = nodes
    .filter((node) => node.name !== instance.node && node.standing === 'in use')
    .toSorted((a, b) => memoryLeft(b, pending) - memoryLeft(a, pending));
  if (!best) throw new Refusal(`There is no other node that ${name} could go to.`);
  return best;
}
