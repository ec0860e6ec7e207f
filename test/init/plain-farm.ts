import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sandboxFarms } from '../../platforms/sandboxes.ts';
import type { HostFiles, SandboxPart } from '../../src/sandbox/part.ts';
import { createSandboxOf, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { vms } from '../../src/sandbox/vms.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';

/** A sandbox behind a real sshd for which every file is where Debian has it: as a host of which nobody wrote a farm.yaml. Takes root. */
export interface PlainFarm {
  readonly sandbox: Sandbox;
  readonly sshd: Sshd;
  close(): Promise<void>;
}

/** In a mount namespace of its own, the folder `$1`'s files in their usual places; then the words after it. `$2`: programs. */
const place = `
set -e
host=$1 programs=$2
shift 2
hostname host01.farm
mount -t tmpfs tmpfs /mnt
for folder in /etc /var/lib; do
  mkdir -p "/mnt$folder/upper" "/mnt$folder/work"
  mount -t overlay overlay -o "lowerdir=$folder,upperdir=/mnt$folder/upper,workdir=/mnt$folder/work" "$folder"
done
mount -t tmpfs tmpfs /run
mkdir -p /run/sshd /run/ganeti /var/lib/farmhand
[ ! -d "$host/var/run/ganeti" ] || mount --bind "$host/var/run/ganeti" /run/ganeti
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
  mkdir -p "$place"
  mount --bind "$folder" "$place"
done
mount --bind "$programs" /usr/local/sbin
exec "$@"
`;

/** A farm of the sandbox (`seed`, `modern`) with everything in it called as `renamed` has it. */
export async function plainFarm(farm: string, renamed: (text: string) => string = (text) => text): Promise<PlainFarm> {
  const parts = (sandboxFarms[farm] ?? []).map((part) => renamedPart(part, renamed));
  const sandbox = await createSandboxOf(parts, { diskSize: 4 * 2 ** 20 });
  try {
    const [{ folder }] = sandbox.hosts;
    const programs = await standIns(folder);
    const sshd = await startSshd({
      within: ['unshare', '--mount', '--uts', 'sh', '-c', place, 'sh', folder, programs],
    });
    return {
      sandbox,
      sshd,
      close: async () => {
        await sshd.remove();
        await sandbox.close();
      },
    };
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}

/** Every stand-in by its name, called in its own place, by which it knows its host; what it prints of that place is as outside the sandbox. */
async function standIns(folder: string): Promise<string> {
  const programs = join(folder, 'programs');
  await mkdir(programs);
  for (const name of (await readdir(join(folder, 'bin'))).filter((one) => one !== 'lib')) {
    const words = `'${join(folder, 'bin', name)}' "$@"`;
    // What dd copies is not text.
    const script = name === 'dd' ? `exec ${words}` : `set -o pipefail\n${words} | sed 's|${folder}/|/|g'`;
    await writeFile(join(programs, name), `#!/bin/bash\n${script}\n`);
    await chmod(join(programs, name), 0o755);
  }
  return programs;
}

function renamedPart(part: SandboxPart, renamed: (text: string) => string): SandboxPart {
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
