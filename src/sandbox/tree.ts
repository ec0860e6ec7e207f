import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeDisk } from './disk.ts';
import { type HostFiles, hostFiles } from './host-files.ts';
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
  const size = Math.ceil(diskSize / extent);
  const files: HostFiles = {
    ...hostFiles(vms),
    ...Object.fromEntries((await readdir(tools)).map((tool) => [`bin/${tool}`, { link: join(tools, tool) }])),
    'etc/hostname': `${name}.farm\n`,
    'state/lvm/all': `${extent} ${extents}\n`,
    ...(rate !== undefined && { 'state/rate': `${rate}\n` }),
    ...(master && { 'state/ganeti/serial': '2\n' }),
    ...(master && Object.assign({}, ...vms.map((vm) => vmState(vm, size)))),
  };
  for (const path of new Set([...emptyFolders, ...Object.keys(files).map(dirname)])) {
    await mkdir(join(folder, path), { recursive: true });
  }
  await Promise.all(
    Object.entries(files).map(([path, content]) =>
      typeof content === 'string' ? writeFile(join(folder, path), content) : symlink(content.link, join(folder, path)),
    ),
  );
  if (!master) return;
  await Promise.all(vms.map((vm) => makeDisk(join(folder, 'dev/all', vm.volume), size * extent, vm.name)));
}

/** What Ganeti and LVM know of a VM. `size`: extents of its disk. */
function vmState({ instance, uuid, volume, mac, running }: SandboxVm, size: number): HostFiles {
  const mebibytes = (size * extent) / 2 ** 20;
  const state = running ? 'up' : 'down';
  return {
    [`state/lvm/all.d/${volume}`]: `${lvmUuid(uuid)} ${size} - - valid -\n`,
    [`state/ganeti/instances/${instance}`]: `${uuid} debootstrap+default host01.farm ${state} 4096 all ${volume} ${mebibytes} ${mac}\n`,
    ...(running && {
      [`state/running/${instance}`]: `1024 ${mac}\n`,
      [`state/lvm/all.open/${volume}.${instance}`]: '',
      [`${monitors}/${instance}.monitor`]: '',
    }),
  };
}

/** A UUID in the groups LVM writes its own in. */
function lvmUuid(uuid: string): string {
  return uuid.replaceAll('-', '').replace(/^(.{6})(.{4})(.{4})(.{4})(.{4})(.{4})(.{6})$/, '$1-$2-$3-$4-$5-$6-$7');
}
