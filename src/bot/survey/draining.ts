import type { PendingRun } from '../../engine/claims.ts';
import type { Wanted } from '../../engine/plan.ts';
import type { Farm } from '../../farm/farm.ts';
import { vmOfInstance } from '../../farm/naming.ts';
import { Procedure } from '../../farm/procedure.ts';
import { knownOnNodes } from '../../farm/reading.ts';
import type { Vm } from '../../farm/settings.ts';
import type { FarmState, Instance, Node } from '../../farm/state.ts';
import type { CommandContext } from '../command.ts';
import { Refusal } from '../refusal.ts';
import { counted, listed, size } from '../words.ts';
import { nodeLock, vmLocks } from './locks.ts';
import { memoryLeft, nodeFor, whyNotTo } from './node-for.ts';
import { nodeNamed } from './node-named.ts';
import { required } from './required.ts';

type Context = Pick<CommandContext, 'farm' | 'look' | 'pending'>;

/** A VM that leaves the node, and where it goes. */
interface Leaving {
  readonly vm: Vm;
  readonly instance: Instance;
  readonly to: string;
}

/** What becomes of the instances of a node. */
interface Drained {
  /** In the order they are to go. */
  readonly leaving: readonly Leaving[];
  /** Those that cannot go, each with why and what to do. */
  readonly staying: readonly string[];
}

/** A node's VMs go to others, one after the other, and it is given no more. Throws Refusal. */
export async function draining({ farm, look, pending }: Context, word: string, leave: boolean): Promise<Wanted> {
  const state = await look();
  const nodes = required('the nodes', state.nodes);
  const node = nodeNamed(word, nodes);
  const { hypervisor } = farm.roles;
  const instances = required(hypervisor.title, state.instances).filter((one) => one.node === node.name);
  if (node.standing === 'offline') refuseOffline(farm, node, instances);
  const { leaving, staying } = whoLeaves(farm, state, node, await pending());
  if (staying.length > 0 && !leave)
    throw new Refusal(
      `${counted(staying.length, 'VM')} of ${node.name} cannot leave it as it is:`,
      ...staying,
      `!drain ${node.name} --leave leaves ${staying.length === 1 ? 'it' : 'them'} there, and brings the others away.`,
    );

  const procedure = new Procedure();
  let last = procedure.step('drain', hypervisor.drain(farm, node.name));
  for (const [index, { vm, instance, to }] of leaving.entries()) {
    const going = { instance, to, runs: instance.running === true };
    const step = hypervisor.migrate(farm, vm, going, node.standing === 'in use');
    const provided = hypervisor.onlyFor(farm, vm, instance);
    last = procedure.step(`migrate-${index + 1}`, { ...step, provided }, last);
  }
  const targets = [...new Set(leaving.map(({ to }) => to))];
  return {
    command: `drain ${node.name}${leave ? ' --leave' : ''}`,
    title: `drain ${node.name}`,
    subjects: leaving.map(({ vm }) => vm.name),
    values: targets.map((to) => [`to ${to}`, listed(leaving.filter((one) => one.to === to).map(({ vm }) => vm.name))]),
    notes: [
      ...targets.map((to) => memoryNote(to, leaving, nodes)),
      ...mirrorNote(state, node),
      ...staying.map((why) => `stays on ${node.name}: ${why}`),
    ],
    locks: [
      ...leaving.flatMap(({ vm }) => vmLocks(vm)),
      nodeLock(node.name, 'exclusive'),
      ...targets.map((to) => nodeLock(to, 'shared')),
    ],
    steps: procedure.steps,
  };
}

/** Nothing can be migrated from a dead node. */
function refuseOffline({ roles }: Farm, { name }: Node, instances: readonly Instance[]): never {
  const mirrored = instances.filter((one) => roles.hypervisor.carries(one) !== 'copy');
  throw new Refusal(
    `${name} is offline, and nothing is migrated from there.`,
    ...(mirrored.length === 0
      ? [`No VM of it has its disks anywhere else.`]
      : [
          `!migrate VM --failover has one go on at the other copy of its disks: ${listed(mirrored.map((one) => one.name))}.`,
        ]),
  );
}

/**
 * Those that can go, the largest first, each where there is room for it after those before it: it needs what it may have for a moment, and then
 * takes what its balloon leaves it.
 */
function whoLeaves(farm: Farm, state: FarmState, node: Node, pending: readonly PendingRun[]): Drained {
  const nodes = required('the nodes', state.nodes);
  const balloons = new Map(knownOnNodes(state.balloons).flatMap(([, all]) => [...all]));
  const instances = required(farm.roles.hypervisor.title, state.instances)
    .filter((one) => one.node === node.name)
    .toSorted((a, b) => b.memory - a.memory || (a.name < b.name ? -1 : 1));
  const taken = new Map<string, number>();
  const leaving: Leaving[] = [];
  const staying: string[] = [];
  for (const instance of instances) {
    const vm = vmOfInstance(farm, instance.name);
    const left = nodes.map((one) => ({ ...one, memoryFree: one.memoryFree - (taken.get(one.name) ?? 0) }));
    const way = wayOf(farm, vm, instance, left, pending);
    if ('stays' in way) {
      staying.push(`${vm?.name ?? instance.name}: ${way.stays}`);
      continue;
    }
    const { to } = way;
    leaving.push({ vm: way.vm, instance, to });
    if (instance.running) taken.set(to, (taken.get(to) ?? 0) + (balloons.get(instance.name) ?? instance.memory));
  }
  return { leaving, staying };
}

function wayOf(
  farm: Farm,
  vm: Vm | undefined,
  instance: Instance,
  nodes: readonly Node[],
  pending: readonly PendingRun[],
): { readonly vm: Vm; readonly to: string } | { readonly stays: string } {
  if (!vm) return { stays: 'by the naming rules of farm.yaml it is no VM of the farm' };
  if (!['up', 'down'].includes(instance.health))
    return { stays: `${farm.roles.hypervisor.title} says ${instance.status}: !start or !stop it first` };
  const carried = farm.roles.hypervisor.carries(instance);
  if (carried === 'copy')
    return {
      stays: `its disks are on ${instance.node} alone: !migrate ${vm.name} moves it with them${instance.running ? ', and it is down meanwhile' : ''}`,
    };
  try {
    const to = nodeFor({ name: vm.name, instance, carried, asked: undefined }, nodes, pending);
    const why = whyNotTo(to, instance.running ? instance.memory : 0, memoryLeft(to, pending));
    return why === undefined ? { vm, to: to.name } : { stays: why };
  } catch (error) {
    if (error instanceof Refusal) return { stays: error.message };
    throw error;
  }
}

function memoryNote(to: string, leaving: readonly Leaving[], nodes: readonly Node[]): string {
  const going = leaving.filter((one) => one.to === to && one.instance.running);
  const most = going.reduce((sum, { instance }) => sum + instance.memory, 0);
  const free = nodes.find(({ name }) => name === to)?.memoryFree ?? 0;
  return `memory: ${counted(going.length, 'running VM')} to ${to}, which may have ${size(most)}; it has ${size(free)} free`;
}

/** The node keeps the mirrors of others' disks. */
function mirrorNote({ instances }: FarmState, { name }: Node): readonly string[] {
  const mirrored = 'known' in instances ? instances.known.filter((one) => one.secondaries.includes(name)) : [];
  if (mirrored.length === 0) return [];
  return [`${counted(mirrored.length, 'other VM')} will have the mirror of the disks on ${name} still`];
}
