import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sandboxFarms } from '../../platforms/sandboxes.ts';
import type { HostFiles, SandboxPart } from '../../src/sandbox/part.ts';
import { createSandboxOf } from '../../src/sandbox/sandbox.ts';
import { type SandboxVm, vms as seeded } from '../../src/sandbox/vms.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';

/** A sandbox whose hosts have everything where Debian has it, each behind a real sshd: hosts of which nobody wrote a farm.yaml. Takes root. */
export interface PlainFarm {
  /** One a host. */
  readonly sshds: readonly Sshd[];
  close(): Promise<void>;
}

export interface PlainFarmSettings {
  /** Of the sandbox: `seed`, `modern`. */
  readonly farm?: string;
  /** What everything is called instead. */
  readonly renamed?: (text: string) => string;
  /** The VMs there are; left out: the seed's. */
  readonly vms?: readonly SandboxVm[];
  /** Two hosts: Ganeti and the disks on the first, all else on the second. */
  readonly apart?: boolean;
}

/** Programs and folders of /etc that are on one of two hosts only. */
const ofCluster = ['gnt-cluster', 'gnt-instance', 'gnt-node', 'gnt-job', 'lvs', 'vgs'];
const ofServices = ['named-checkconf', 'rndc', 'nsupdate', 'dhcpd', 'kea-dhcp4', 'shorewall', 'shorewall6', 'nginx'];
const foldersOfServices = ['bind', 'dhcp', 'kea', 'shorewall', 'shorewall6', 'nginx'];

/** In namespaces of its own, the files of the folder `$1` in their usual places, but for the folders `$3` of its etc, and the programs `$2`; then the words after it. */
const place = `
set -e
host=$1 programs=$2 without=$3
shift 3
hostname "\${host##*/}.farm"
mount -t tmpfs tmpfs /mnt
for folder in /etc /var/lib; do
  mkdir -p "/mnt$folder/upper" "/mnt$folder/work"
  mount -t overlay overlay -o "lowerdir=$folder,upperdir=/mnt$folder/upper,workdir=/mnt$folder/work" "$folder"
done
mount -t tmpfs tmpfs /run
mkdir -p /run/sshd /run/ganeti /var/lib/farmhand
[ ! -d "$host/var/run/ganeti" ] || mount --bind "$host/var/run/ganeti" /run/ganeti
mkdir -p /var/lib/ganeti
[ ! -d "$host/var/lib/ganeti" ] || mount --bind "$host/var/lib/ganeti" /var/lib/ganeti
mkdir /mnt/dev
mount --rbind /dev /mnt/dev
mount -t tmpfs tmpfs /dev
for device in null zero full random urandom tty; do
  : >"/dev/$device"
  mount --bind "/mnt/dev/$device" "/dev/$device"
done
ln -s /proc/self/fd /dev/fd
for folder in "$host"/etc/*/ "$host"/dev/*/; do
  place=\${folder#"$host"}
  case " $without " in *" $place "*) continue ;; esac
  mkdir -p "$place"
  mount --bind "$folder" "$place"
done
mount --bind "$programs" /usr/local/sbin
exec "$@"
`;

export async function plainFarm(settings: PlainFarmSettings = {}): Promise<PlainFarm> {
  const { farm = 'seed', renamed = (text) => text, vms = seeded, apart = false } = settings;
  const parts = (sandboxFarms[farm] ?? []).map((part) => renamedPart(part, vms, renamed));
  const sandbox = await createSandboxOf(parts, { diskSize: 4 * 2 ** 20, vms, hosts: apart ? 2 : 1 });
  const sshds: Sshd[] = [];
  const close = async () => {
    await Promise.all(sshds.map((sshd) => sshd.remove()));
    await sandbox.close();
  };
  try {
    for (const { name, folder } of sandbox.hosts) {
      const isMaster = name === 'host01';
      const missing = apart ? (isMaster ? ofServices : ofCluster) : [];
      const without = apart && isMaster ? foldersOfServices.map((one) => `/etc/${one}/`).join(' ') : '';
      // A host without a volume group is no node of the cluster.
      if (apart && !isMaster) await rm(join(folder, 'state/lvm'), { recursive: true });
      const words = ['sh', '-c', place, 'sh', folder, await standIns(folder, missing), without];
      sshds.push(await startSshd({ within: ['unshare', '--mount', '--uts', ...words] }));
    }
    return { sshds, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Every stand-in by its name, called in its own place, by which it knows its host; what it prints of that place is as outside the sandbox. */
async function standIns(folder: string, missing: readonly string[]): Promise<string> {
  const programs = join(folder, 'programs');
  await mkdir(programs);
  for (const name of (await readdir(join(folder, 'bin'))).filter((one) => one !== 'lib' && !missing.includes(one))) {
    const words = `'${join(folder, 'bin', name)}' "$@"`;
    // What dd copies is not text.
    const script = name === 'dd' ? `exec ${words}` : `set -o pipefail\n${words} | sed 's|${folder}/|/|g'`;
    await writeFile(join(programs, name), `#!/bin/bash\n${script}\n`);
    await chmod(join(programs, name), 0o755);
  }
  return programs;
}

function renamedPart(part: SandboxPart, vms: readonly SandboxVm[], renamed: (text: string) => string): SandboxPart {
  const { files, guests: _, ...rest } = part;
  const own = vms.map((vm) => ({ ...vm, name: renamed(vm.name), instance: renamed(vm.instance) }));
  return {
    ...rest,
    ...(files && { files: (host) => renamedFiles(files({ ...host, vms: own }), renamed) }),
    ...(rest.make && { make: (folder, host) => part.make?.(folder, { ...host, vms: own }) ?? Promise.resolve() }),
  };
}

function renamedFiles(files: HostFiles, renamed: (text: string) => string): HostFiles {
  return Object.fromEntries(
    Object.entries(files).map(([path, content]) => [
      renamed(path),
      typeof content === 'string' ? renamed(content) : { link: renamed(content.link) },
    ]),
  );
}
