import * as z from 'zod';
import { type Applying, action } from '../../src/engine/action.ts';
import * as s from '../../src/farm/config/scalars.ts';
import { run } from '../../src/farm/run.ts';
import { showSize } from '../../src/farm/units.ts';
import { type LogicalVolume, volumesFact } from '../lvm/facts.ts';
import { lvmName } from '../lvm/names.ts';
import { tags } from '../lvm/tags.ts';
import { wholeMebibytes } from './args.ts';
import { pause } from './balloon.ts';
import { movesScript } from './binned-disks.ts';
import { balloonFact, balloonIn, complaint, isGone, monitorScript, monitorSocket } from './monitor.ts';

const mebi = 2 ** 20;

const Args = z.strictObject({
  /** The node's host. */
  host: s.label,
  /** Folder of the monitor sockets. */
  monitors: s.remotePath,
  instance: s.domain,
  /** The volume group of its first disk, and the snapshot that this is a copy of: by that it is known, whatever Ganeti calls it. */
  vg: lvmName,
  of: lvmName,
  /** Memory it is started with, and what its guest is asked to keep of that. */
  memory: wholeMebibytes,
  bytes: wholeMebibytes,
  /** Seconds the guest has to boot. */
  timeout: z.int().positive(),
});
type Args = z.infer<typeof Args>;

type Seen = {
  /** Memory the guest has; null when the instance does not run. */
  readonly actual: number | null;
  /** Its first disk's volume, and what was written on that: whether it booted; null: not yet. */
  readonly disk: { readonly name: string; readonly booted: boolean | null } | null;
};

/** What is written on the first disk, so that it is known after a crash. */
const verdicts = { booted: 'farmhand.drill.booted', not: 'farmhand.drill.not-booted' } as const;

/**
 * Proves that the guest of an instance without network has booted: it gives memory back. QEMU's `info balloon` tells another size only once the guest's own
 * virtio_balloon driver has said so, and that is loaded by a kernel that runs. One that does not is no failure of the step: that is what a drill is to find out.
 */
export const booted = action({
  name: 'ganeti.booted',
  risk: 'safe',
  args: Args,
  title: ({ instance, timeout }) => `see whether ${instance} boots: its guest gives memory back within ${timeout} s`,
  facts: ({ host, monitors, instance, vg }) => ({
    actual: balloonFact(host, monitors, instance),
    volumes: volumesFact(host, vg),
  }),
  see: (args, { actual, volumes }): Seen => {
    const disk = volumes.find((one) => one.tags.includes(tags.copyOf(args.of)));
    return { actual, disk: disk ? { name: disk.name, booted: verdictOf(disk) } : null };
  },
  judge: ({ host, vg, of, instance, monitors, bytes }, { disk }, planning) => {
    if (disk?.booted != null)
      return {
        is: 'done',
        why: disk.booted ? `the guest of ${instance} gave memory back` : `${instance} did not boot`,
      };
    if (!disk && !planning) return { is: 'blocked', why: `no volume of ${vg} on ${host} is a copy of ${of}` };
    const asking = `echo balloon ${bytes / mebi} | socat - UNIX-CONNECT:${monitorSocket(monitors, instance)}`;
    return { is: 'todo', effect: { commands: [asking, `lvchange --addtag ${verdicts.booted} @${tags.copyOf(of)}`] } };
  },
  async apply(args, { disk }, applying) {
    const { host, vg } = args;
    const verdict = (await hasBooted(args, applying)) ? verdicts.booted : verdicts.not;
    await run(applying.hosts, host, `writing on ${vg}/${disk?.name} whether it booted`, {
      script: movesScript,
      stdin: `addtag ${vg} ${disk?.name} ${verdict}\n`,
    });
  },
  receipt: {
    schema: z.object({ booted: z.boolean() }),
    of: (_args, before, after) => {
      const found = after.disk?.booted ?? null;
      return (before.disk?.booted ?? null) === null && found !== null ? { booted: found } : null;
    },
  },
  summary: ({ timeout }, { booted: did }) =>
    did
      ? 'it booted: its guest gave memory back'
      : `IT DID NOT BOOT: its guest gave no memory back within ${timeout} s of its start`,
  fails: (_args, { booted: did }) => !did,
  // What is written goes with the disk.
  undo: () => ({ by: [] }),
});

function verdictOf(disk: LogicalVolume): boolean | null {
  if (disk.tags.includes(verdicts.booted)) return true;
  return disk.tags.includes(verdicts.not) ? false : null;
}

/** Throws where the monitor never told. */
async function hasBooted({ host, monitors, instance, bytes, memory, timeout }: Args, applying: Applying) {
  const socket = monitorSocket(monitors, instance);
  const until = Date.now() + timeout * 1000;
  let told = false;
  for (let wait = pause.first; ; wait = Math.min(wait * pause.growth, pause.last)) {
    const args = [socket, `balloon ${bytes / mebi}`, 'info balloon'];
    const { stdout, stderr } = await applying.hosts(host).run({ script: monitorScript, args });
    applying.fault('balloon.asked');
    const actual = balloonIn(stdout);
    told ||= actual !== null;
    if (actual !== null && actual < memory) return true;
    // The machine is over: its guest has nothing to boot, or switched it off.
    if (isGone(stderr)) return false;
    if (Date.now() > until) {
      if (told) return false;
      throw new Error(
        `${host}: the monitor of ${instance} (${socket}) answers: ${complaint(stdout) ?? (stderr.trim() || 'nothing')}`,
      );
    }
    applying.progress({ text: `${instance} has all of its ${showSize(memory)}: its guest has not booted yet` });
    await applying.sleep(wait);
  }
}
