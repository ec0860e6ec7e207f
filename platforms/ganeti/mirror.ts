import * as z from 'zod';
import { action, noReceipt } from '../../src/engine/action.ts';
import * as s from '../../src/farm/config/scalars.ts';
import { showSize } from '../../src/farm/units.ts';
import { type Group, volumesFact } from '../lvm/facts.ts';
import { lvmName } from '../lvm/names.ts';
import { instanceArgs } from './args.ts';
import { brokenOff, brokenOffNow } from './broken-off.ts';
import { drbdConfigFact, metaBytes } from './drbd.ts';
import { furtherFacts, furtherGroups, inOwnGroup, whyNoFurtherRoom } from './further-groups.ts';
import { instancesFact, runs } from './instances.ts';
import { isAbsent, JobFailed, runGanetiJob } from './job.ts';
import { movedAway } from './moved.ts';
import { nodesFact } from './nodes.ts';
import { whyNoRoom } from './placing.ts';
import type { GanetiInstance, GanetiNode } from './rows.ts';
import { removeUnconverted } from './unconverted.ts';

const Args = z.strictObject({
  ...instanceArgs,
  /** Ganeti's own configuration, on the master. */
  config: s.remotePath,
  /** The node it is on, and the one that is to have its disks too. */
  node: s.domain,
  to: s.domain,
  /** Their hosts. */
  storage: s.label,
  mirror: s.label,
  /** The farm's own volume group: what DRBD writes down is taken to be there. */
  vg: lvmName,
  /** Bytes, one a disk. */
  disks: z.array(z.int().positive()).min(1),
  /** The volume group of each, on both nodes, where they are not all in the farm's own. */
  groups: z.array(lvmName).optional(),
  /** Further groups that farm.yaml names: what is made for the mirror may be in one of them, by Ganeti's metavg too. */
  named: z.array(lvmName).optional(),
});
type Args = z.infer<typeof Args>;

type Seen = {
  readonly instance: GanetiInstance | null;
  readonly source: GanetiNode | null;
  readonly target: GanetiNode | null;
  /** The cluster lets instances have DRBD. */
  readonly enabled: boolean;
  /** What the node it is mirrored on has of the further volume groups. */
  readonly further?: readonly (Group | null)[];
  /** What an earlier conversion that was broken off left, and what to do about it. */
  readonly broken?: string;
};

/**
 * Has the disks of an instance that is down kept on another node too: plain volumes become DRBD devices, gnt-instance(8) (`modify -t drbd`). What is
 * on them stays where it is, and is brought to the other node from then on; nobody waits for that here.
 */
export const mirror = action({
  name: 'ganeti.mirror',
  risk: 'safe',
  args: Args,
  claims: (args) => {
    const { storage, mirror, vg, disks, groups = [] } = args;
    return [
      { kind: 'storage', host: storage, group: vg, bytes: disks.length * metaBytes },
      { kind: 'storage', host: mirror, group: vg, bytes: mirrorBytes(args) },
      ...disks.flatMap((bytes, index) => {
        const group = groups[index] ?? vg;
        return group === vg ? [] : [{ kind: 'storage' as const, host: mirror, group, bytes }];
      }),
    ];
  },
  title: ({ instance, to }) => `have the disks of ${instance} mirrored on ${to} (DRBD)`,
  facts: (args) => ({
    instances: instancesFact(args.host),
    nodes: nodesFact(args.host),
    drbd: drbdConfigFact(args.host, args.config, args.instance),
    further: furtherFacts(args.mirror, args),
    volumes: [args.vg, ...furtherGroups(args)].map((vg) => volumesFact(args.storage, vg)),
  }),
  see: (args, { instances, nodes, drbd, further, volumes }): Seen => {
    const instance = instances.find(({ name }) => name === args.instance) ?? null;
    const groups = [args.vg, ...furtherGroups(args)];
    const shown = { configured: drbd.volumes, volumes: new Map(groups.map((vg, index) => [vg, volumes[index] ?? []])) };
    const broken =
      instance?.node === args.node ? brokenOff(args, { ...shown, disks: instance.disks.length }) : undefined;
    return {
      instance,
      source: nodes.find(({ name }) => name === args.node) ?? null,
      target: nodes.find(({ name }) => name === args.to) ?? null,
      enabled: drbd.enabled.includes('drbd'),
      ...(further.length > 0 && { further }),
      ...(broken !== undefined && { broken }),
    };
  },
  judge: (args, { instance, source, target, enabled, further = [], broken }, planning) => {
    const { instance: name, node, to, disks } = args;
    if (!instance && !planning) return { is: 'blocked', why: `Ganeti has no instance ${name}` };
    const todo = {
      is: 'todo',
      effect: { commands: [['gnt-instance', 'modify', ...options(args)].join(' ')] },
    } as const;
    // Once the step has begun, a job of its own may be in the middle of it: `apply` tells.
    if (broken !== undefined) return planning ? { is: 'blocked', why: broken } : todo;
    if (instance?.template === 'drbd')
      return instance.secondaries.includes(to)
        ? { is: 'done', why: `its disks are mirrored on ${to}` }
        : { is: 'blocked', why: `its disks are mirrored on ${instance.secondaries.join(', ')}, not on ${to}` };
    const moved = movedAway(name, node, instance);
    if (moved !== undefined) return { is: 'blocked', why: moved };
    if (!enabled)
      return {
        is: 'blocked',
        why: 'the cluster lets no instance have DRBD: gnt-cluster modify --enabled-disk-templates=plain,drbd, or ask for it without a mirror',
      };
    if (instance && runs(instance)) return { is: 'blocked', why: `${name} runs: stop it first` };
    const why = whyNoRoom(to, target, { disk: mirrorBytes(args) }) ?? whyNoFurtherRoom(to, args, disks, further);
    if (why !== null) return { is: 'blocked', why };
    // When the plan is made, the copies are not there yet: the survey counts them.
    const meta = disks.length * metaBytes;
    if (!planning && source && source.diskFree < meta) {
      const free = `${showSize(source.diskFree)} of disk free`;
      return { is: 'blocked', why: `${node} has ${free}, and what DRBD writes down takes ${showSize(meta)}` };
    }
    return todo;
  },
  async apply(args, { broken }, applying) {
    if (broken !== undefined && (await isAbsent(applying, args.host))) throw new Error(broken);
    try {
      await runGanetiJob(applying, args.host, 'modify', options(args));
    } catch (error) {
      // A process that is killed here finds the same job when it comes back, and that it failed.
      if (!(error instanceof JobFailed)) throw error;
      await removeUnconverted({ ...args, groups: [args.vg, ...(args.named ?? [])] }, applying, error);
      const left = await brokenOffNow(args, [args.vg, ...furtherGroups(args)], applying);
      throw left === undefined ? error : new Error(`${error.message}. And ${left}`, { cause: error });
    }
  },
  receipt: noReceipt,
  lasting: { name: ({ instance }) => `mirror of ${instance}` },
  // The instance goes as a whole, from both nodes, when the step that added it is undone.
  undo: () => ({ by: [] }),
});

/** Bytes that a mirror of these disks takes on its node, of the farm's own volume group. */
function mirrorBytes(args: Pick<Args, 'vg' | 'disks' | 'groups'>): number {
  return inOwnGroup(args, args.disks).reduce((sum, bytes) => sum + bytes, args.disks.length * metaBytes);
}

/** It does not wait until both nodes have the same: Ganeti would keep the instance locked for as long. */
function options({ instance, to }: Args): readonly string[] {
  return ['-t', 'drbd', '-n', to, '--no-wait-for-sync', instance];
}
