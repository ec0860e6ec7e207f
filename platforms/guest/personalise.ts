import { dirname } from 'node:path/posix';
import * as z from 'zod';
import { type Action, action } from '../../src/engine/action.ts';
import { readFacts } from '../../src/engine/look.ts';
import * as s from '../../src/farm/config/scalars.ts';
import { lastLines, runDetached } from '../../src/farm/detached.ts';
import { run } from '../../src/farm/run.ts';
import { type LogicalVolume, volumesFact } from '../lvm/facts.ts';
import { lvmName } from '../lvm/names.ts';
import { replayScript } from '../lvm/replay-script.ts';
import { tags } from '../lvm/tags.ts';
import { type GuestNetwork, networkFact } from './guest-files.ts';
import { networkPlan } from './guest-network.ts';
import { type DiskFormat, formatFact, isExt, mountable } from './probe.ts';
import { personaliseScript } from './script.ts';

const Args = z.strictObject({
  host: s.label,
  vg: lvmName,
  /** The clone's volume, by the name it is made under. */
  volume: lvmName,
  /** Device of the volume it is a copy of, and so has the format of. */
  source: s.remotePath,
  /** The host that device is on, where it is another. */
  from: s.label.optional(),
  hostname: s.label,
  /** With its domain. */
  fullName: s.domain,
  /** packaging-farm.conf on the disk, and the revision the clone builds from, where it builds. */
  build: z.strictObject({ conf: s.remotePath, revision: s.revision }).optional(),
  /** Whose network configuration is made whose; absent in plans of before. */
  network: z
    .strictObject({
      /** The source's, its first address first. */
      addresses: z.array(s.address),
      macs: z.array(s.mac),
      address: s.address,
      /** The same of IPv6, where the farm has it. */
      addresses6: z.array(s.address6).optional(),
      address6: s.address6.optional(),
      mac: s.mac,
      /** DHCP has a host entry of the source. */
      leased: z.boolean(),
    })
    .optional(),
  /** The folder of host keys that an earlier step made; absent in plans of before: they are made on the way. */
  keys: s.remotePath.optional(),
  /** Whether the host's kernel may mount a guest's file system where no user-space tool writes it; it may in plans of before. */
  mount: z.boolean().default(true),
});
type Args = z.infer<typeof Args>;

/** A file of the guest's network configuration that changes; only lines that change, since others may hold secrets. */
type Change = {
  readonly path: string;
  readonly removed: readonly string[];
  readonly added: readonly string[];
};

type Seen = {
  readonly format: DiskFormat | null;
  readonly disk: LogicalVolume | null;
  /** Null where it cannot be looked at from outside. */
  readonly network: { readonly changes: readonly Change[]; readonly left: readonly string[] } | null;
};

/** Why this disk is left as it is. */
const left = `${tags.notPersonalised}no-etc`;

const judge: Action<Args, Seen>['judge'] = (args, { format, disk, network }, planning) => {
  const { host, vg, volume, source, from = host, hostname, build, mount } = args;
  if (disk?.tags.includes(tags.personalised)) return { is: 'done', why: 'the disk has its own names and keys' };
  if (disk?.tags.includes(left)) return { is: 'done', why: 'its file system has no /etc: left as it was' };
  if (!format) return { is: 'blocked', why: `there is no ${source} on ${from}` };
  if (!isExt(format) && !(mount && mountable.includes(format.type))) {
    const found = format.type === '' ? 'no file system' : format.type;
    const may = mountable.includes(format.type)
      ? 'may not be mounted (personalise in farm.yaml)'
      : 'cannot be mounted here';
    if (args.network && !args.network.leased) {
      const why = `the disk holds ${found}, which ${may}, and DHCP has no entry of the source: whether the guest has a static address cannot be told, and a clone with the source's would take the source off the network`;
      return { is: 'blocked', why };
    }
    return {
      is: 'done',
      why: `the disk holds ${found}, which ${may}: it stays a byte copy, with the old host name and keys`,
    };
  }
  if (network && network.left.length > 0) {
    const why = `its guest would not have its own network: ${network.left.join('; ')}. Change that in the source, or let it take its address by DHCP`;
    return { is: 'blocked', why };
  }
  if (!planning && !disk) return { is: 'blocked', why: `there is no volume ${vg}/${volume} on ${host}` };
  // The job finds out whether another process has it open: what a crash left running has it open too, and is taken up again.
  const open = `${isExt(format) ? 'debugfs -w' : 'mount'} /dev/${vg}/${volume} (${format.type}${format.offset > 0 ? ', first partition' : ''})`;
  const own = build ? `, GIT_REVISION = ${build.revision} in ${build.conf} if there is one` : '';
  const moved = args.network ? `, its own address and MAC where its network configuration has the source's` : '';
  const changes = (network?.changes ?? []).map(({ path, removed, added }) => ({
    host: hostname,
    path,
    removed: [],
    added: [],
    // The guest may change it until it is copied: what is copied decides.
    volatile: removed.map((line, index) => ({ removed: line, added: added[index] ?? '' })),
  }));
  return {
    is: 'todo',
    effect: {
      commands: [`${open}, write /etc/hostname ${hostname}, new SSH host keys and machine-id${moved}${own}`],
      ...(changes.length > 0 && { changes }),
    },
  };
};

/**
 * Gives a clone's disk, before its first start, its own host name, SSH host keys and machine-id, its own address and MAC where
 * the guest is configured with its source's, and drops the udev rules that tie eth0 to the old MAC. Where the disk has no file
 * system that can be written, it is left as it is, and the plan says so.
 */
export const disk = action({
  name: 'personalise.disk',
  risk: 'safe',
  args: Args,
  title: ({ hostname }) => `give the disk its own host name (${hostname}), SSH host keys and machine-id`,
  facts: (args) => {
    const { host, vg, source, from = host } = args;
    return {
      format: formatFact(from, source),
      volumes: volumesFact(host, vg),
      network: args.network && networkFact(from, args.from === undefined ? [copyOf(args), source] : [source]),
    };
  },
  see: (args, { format, volumes, network }): Seen => ({
    format,
    disk: volumes.find(({ name }) => name === args.volume) ?? null,
    network: seenOf(args, network),
  }),
  judge,
  async apply(args, { format, disk }, applying) {
    if (!format || !disk) throw new Error(`${args.host}: ${args.vg}/${args.volume} went away`);
    const edits = isExt(format) ? await networkEdits(args, disk, format, applying) : [];
    const { code, output } = await runDetached(applying, {
      host: args.host,
      id: applying.attempt,
      script: {
        script: personaliseScript,
        args: [
          disk.path,
          String(format.offset),
          String(format.length),
          args.hostname,
          args.fullName,
          `${args.vg}/${disk.name}`,
          tags.personalised,
          left,
          format.type,
          args.build?.conf ?? '',
          args.build?.revision ?? '',
          args.keys ?? '',
          ...edits.flatMap(({ path, text }) => [path, Buffer.from(text, 'latin1').toString('base64')]),
        ],
      },
    });
    if (code !== 0)
      throw new Error(
        `${args.host}: ${args.vg}/${disk.name} could not be personalised: ${lastLines(output) || 'it was killed'}`,
      );
    applying.progress({ part: 1, text: lastLines(output, 12).replaceAll(' / ', ', ') });
  },
  receipt: {
    schema: z.object({ personalised: z.literal(true) }),
    of: (_args, before, after) =>
      !before.disk?.tags.includes(tags.personalised) && after.disk?.tags.includes(tags.personalised)
        ? { personalised: true }
        : null,
  },
  // The volume goes as a whole when the step that made it is undone.
  undo: () => ({ by: [] }),
});

/** The device of the clone's volume: beside the source's. */
function copyOf({ source, volume }: Args): string {
  return `${dirname(source)}/${volume}`;
}

function seenOf({ network: move }: Args, network: GuestNetwork | null | undefined): Seen['network'] {
  if (!move || !network) return null;
  const { edits, left } = networkPlan(network, move);
  const changes = edits.map(({ path, was, text }) => {
    const [before, after] = [was.split('\n'), text.split('\n')];
    const different = before.flatMap((line, index) => (line === after[index] ? [] : [index]));
    return { path, removed: different.map((at) => before[at] ?? ''), added: different.map((at) => after[at] ?? '') };
  });
  return { changes, left };
}

/** `$1` device, `$2` offset: what the guest wrote last stands in its journal until that is replayed. */
const replayed = `
${replayScript}
replay "$1" "$2"
`;

/** What of the copy's network configuration changes. Throws where something of it would be left another's. */
async function networkEdits(
  { host, network: move }: Args,
  disk: LogicalVolume,
  { offset }: DiskFormat,
  { hosts }: Parameters<Action['apply']>[2],
) {
  if (!move) return [];
  await run(hosts, host, `replaying the journal of ${disk.path}`, {
    script: replayed,
    args: [disk.path, String(offset)],
  });
  const { found } = await readFacts(hosts, { found: networkFact(host, [disk.path]) });
  if (!found) throw new Error(`${host}: the files of ${disk.path} cannot be read`);
  const { edits, left } = networkPlan(found, move);
  if (left.length > 0)
    throw new Error(
      `${host}: the clone's guest would not have its own network, so it is not started: ${left.join('; ')}`,
    );
  return edits;
}
