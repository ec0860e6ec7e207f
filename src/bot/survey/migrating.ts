import type { Wanted } from '../../engine/plan.ts';
import type { Farm } from '../../farm/farm.ts';
import { onNode } from '../../farm/on-node.ts';
import { Procedure } from '../../farm/procedure.ts';
import type { Vm } from '../../farm/settings.ts';
import type { Instance, Node } from '../../farm/state.ts';
import type { CommandContext } from '../command.ts';
import { Refusal } from '../refusal.ts';
import { duration, listed, size } from '../words.ts';
import { nodeLock, vmLocks } from './locks.ts';
import type { MigrateWords } from './migrate-words.ts';
import { memoryLeft, nodeFor, whyNotTo } from './node-for.ts';
import { nodeNamed } from './node-named.ts';
import { farmOn } from './on-node.ts';
import { required } from './required.ts';
import { foundInstance, isRunning } from './vm.ts';

type Context = Pick<CommandContext, 'farm' | 'look' | 'read' | 'pending'>;

/** Bytes a second of a network of 1 Gbit/s, when it copies a disk. */
const network = 100e6;

/** A VM on its way. */
interface Way {
  readonly farm: Farm;
  readonly vm: Vm;
  readonly instance: Instance;
  readonly from: Node;
  readonly to: Node;
  /** It is to run there. */
  readonly runs: boolean;
}

/** The steps of a way, what it takes and what people are to know of it. */
type Plan = Pick<Wanted, 'notes' | 'steps' | 'least'>;

/** A VM goes to another node. Throws Refusal. */
export async function migrating(
  { farm, look, read, pending }: Context,
  name: string,
  { node, failover }: MigrateWords,
): Promise<Omit<Wanted, 'command'>> {
  const state = await look();
  const { vm, instance } = foundInstance(farm, name, state);
  const { hypervisor } = farm.roles;
  const nodes = required('the nodes', state.nodes);
  const from = nodes.find((one) => one.name === instance.node);
  if (!from) throw new Refusal(`I cannot plan that now: there is no node ${instance.node}, which ${vm.name} is on.`);
  const carried = hypervisor.carries(instance);
  const open = await pending();
  const asked = node === undefined ? undefined : nodeNamed(node, nodes);
  const to = nodeFor({ name: vm.name, instance, carried, asked }, nodes, open);
  const lost = from.standing === 'offline';
  if (lost) refuseLost(vm, from, to, carried === 'copy', failover);
  else refuseUnreached(farm, vm, instance, failover);

  const wanted = async () => required(hypervisor.title, (await read({ up: hypervisor.wanted(farm.hypervisor) })).up);
  const runs = lost ? (await wanted()).has(vm.instance) : isRunning(farm, vm, instance);
  const takes = runs ? instance.memory : 0;
  const left = memoryLeft(to, open);
  const why = whyNotTo(to, takes, left);
  if (why !== undefined) throw new Refusal(`${vm.name} cannot go to ${to.name}: ${why}.`);

  const way = { farm, vm, instance, from, to, runs };
  const { notes, ...planned } =
    carried === 'copy' ? moved(way, failover) : lost || (failover && runs) ? failedOver(way, lost) : live(way);
  return {
    title: `${carried === 'copy' ? 'move' : 'migrate'} ${vm.name} to ${to.name}`,
    subjects: [vm.name],
    values: [['node', `${from.name} → ${to.name}`]],
    notes: [
      ...notes,
      ...(takes > 0 ? [`memory: ${size(takes)} of ${to.name}, which has ${size(left)} for it`] : []),
      ...withoutHost(farm, to),
    ],
    locks: [...vmLocks(vm), nodeLock(from.name, 'shared'), nodeLock(to.name, 'shared')],
    ...planned,
  };
}

/** Throws Refusal where the node is marked offline, unless that was taken into account. */
function refuseLost({ name }: Vm, from: Node, to: Node, alone: boolean, failover: boolean): void {
  if (alone)
    throw new Refusal(
      `The disks of ${name} are on ${from.name} alone, which is offline: until that is back, ${name} cannot run elsewhere.`,
    );
  if (!failover)
    throw new Refusal(
      `${from.name} is offline, and nothing is migrated from there.`,
      `!migrate ${name} --failover has it go on at the other copy of its disks, on ${to.name}: what had not come there is lost.`,
    );
}

/** Throws Refusal where the hypervisor does not reach the node, which nobody has marked offline: the VM may well run there. */
function refuseUnreached({ roles: { hypervisor } }: Farm, { name }: Vm, instance: Instance, failover: boolean): void {
  if (instance.running !== null) return;
  const { node, status } = instance;
  throw new Refusal(
    `${hypervisor.title} does not reach ${node} (${status}), where ${name} may run still: two of it would spoil its disks.`,
    `Where ${node} is dead, have it switched off, then on ${hypervisor.title}'s master: ${hypervisor.offlineBy(node)}.`,
    `${failover ? 'Then ask again' : `After that, !migrate ${name} --failover has it go on at the other copy of its disks`}.`,
  );
}

/** Its disks are there, too: it goes on running. */
function live({ farm, vm, instance, to, runs }: Way): Plan {
  const { hypervisor } = farm.roles;
  const procedure = new Procedure(hypervisor.onlyFor(farm, vm, instance));
  procedure.step('migrate', hypervisor.migrate(farm, vm, { instance, to: to.name, runs }));
  return {
    notes: [runs ? 'it goes on running: its guest notices a pause of less than a second' : 'it is down, and stays so'],
    steps: procedure.steps,
  };
}

/** At the other copy of its disks, started anew. */
function failedOver(way: Way, lost: boolean): Plan {
  const { farm, vm, instance, from, to, runs } = way;
  const { hypervisor } = farm.roles;
  const procedure = new Procedure(hypervisor.onlyFor(farm, vm, instance));
  const failed = procedure.step('failover', hypervisor.failover(farm, vm, { instance, to: to.name, runs }, lost));
  procedure.step('balloon', runs ? balloonThere(farm, vm, to) : undefined, failed);
  const losses = [
    `may be lost: what it wrote last, as far as the copy of its disks on ${to.name} was behind; that cannot be seen before`,
  ];
  const notes = lost
    ? [`${from.name} must be off, and stay off: were ${vm.name} running there still, there would be two of it`]
    : [
        `${from.name} answers: !migrate ${vm.name} does it without interruption. This shuts it down, and starts it on ${to.name}`,
      ];
  return { notes, steps: procedure.steps, ...(lost && { losses, least: 'destructive' as const }) };
}

/** With its disks, which are copied while it is down. Throws Refusal. */
function moved({ farm, vm, instance, from, to, runs }: Way, failover: boolean): Plan {
  if (failover)
    throw new Refusal(
      `The disks of ${vm.name} are on ${from.name} alone, so there is no copy to fail over to. !migrate ${vm.name} ${to.name} moves it with them.`,
    );
  const { hypervisor } = farm.roles;
  const procedure = new Procedure(hypervisor.onlyFor(farm, vm, instance));
  const stopped = procedure.step('stop', runs ? hypervisor.stop(farmOn(farm, from.name), vm, true) : undefined);
  const gone = procedure.step('move', hypervisor.move(farm, vm, { instance, to: to.name, runs }), stopped);
  const started = procedure.step('start', runs ? hypervisor.startAgain(farm, vm) : undefined, gone);
  procedure.step('balloon', runs ? balloonThere(farm, vm, to) : undefined, started);
  const bytes = instance.disks.reduce((sum, disk) => sum + disk, 0);
  const copied = `its disks (${listed(instance.disks.map(size))}) are on ${from.name} alone, so they are copied`;
  const time = `about ${duration(bytes / network)} at 1 Gbit/s`;
  return {
    notes: [`${copied}${runs ? ', and it is down meanwhile' : ''}: ${time}`],
    steps: procedure.steps,
  };
}

/** Where farm.yaml has no host for the node, nothing reaches its monitors. */
function balloonThere(farm: Farm, vm: Vm, { name }: Node) {
  const { roles, hypervisor } = farm;
  return hypervisor.nodes.has(name) ? roles.hypervisor.balloon(onNode(farm, name), vm, true) : undefined;
}

function withoutHost({ hypervisor: { nodes } }: Farm, { name }: Node): readonly string[] {
  if (nodes.has(name)) return [];
  return [`farm.yaml has no host for ${name}: until it has, nothing but !migrate can be done with it there`];
}
