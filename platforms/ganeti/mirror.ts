import * as z from 'zod';
import { action, noReceipt } from '../../src/engine/action.ts';
import * as s from '../../src/farm/config/scalars.ts';
import { showSize } from '../../src/farm/units.ts';
import { lvmName } from '../lvm/names.ts';
import { instanceArgs } from './args.ts';
import { drbdConfigFact, metaBytes } from './drbd.ts';
import { instancesFact, runs } from './instances.ts';
import { JobFailed, runGanetiJob } from './job.ts';
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
  vg: lvmName,
  /** Bytes, one a disk. */
  disks: z.array(z.int().positive()).min(1),
});
type Args = z.infer<typeof Args>;

type Seen = {
  readonly instance: GanetiInstance | null;
  readonly source: GanetiNode | null;
  readonly target: GanetiNode | null;
  /** The cluster lets instances have DRBD. */
  readonly enabled: boolean;
};

/**
 * Has the disks of an instance that is down kept on another node too: plain volumes become DRBD devices, gnt-instance(8) (`modify -t drbd`). What is
 * on them stays where it is, and is brought to the other node from then on; nobody waits for that here.
 */
export const mirror = action({
  name: 'ganeti.mirror',
  risk: 'safe',
  args: Args,
  claims: ({ storage, mirror, vg, disks }) => [
    { kind: 'storage', host: storage, group: vg, bytes: disks.length * metaBytes },
    { kind: 'storage', host: mirror, group: vg, bytes: mirrorBytes(disks) },
  ],
  title: ({ instance, to }) => `have the disks of ${instance} mirrored on ${to} (DRBD)`,
  facts: ({ host, config, instance }) => ({
    instances: instancesFact(host),
    nodes: nodesFact(host),
    drbd: drbdConfigFact(host, config, instance),
  }),
  see: (args, { instances, nodes, drbd }): Seen => ({
    instance: instances.find(({ name }) => name === args.instance) ?? null,
    source: nodes.find(({ name }) => name === args.node) ?? null,
    target: nodes.find(({ name }) => name === args.to) ?? null,
    enabled: drbd.enabled.includes('drbd'),
  }),
  judge: (args, { instance, source, target, enabled }, planning) => {
    const { instance: name, node, to, disks } = args;
    if (!instance && !planning) return { is: 'blocked', why: `Ganeti has no instance ${name}` };
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
    const why = whyNoRoom(to, target, { disk: mirrorBytes(disks) });
    if (why !== null) return { is: 'blocked', why };
    // When the plan is made, the copies are not there yet: the survey counts them.
    const meta = disks.length * metaBytes;
    if (!planning && source && source.diskFree < meta) {
      const free = `${showSize(source.diskFree)} of disk free`;
      return { is: 'blocked', why: `${node} has ${free}, and what DRBD writes down takes ${showSize(meta)}` };
    }
    return { is: 'todo', effect: { commands: [['gnt-instance', 'modify', ...options(args)].join(' ')] } };
  },
  async apply(args, _seen, applying) {
    try {
      await runGanetiJob(applying, args.host, 'modify', options(args));
    } catch (error) {
      // A process that is killed here finds the same job when it comes back, and that it failed.
      if (error instanceof JobFailed) await removeUnconverted(args, applying, error);
      throw error;
    }
  },
  receipt: noReceipt,
  // The instance goes as a whole, from both nodes, when the step that added it is undone.
  undo: () => ({ by: [] }),
});

/** Bytes that a mirror of these disks takes on its node. */
function mirrorBytes(disks: readonly number[]): number {
  return disks.reduce((sum, bytes) => sum + bytes + metaBytes, 0);
}

/** It does not wait until both nodes have the same: Ganeti would keep the instance locked for as long. */
function options({ instance, to }: Args): readonly string[] {
  return ['-t', 'drbd', '-n', to, '--no-wait-for-sync', instance];
}
