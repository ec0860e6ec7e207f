import * as z from 'zod';
import { type Action, action } from '../../src/engine/action.ts';
import * as s from '../../src/farm/config/scalars.ts';
import { showSize } from '../../src/farm/units.ts';
import { wholeMebibytes } from './args.ts';
import { configuredFact } from './instances.ts';
import { balloonFact, balloonIn, complaint, monitorScript, monitorSocket } from './monitor.ts';
import { movedAway } from './moved.ts';

const mebi = 2 ** 20;

const Args = z.strictObject({
  /** The node's host. */
  host: s.label,
  /** Folder of the monitor sockets. */
  monitors: s.remotePath,
  instance: s.domain,
  /** The host of the cluster's master, and the node the instance must be on; absent in journals of versions that knew of one node. */
  placed: z.strictObject({ host: s.label, node: s.domain }).optional(),
  /** Memory the guest shall keep. */
  bytes: wholeMebibytes,
  /** Seconds the guest has to give it up: its balloon driver must be up, which takes a boot. */
  timeout: z.int().positive().default(300),
  /** The same plan starts the instance: nothing is known of its balloon before, and there is nothing to put back. */
  starting: z.boolean().default(false),
  /** The same plan brings the instance to the node before it starts it. */
  arriving: z.literal(true).optional(),
  /** Only while the balloon is still as it was left: what an undo expects to find. */
  from: wholeMebibytes.optional(),
});
type Args = z.infer<typeof Args>;

type Seen = {
  /** Memory the guest has; null when the instance does not run. */
  readonly actual: number | null;
  /** Why it is not where it must be; null: it is, or there is none. */
  readonly moved: string | null;
};

/** Milliseconds between two looks: grown from the first to the last, so that a guest that gives memory back at once is not waited for. */
export const pause = { first: 200, last: 1000, growth: 1.5 };

const judge: Action<Args, Seen>['judge'] = (
  { instance, bytes, monitors, starting, arriving, from },
  { actual, moved },
  planning,
) => {
  if (moved !== null && !(planning && arriving)) return { is: 'blocked', why: moved };
  const command = `echo balloon ${bytes / mebi} | socat - UNIX-CONNECT:${monitorSocket(monitors, instance)}`;
  const todo = { is: 'todo', effect: { commands: [command] } } as const;
  if (planning && starting) return todo;
  if (actual === bytes) return { is: 'done', why: `${instance} has ${showSize(bytes)}` };
  if (from !== undefined && actual === null) return { is: 'done', why: `${instance} does not run any more` };
  if (from !== undefined && actual !== null && !between(actual, from, bytes))
    return { is: 'done', why: `${instance} was given ${showSize(actual)} since, which is left as it is` };
  if (actual === null) return { is: 'blocked', why: `${instance} does not run: start it first` };
  return todo;
};

/** Sets the memory a running guest keeps, by its QEMU monitor (`balloon`, QEMU's HMP). It lasts until the instance stops. */
export const set = action({
  name: 'balloon.set',
  risk: 'disruptive',
  args: Args,
  title: ({ instance, bytes }) => `balloon ${instance} to ${showSize(bytes)}`,
  facts: ({ host, monitors, instance, placed }) => ({
    actual: balloonFact(host, monitors, instance),
    instances: placed && configuredFact(placed.host),
  }),
  see: ({ instance, placed }, { actual, instances = [] }): Seen => ({
    actual,
    moved:
      movedAway(
        instance,
        placed?.node,
        instances.find(({ name }) => name === instance),
      ) ?? null,
  }),
  judge,
  async apply({ host, monitors, instance, bytes, timeout }, _seen, { hosts, progress, sleep, fault }) {
    const socket = monitorSocket(monitors, instance);
    const args = [socket, `balloon ${bytes / mebi}`, 'info balloon'];
    const until = Date.now() + timeout * 1000;
    for (let wait = pause.first; ; wait = Math.min(wait * pause.growth, pause.last)) {
      const { stdout, stderr } = await hosts(host).run({ script: monitorScript, args });
      fault('balloon.asked');
      const actual = balloonIn(stdout);
      if (actual === bytes) return;
      if (actual === null) {
        const said = complaint(stdout) ?? (stderr.trim() || 'nothing');
        throw new Error(`${host}: the monitor of ${instance} (${socket}) answers: ${said}`);
      }
      if (Date.now() > until) throw new Error(stuck(instance, actual, bytes, timeout));
      progress({ text: `${instance} has ${showSize(actual)}, going to ${showSize(bytes)}` });
      await sleep(wait);
    }
  },
  receipt: {
    schema: z.object({ was: z.number() }),
    of: ({ starting }, before, after) =>
      starting || before.actual === null || before.actual === after.actual ? null : { was: before.actual },
  },
  sets: memoryOf,
  lasting: {
    name: memoryOf,
    again: ({ from: _, arriving: _arriving, ...args }) => ({ ...args, starting: false }),
    after: (args) => ({ ...args, starting: true }),
    now: (_args, { actual, moved }) => (actual === null || moved !== null ? undefined : `it has ${showSize(actual)}`),
  },
  undo: ({ bytes, starting: _, ...args }, { was }) => ({
    by: [{ action: 'balloon.set', args: { ...args, bytes: was, from: bytes } }],
  }),
});

/** How what is left of an instance's memory is called. */
export function memoryOf({ instance }: { readonly instance: string }): string {
  return `memory of ${instance}`;
}

function between(value: number, a: number, b: number): boolean {
  return value >= Math.min(a, b) && value <= Math.max(a, b);
}

function stuck(instance: string, actual: number, wanted: number, timeout: number): string {
  if (wanted > actual)
    return (
      `${instance} still has ${showSize(actual)} after ${timeout} s, not ${showSize(wanted)}: it was started with no more, perhaps before its maximum was raised, ` +
      'or its guest lacks the virtio_balloon driver. Stop and start it, then retry'
    );
  return (
    `${instance} still has ${showSize(actual)} after ${timeout} s, not ${showSize(wanted)}: its guest does not give memory back. ` +
    'It may still be starting, need the memory, or lack the virtio_balloon driver. Look at it, then retry; where guests have none, say balloon: none in farm.yaml'
  );
}
