import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeDisk } from './disk.ts';
import { hostFiles } from './host-files.ts';
import { type SandboxVm, vms } from './vms.ts';

export interface TreeSettings {
  readonly name: string;
  /** Bytes of each VM's disk. */
  readonly diskSize: number;
  /** MiB a second its disks are copied at; left out: as fast as this machine can. */
  readonly rate?: number;
  /** Whether it is the farm's Ganeti master, with the VMs. */
  readonly master: boolean;
}

/** Where Ganeti puts QEMU's monitor sockets. */
export const monitors = 'var/run/ganeti/kvm-hypervisor/ctrl';

const tools = join(import.meta.dirname, 'tools');
/** LVM's own default. */
const extent = 4 * 2 ** 20;
/** The volume group: 64 GiB, of which a file takes up only what was written. */
const extents = 16_384;

const emptyFolders = [
  ...['root', 'tmp', 'var/lib/farmhand', 'var/log/nginx', 'etc/nginx/sites-enabled', 'dev/all', 'faults', monitors],
  ...['lvm/all.d', 'lvm/all.open', 'services', 'named', 'shorewall', 'running'].map((path) => `state/${path}`),
];

/** Fills a folder with the seed's host: its files, its volumes, the stand-ins for its tools. No service has been started. */
export async function writeTree(folder: string, { name, diskSize, rate, master }: TreeSettings): Promise<void> {
  const { write, link } = writer(folder);
  for (const path of emptyFolders) await mkdir(join(folder, path), { recursive: true });
  for (const tool of await readdir(tools)) await link(`bin/${tool}`, join(tools, tool));
  for (const [path, content] of Object.entries(hostFiles(vms))) {
    if (typeof content === 'string') await write(path, content);
    else await link(path, content.link);
  }
  await write('etc/hostname', `${name}.farm\n`);
  await write('state/lvm/all', `${extent} ${extents}\n`);
  if (rate !== undefined) await write('state/rate', `${rate}\n`);
  if (!master) return;
  await write('state/ganeti/serial', '2\n');
  for (const vm of vms) await writeVm(folder, vm, diskSize);
}

async function writeVm(folder: string, vm: SandboxVm, diskSize: number): Promise<void> {
  const { write } = writer(folder);
  const size = Math.ceil(diskSize / extent);
  const mebibytes = (size * extent) / 2 ** 20;
  const state = vm.running ? 'up' : 'down';
  await write(`state/lvm/all.d/${vm.volume}`, `${lvmUuid(vm.uuid)} ${size} - - valid -\n`);
  await write(
    `state/ganeti/instances/${vm.instance}`,
    `${vm.uuid} debootstrap+default host01.farm ${state} 4096 all ${vm.volume} ${mebibytes} ${vm.mac}\n`,
  );
  if (vm.running) {
    await write(`state/running/${vm.instance}`, `1024 ${vm.mac}\n`);
    await write(`state/lvm/all.open/${vm.volume}.${vm.instance}`, '');
    await write(`${monitors}/${vm.instance}.monitor`, '');
  }
  await makeDisk(join(folder, 'dev/all', vm.volume), size * extent, vm.name);
}

/** A UUID in the groups LVM writes its own in. */
function lvmUuid(uuid: string): string {
  return uuid.replaceAll('-', '').replace(/^(.{6})(.{4})(.{4})(.{4})(.{4})(.{4})(.{6})$/, '$1-$2-$3-$4-$5-$6-$7');
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
