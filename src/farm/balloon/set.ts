import * as z from 'zod';
import { action } from '../../engine/action.ts';
import * as s from '../config/scalars.ts';
import { actual, balloonFact, monitorScript } from './monitor.ts';

const Args = z.strictObject({
  /** The node's. */
  host: s.label,
  /** Folder of the monitor sockets. */
  monitors: s.remotePath,
  instance: s.domain,
  /** What is left to the instance. */
  megabytes: z.int().positive(),
  /** Whether its undoing puts the old size back: not where the instance was started for it. */
  restore: z.boolean(),
  /** Seconds the guest has to give memory back: it must have booted. */
  timeout: z.int().positive(),
});
type Args = z.infer<typeof Args>;

type Seen = { readonly actual: number | null };

/** Milliseconds between two questions. */
const pause = 1000;

/** Blows up, or lets down, the balloon in a running instance's memory; lost when it restarts. QEMU's monitor: `balloon N`. */
export const set = action<Args, Seen>({
  name: 'balloon.set',
  risk: 'disruptive',
  args: Args,
  title: ({ instance, megabytes }) => `balloon the memory of ${instance} to ${megabytes} MiB`,
  facts: ({ host, monitors, instance }) => [balloonFact(host, monitors, instance)],
  see: (_args, [size]) => ({ actual: size as number | null }),
  judge: ({ instance, megabytes, monitors }, seen, planning) => {
    if (seen.actual === megabytes) return { is: 'done', why: `${instance} has ${megabytes} MiB` };
    if (seen.actual === null && !planning) return { is: 'blocked', why: `${instance} is not running` };
    const command = `echo balloon ${megabytes} | socat - unix:${monitors}/${instance}.monitor`;
    return { is: 'todo', effect: { commands: [command] } };
  },
  async apply({ host, monitors, instance, megabytes, timeout }, _seen, { hosts, sleep, progress }) {
    const began = Date.now();
    const told = async (lines: readonly string[]) =>
      actual(`${host}: the monitor of ${instance}`, await hosts(host).run(monitorScript(monitors, instance, lines)));
    let size = await told([`balloon ${megabytes}`, 'info balloon']);
    while (size !== megabytes) {
      if (size === null) throw new Error(`${host}: ${instance} is not running any more`);
      if (Date.now() - began > timeout * 1000) {
        throw new Error(
          `${host}: after ${timeout} s ${instance} still has ${size} MiB instead of ${megabytes}: has it booted, ` +
            'and has its kernel the virtio_balloon driver? What was asked for stays; retry looks again',
        );
      }
      progress({ text: `${size} MiB, on its way to ${megabytes}` });
      await sleep(pause);
      size = await told(['info balloon']);
    }
  },
  receipt: ({ restore, megabytes }, before, after) =>
    restore && before.actual !== null && after.actual === megabytes ? { megabytes: before.actual } : null,
  undo: (args, receipt) => ({
    by: [{ action: 'balloon.set', args: { ...args, megabytes: (receipt as { megabytes: number }).megabytes } }],
  }),
});
