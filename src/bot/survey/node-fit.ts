import type { Farm } from '../../farm/farm.ts';
import { known } from '../../farm/reading.ts';
import type { FarmState, Instance } from '../../farm/state.ts';
import { Refusal } from '../refusal.ts';
import { listed, size } from '../words.ts';
import { required } from './required.ts';

/** Throws Refusal where the node that a clone would go to is given no VMs by the hypervisor. */
export function refuseUnfitNode({ roles }: Farm, node: string, state: FarmState): void {
  const { title } = roles.hypervisor;
  const all = required('the nodes', state.nodes);
  const found = all.find(({ name }) => name === node);
  if (!found || found.standing === 'in use') return;
  const fit = all.filter(({ standing }) => standing === 'in use').map(({ name }) => name);
  throw new Refusal(
    `${node} is ${found.standing}: ${title} gives it no VMs.`,
    fit.length > 0 ? `In use: ${listed(fit)}.` : 'No node is in use.',
  );
}

/**
 * Notes on what a node can no longer take over once so many more bytes of its memory are taken: of each other node, the VMs that have this one as
 * their secondary must all find room on it: N+1.
 */
export function failoverNotes({ roles }: Farm, node: string, taken: number, state: FarmState): readonly string[] {
  const inherited = known(state.instances, []).filter(({ secondaries }) => secondaries.includes(node));
  const free = freeOn(node, state) - taken;
  return [...Map.groupBy(inherited, (instance) => instance.node)].flatMap(([primary, instances]) =>
    whereFailed({ primary, node, needed: memoryOf(instances), free, title: roles.hypervisor.title }),
  );
}

/** The same of one more VM on a node, with so many bytes of memory, that has the other one as its secondary; `promised`: bytes that runs will take of that one's memory. */
export function mirrorNotes(
  { roles }: Farm,
  {
    primary,
    node,
    memory,
    promised,
  }: { readonly primary: string; readonly node: string; readonly memory: number; readonly promised: number },
  state: FarmState,
): readonly string[] {
  const inherited = known(state.instances, []).filter(
    (instance) => instance.node === primary && instance.secondaries.includes(node),
  );
  const free = freeOn(node, state) - promised;
  return whereFailed({ primary, node, needed: memoryOf(inherited) + memory, free, title: roles.hypervisor.title });
}

interface Failed {
  readonly primary: string;
  readonly node: string;
  /** Bytes of memory. */
  readonly needed: number;
  readonly free: number;
  readonly title: string;
}

function whereFailed({ primary, node, needed, free, title }: Failed): readonly string[] {
  if (needed <= free) return [];
  return [
    `if ${primary} failed, ${node} could not start all of its VMs: they take ${size(needed)} of memory, and ${size(Math.max(0, free))} would be free (${title}'s verify will complain)`,
  ];
}

function freeOn(node: string, { nodes }: FarmState): number {
  return known(nodes, []).find(({ name }) => name === node)?.memoryFree ?? 0;
}

function memoryOf(instances: readonly Instance[]): number {
  return instances.reduce((sum, { memory }) => sum + memory, 0);
}
