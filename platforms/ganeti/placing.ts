import * as z from 'zod';
import type { Judgement } from '../../src/engine/action.ts';
import * as s from '../../src/farm/config/scalars.ts';
import { showSize } from '../../src/farm/units.ts';
import { instanceArgs, uuid } from './args.ts';
import { instancesFact, isOutOfReach } from './instances.ts';
import { nodesFact } from './nodes.ts';
import type { GanetiInstance, GanetiNode } from './rows.ts';

/** An instance that is to be brought from one node to another. */
export const placingArgs = {
  ...instanceArgs,
  from: s.domain,
  to: s.domain,
  /** An undo: it only brings back that very instance, and only from where its run put it. */
  back: z.literal(true).optional(),
  uuid: uuid.optional(),
  /** Bytes of memory the node it goes to is to have for it. */
  memory: z.int().nonnegative(),
};

/** The same of one whose disks are at the other node already. */
export const mirroredArgs = {
  ...placingArgs,
  /** Its disks are where every node sees them, so that any node will do. */
  shared: z.boolean().default(false),
};

const Placing = z.object(placingArgs);
type Placing = z.infer<typeof Placing>;

/** The instance and the nodes between which it is brought. */
export type Placed = {
  readonly instance: GanetiInstance | null;
  readonly source: GanetiNode | null;
  readonly target: GanetiNode | null;
};

/** The receipt of a step that brought an instance to another node. */
const Brought = z.object({ from: s.domain, uuid });

function placedOf(
  args: Placing,
  { instances, nodes }: { readonly instances: readonly GanetiInstance[]; readonly nodes: readonly GanetiNode[] },
): Placed {
  const node = (name: string) => nodes.find((one) => one.name === name) ?? null;
  return {
    instance: instances.find(({ name }) => name === args.instance) ?? null,
    source: node(args.from),
    target: node(args.to),
  };
}

/** What the step changed: where the instance was. */
function broughtFrom(
  { to }: Placing,
  { instance: before }: Placed,
  { instance: after }: Placed,
): z.infer<typeof Brought> | null {
  if (!before || !after || before.uuid !== after.uuid || before.node === after.node || after.node !== to) return null;
  return { from: before.node, uuid: after.uuid };
}

function nodeOf({ instance }: Placing): string {
  return `node of ${instance}`;
}

/** What every action has that brings an instance from one node to another. */
export const placing = {
  facts: ({ host }: Placing) => ({ instances: instancesFact(host), nodes: nodesFact(host) }),
  see: placedOf,
  receipt: { schema: Brought, of: broughtFrom },
  sets: nodeOf,
  // Ganeti brings instances to other nodes by itself: where one is now is not compared.
  lasting: { name: nodeOf },
};

/** The arguments that bring it back. */
export function backArgs<Args extends Placing>(args: Args, { from, uuid }: z.infer<typeof Brought>) {
  return { ...args, from: args.to, to: from, uuid, back: true as const };
}

/** What is to be said before anything of the node it is to go to: it is there already, or not where the plan has it. */
export function notThere({ instance: name, from, to, back, uuid }: Placing, { instance }: Placed): Judgement | null {
  const gone = (why: string): Judgement => ({ is: back ? 'done' : 'blocked', why });
  if (!instance) return gone(`Ganeti has no instance ${name}`);
  if (uuid !== undefined && instance.uuid !== uuid)
    return gone(`${name} is another instance now, made since, which is left alone`);
  if (instance.node === to) return { is: 'done', why: `${name} is on ${to}` };
  if (instance.node !== from)
    return gone(
      back
        ? `${name} was brought to ${instance.node} since, which is left as it is`
        : `${name} is on ${instance.node} by now, not on ${from}: plan again`,
    );
  return null;
}

/** Why a node cannot be given an instance that takes so many bytes of memory and of disk there, in words; null: it can. */
export function whyNoRoom(
  name: string,
  target: GanetiNode | null,
  { memory = 0, disk = 0 }: { readonly memory?: number; readonly disk?: number },
): string | null {
  if (!target) return `Ganeti has no node ${name}`;
  const { role, memoryFree, diskFree } = target;
  if (role === 'O') return `${name} is offline`;
  if (role === 'D') return `${name} is drained, so that it is given no instances: gnt-node modify --drained=no ${name}`;
  if (memory > memoryFree)
    return `${name} has ${showSize(memoryFree)} of memory free, and it takes ${showSize(memory)}`;
  if (disk > diskFree) return `${name} has ${showSize(diskFree)} of disk free, and it takes ${showSize(disk)}`;
  return null;
}

/** Why the mirror of its disks does not allow it, in words; null: it does. `shared`: its disks are where every node sees them. */
export function whyNoMirror({ name, secondaries }: GanetiInstance, to: string, shared: boolean): string | null {
  if (shared || secondaries.includes(to)) return null;
  const where = secondaries.length === 0 ? 'on no other node' : `on ${secondaries.join(', ')}`;
  return `its disks are mirrored ${where}, not on ${to}: gnt-instance replace-disks -n ${to} ${name} has the mirror made there`;
}

/** Why an instance in this state is not brought anywhere, in words; null: it may be, running or down. */
export function whyUnfit({ name, status, node }: GanetiInstance): string | null {
  if (['running', 'ADMIN_down', 'ADMIN_offline'].includes(status)) return null;
  if (isOutOfReach({ status })) return `Ganeti does not reach ${node} (${status})`;
  if (status === 'ERROR_wrongnode')
    return `Ganeti says that ${name} runs on another node than ${node}, as after a migration that was broken off: gnt-instance migrate --cleanup ${name}`;
  return `Ganeti says ${status} of ${name}: start or stop it first`;
}
