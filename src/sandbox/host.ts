import { execFile } from 'node:child_process';
import { existsSync, watch } from 'node:fs';
import { chmod, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { makeDisk } from './disk.ts';
import { type Faults, faultsOf } from './faults.ts';
import { hostFiles } from './host-files.ts';
import { newKey, type PublicKey } from './keys.ts';
import { startSshServer } from './server.ts';
import { type SandboxVm, vms } from './vms.ts';

const run = promisify(execFile);

/** A host of the sandbox: a folder, and an SSH server in front of it. */
export interface SandboxHost {
  readonly name: string;
  /** What would be / on a real host. */
  readonly folder: string;
  readonly port: number;
  readonly hostKey: PublicKey;
  readonly faults: Faults;
  /** Runs a shell command there as SSH would, without SSH in between. */
  exec(command: string): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>;
  /** Loses every connection; what runs goes on. */
  drop(): void;
  close(): Promise<void>;
}

export interface HostSettings {
  readonly name: string;
  readonly folder: string;
  /** Folder of the whole sandbox; what runs on its hosts is found by it. */
  readonly sandbox: string;
  readonly clientKey: string;
  /** Bytes of each VM's disk. */
  readonly diskSize: number;
  /** MiB a second its disks are copied at. */
  readonly rate?: number;
  /** Whether it is the farm's Ganeti master, with the VMs. */
  readonly master: boolean;
}

const tools = join(import.meta.dirname, 'tools');
/** LVM's own default. */
const extent = 4 * 2 ** 20;
/** The volume group: 64 GiB, of which a file holds only what was written. */
const extents = 16_384;
const services = ['named', 'isc-dhcp-server', 'nginx', 'shorewall'];

/** Fills the folder with the seed's host and starts its SSH server. */
export async function createHost(settings: HostSettings): Promise<SandboxHost> {
  const { name, folder, sandbox } = settings;
  await writeTree(settings);
  const environment = {
    PATH: hostPath(folder),
    HOME: join(folder, 'root'),
    USER: 'root',
    LOGNAME: 'root',
    SHELL: '/bin/sh',
    LANG: 'C.UTF-8',
    FARMHAND_SANDBOX: sandbox,
  };
  const home = { cwd: environment.HOME, env: environment };
  await run('sh', ['-c', `systemctl restart ${services.join(' ')}`], home);

  const key = newKey();
  const firewall = join(folder, 'state/shorewall');
  const isCut = () => existsSync(join(firewall, 'cut'));
  const server = await startSshServer({
    hostKey: key.private,
    clientKey: settings.clientKey,
    environment,
    folder: environment.HOME,
    refuses: isCut,
  });
  const watcher = watch(firewall, { persistent: false }, (_event, file) => {
    if (file === 'cut' && isCut()) server.drop();
  });
  return {
    name,
    folder,
    port: server.port,
    hostKey: key.public,
    faults: faultsOf(folder),
    exec: (command) =>
      new Promise((resolve) => {
        execFile('/bin/sh', ['-c', command], home, (error, stdout, stderr) =>
          resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
        ).stdin?.end();
      }),
    drop: server.drop,
    close: async () => {
      watcher.close();
      await server.close();
    },
  };
}

/** PATH on a host: the stand-ins, then what is real. */
export function hostPath(folder: string): string {
  return `${folder}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`;
}

async function writeTree({ name, folder, diskSize, rate, master }: HostSettings): Promise<void> {
  const { write, link } = writer(folder);
  for (const path of emptyFolders) await mkdir(join(folder, path), { recursive: true });
  for (const tool of await readdir(tools)) {
    if (tool !== 'lib') await chmod(join(tools, tool), 0o755).catch(() => {});
    await link(`bin/${tool}`, join(tools, tool));
  }
  for (const [path, content] of Object.entries(hostFiles(vms))) {
    if (typeof content === 'string') await write(path, content);
    else await link(path, content.link);
  }
  await write('etc/hostname', `${name}.farm\n`);
  await write('state/lvm/all', `${extent} ${extents}\n`);
  if (rate !== undefined) await write('state/rate', `${rate}\n`);
  if (!master) return;
  await write('state/ganeti/serial', '2\n');
  await Promise.all(vms.map((vm) => writeVm(folder, vm, diskSize)));
}

/** Where Ganeti puts QEMU's monitor sockets. */
export const monitors = 'var/run/ganeti/kvm-hypervisor/ctrl';

const emptyFolders = [
  ...['root', 'tmp', 'var/lib/farmhand', 'var/log/nginx', 'etc/nginx/sites-enabled', 'dev/all', 'faults', monitors],
  ...['lvm/all.d', 'lvm/all.open', 'services', 'named', 'shorewall', 'running'].map((path) => `state/${path}`),
];

async function writeVm(folder: string, vm: SandboxVm, diskSize: number): Promise<void> {
  const { write } = writer(folder);
  const size = Math.ceil(diskSize / extent);
  const lvUuid = vm.uuid
    .replaceAll('-', '')
    .replace(/^(.{6})(.{4})(.{4})(.{4})(.{4})(.{4})(.{6})$/, '$1-$2-$3-$4-$5-$6-$7');
  await write(`state/lvm/all.d/${vm.volume}`, `${lvUuid} ${size} - - valid -\n`);
  await write(
    `state/ganeti/instances/${vm.instance}`,
    `${vm.uuid} debootstrap+default host01.farm ${vm.running ? 'up' : 'down'} 4096 all ${vm.volume} ${(size * extent) / 2 ** 20} ${vm.mac}\n`,
  );
  if (vm.running) {
    await write(`state/running/${vm.instance}`, `1024 ${vm.mac}\n`);
    await write(`state/lvm/all.open/${vm.volume}.${vm.instance}`, '');
    await write(`${monitors}/${vm.instance}.monitor`, '');
  }
  await makeDisk(join(folder, 'dev/all', vm.volume), size * extent, vm.name);
}

function writer(folder: string) {
  const at = async (path: string) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    return join(folder, path);
  };
  return {
    write: async (path: string, text: string) => writeFile(await at(path), text),
    link: async (path: string, target: string) => symlink(target, await at(path)),
  };
}
