import * as z from 'zod';
import { action, noReceipt, type Progress } from '../../src/engine/action.ts';
import * as s from '../../src/farm/config/scalars.ts';
import { showSize } from '../../src/farm/units.ts';
import { instanceArgs } from './args.ts';
import { type Device, devicesFact, drbdConfigFact, isInSync, isSyncing } from './drbd.ts';
import { configuredFact } from './instances.ts';
import { movedAway } from './moved.ts';

const Args = z.strictObject({
  ...instanceArgs,
  /** Ganeti's own configuration, on the master. */
  config: s.remotePath,
  /** The node it is on, its host, and the node that has its disks too. */
  node: s.domain,
  storage: s.label,
  to: s.domain,
  /** Bytes of all its disks. */
  bytes: z.int().positive(),
});
type Args = z.infer<typeof Args>;

type Seen = {
  /** Ganeti has it. */
  readonly there: boolean;
  /** Why it is not where it must be; null: it is. */
  readonly moved: string | null;
  readonly minors: readonly number[];
  /** One a disk; null: it is not at work. */
  readonly devices: readonly (Device | null)[];
};

/** Milliseconds between two looks, grown from the first to the last. */
const pause = { first: 500, last: 10_000, growth: 1.5 };
/** Milliseconds that devices may be without a connection before that is taken for more than a restart of the network. */
const patience = 120_000;

/** Waits until both nodes have the same of an instance's disks, and tells how far that is. DRBD does it by itself, and goes on with it whoever looks. */
export const synced = action({
  name: 'ganeti.synced',
  risk: 'safe',
  args: Args,
  work: ({ bytes }) => bytes,
  title: ({ instance, to }) => `bring the mirror of ${instance} on ${to} in sync`,
  facts: ({ host, config, instance, storage }) => ({
    instances: configuredFact(host),
    drbd: drbdConfigFact(host, config, instance),
    devices: devicesFact(storage),
  }),
  see: ({ instance, node }, { instances, drbd: { minors }, devices }): Seen => {
    const found = instances.find(({ name }) => name === instance);
    return {
      there: found !== undefined,
      moved: movedAway(instance, node, found) ?? null,
      minors,
      devices: minors.map((minor) => devices.get(minor) ?? null),
    };
  },
  judge: ({ instance, node, to }, { there, moved, devices }, planning) => {
    const todo = { is: 'todo', effect: { commands: ['cat /proc/drbd'] } } as const;
    if (!there) return planning ? todo : { is: 'blocked', why: `Ganeti has no instance ${instance}` };
    if (moved !== null) return { is: 'blocked', why: moved };
    if (devices.length === 0)
      return planning ? todo : { is: 'blocked', why: `the disks of ${instance} are on ${node} alone` };
    if (devices.every((device) => device !== null && isInSync(device)))
      return { is: 'done', why: `${node} and ${to} have the same` };
    return todo;
  },
  async apply(args, { minors }, { hosts, progress, sleep, fault }) {
    const { read, parse } = devicesFact(args.storage);
    let since: number | undefined;
    for (let wait = pause.first; ; wait = Math.min(wait * pause.growth, pause.last)) {
      const all = parse(await hosts(args.storage).run(read));
      fault('drbd.asked');
      const devices = minors.map((minor) => all.get(minor) ?? null);
      if (devices.every((device) => device !== null && isInSync(device))) return;
      const why = whyStuck(args, devices);
      if (why === undefined) since = undefined;
      else {
        since ??= Date.now();
        if (Date.now() - since > patience) throw new Error(why);
      }
      progress(syncProgress(args.bytes, devices));
      await sleep(wait);
    }
  },
  receipt: noReceipt,
  undo: () => ({ by: [] }),
});

/** "12 GiB of 30 GiB" */
export function syncProgress(bytes: number, devices: readonly (Device | null)[]): Progress {
  const behind = Math.min(
    bytes,
    devices.reduce((sum, device) => sum + (device?.behind ?? 0), 0),
  );
  return { part: 1 - behind / bytes, text: `${showSize(bytes - behind)} of ${showSize(bytes)} in sync` };
}

/** Why nothing of it gets in sync as it stands, and what to do; undefined: it does. */
export function whyStuck(
  { host, instance, storage, to }: Pick<Args, 'host' | 'instance' | 'storage' | 'to'>,
  devices: readonly (Device | null)[],
): string | undefined {
  if (devices.includes(null))
    return `${storage}: the disks of ${instance} are not at work, as of a VM that is down, and nothing comes to ${to} meanwhile: start it, then retry`;
  const stuck = devices.find((device) => device !== null && !isSyncing(device));
  if (!stuck) return undefined;
  return `${storage}: DRBD does not reach ${to} (${stuck.connection}, ${stuck.data}), so that ${instance} has no mirror there yet. When ${to} is back, gnt-instance activate-disks ${instance} on ${host} connects it, then retry`;
}
