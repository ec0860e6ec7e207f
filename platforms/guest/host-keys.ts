import * as z from 'zod';
import { type Action, action, noReceipt } from '../../src/engine/action.ts';
import type { Fact } from '../../src/engine/facts.ts';
import * as s from '../../src/farm/config/scalars.ts';
import { lastLines, runDetached } from '../../src/farm/detached.ts';
import { printedFact } from '../../src/farm/printed-fact.ts';
import { run } from '../../src/farm/run.ts';
import { type DiskFormat, formatFact, isExt, mountable } from './probe.ts';

const Args = z.strictObject({
  /** The host of the clone's volume: the keys wait there until they are put on it. */
  host: s.label,
  /** The folder they wait in, of that clone alone. */
  folder: s.remotePath,
  hostname: s.label,
  /** Device of the volume it is a copy of: it gets keys of the same kinds. */
  source: s.remotePath,
  /** The host that device is on, where it is another. */
  from: s.label.optional(),
  /** Whether the host's kernel may mount a guest's file system where no user-space tool writes it. */
  mount: z.boolean(),
});
type Args = z.infer<typeof Args>;

type Keys = 'none' | 'begun' | 'made';

type Seen = { readonly format: DiskFormat | null; readonly keys: Keys };

/** `$1` folder. It has its name once all keys are in it. */
const lookScript = 'if [ -d "$1" ]; then echo made; elif [ -d "$1.new" ]; then echo begun; else echo none; fi';

function keysFact(host: string, folder: string): Fact<Keys> {
  const read = { script: lookScript, args: [folder] };
  return printedFact(
    host,
    read,
    `cannot tell whether there are keys in ${folder}`,
    (printed) => printed.trim() as Keys,
  );
}

const kinds = ['rsa', 'ecdsa', 'ed25519'];

/** `$1` device of an ext file system. Prints the kinds of host keys its guest has. */
const kindsScript = `
as_root debugfs -R 'ls -p "/etc/ssh"' -- "$1" 2>/dev/null |
  awk -F/ '$6 ~ /^ssh_host_(${kinds.join('|')})_key$/ { split($6, part, "_"); print part[3] }'
`;

/**
 * `$1` folder, `$2` host name, then kinds. What a run left there that was neither undone nor gone on with is removed after a month, as jobs are. The user
 * who logs in makes them, since only who may become root personalises a disk.
 */
const makeScript = `
umask 077
folder=$1 name=$2
shift 2
[ ! -d "$folder" ] || exit 0
mkdir -p -- "\${folder%/*}" || exit
find "\${folder%/*}" -mindepth 1 -maxdepth 1 -mtime +30 -exec rm -rf -- {} +
rm -rf -- "$folder.new" && mkdir -- "$folder.new" || exit
for kind; do
  ssh-keygen -q -N '' -m PEM -t "$kind" -C "root@$name" -f "$folder.new/ssh_host_\${kind}_key" </dev/null || exit
done
mv -T -- "$folder.new" "$folder"
`;

const judge: Action<Args, Seen>['judge'] = ({ source, mount, from, host, hostname }, { format, keys }) => {
  if (keys === 'made') return { is: 'done', why: 'they are made' };
  if (!format) return { is: 'blocked', why: `there is no ${source} on ${from ?? host}` };
  if (!isExt(format) && !(mount && mountable.includes(format.type)))
    return { is: 'done', why: 'nothing is written on the disk: it keeps those of its source' };
  return { is: 'todo', effect: { commands: [`ssh-keygen -C root@${hostname}, for each kind that is on ${source}`] } };
};

/**
 * Makes the SSH host keys a clone gets, ssh-keygen(1), while its disk is copied: an RSA key takes a slow processor many seconds. They wait in a folder that
 * only farmhand's user can read, from which `personalise.disk` takes them.
 */
export const makeKeys = action({
  name: 'personalise.keys',
  risk: 'safe',
  args: Args,
  title: ({ hostname }) => `make SSH host keys for ${hostname}`,
  facts: ({ host, folder, source, from = host }) => ({
    format: formatFact(from, source),
    keys: keysFact(host, folder),
  }),
  see: (_args, seen): Seen => seen,
  judge,
  async apply({ host, folder, hostname, source, from = host }, { format }, applying) {
    if (!format) throw new Error(`${from}: ${source} went away`);
    const device = format.offset === 0 ? source : `${source}?offset=${format.offset}`;
    // Of a file system that must be mounted they are not known: those it does not have are not put on it.
    const found = isExt(format)
      ? await run(applying.hosts, from, `looking at ${source}`, { script: kindsScript, args: [device] })
      : kinds.join('\n');
    const { code, output } = await runDetached(applying, {
      host,
      id: applying.attempt,
      script: { script: makeScript, args: [folder, hostname, ...found.split('\n').filter((kind) => kind !== '')] },
    });
    if (code !== 0)
      throw new Error(
        `${host}: the SSH host keys of ${hostname} could not be made: ${lastLines(output) || 'it was killed'}`,
      );
  },
  receipt: {
    schema: z.object({ made: z.literal(true) }),
    of: (_args, _before, { keys }) => (keys === 'none' ? null : { made: true }),
  },
  undo: ({ host, folder }) => ({
    by: [{ action: 'personalise.forget-keys', args: { host, folder } }],
    identified: true,
  }),
});

/** Removes host keys that were made for a clone and are on no disk. */
export const forgetKeys = action({
  name: 'personalise.forget-keys',
  risk: 'safe',
  args: z.strictObject({ host: s.label, folder: s.remotePath }),
  title: ({ folder }) => `remove SSH host keys that were not used (${folder})`,
  facts: ({ host, folder }) => ({ keys: keysFact(host, folder) }),
  see: (_args, { keys }) => keys,
  judge: ({ folder }, keys) =>
    keys === 'none'
      ? { is: 'done', why: 'they are gone already' }
      : { is: 'todo', effect: { commands: [`rm -r ${folder}`] } },
  async apply({ host, folder }, _seen, { hosts }) {
    await run(hosts, host, `removing ${folder}`, { script: 'rm -rf -- "$1" "$1.new"', args: [folder] });
  },
  receipt: noReceipt,
  undo: () => ({ by: [] }),
});
