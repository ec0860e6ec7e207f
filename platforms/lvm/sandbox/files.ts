import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDataDisk, makeDisk } from '../../../src/sandbox/disk.ts';
import type { SandboxPart } from '../../../src/sandbox/part.ts';
import { isOn, metaVolumesOf, volumesOf } from '../../../src/sandbox/vms.ts';
import { breaks } from './breaks.ts';
import { comparable } from './comparable.ts';

/** LVM's own default. */
export const extent = 4 * 2 ** 20;
/** The volume group: 64 GiB, of which a file takes up only what was written. */
const extents = 16_384;

/** What DRBD has for itself of each disk: 128 MiB, gnt-instance(8). */
const metaExtents = extentsOf(128 * 2 ** 20);

/** Device files, of every host's volumes: farm.yaml has one folder of them, and in the sandbox a host's path begins with its own. */
const devices = 'dev/all';

/** LVM in the sandbox: one volume group on each host, with the disks of the VMs there. */
export const sandbox: SandboxPart = {
  tools: join(import.meta.dirname, 'tools'),
  folders: ['dev', 'state/lvm/all.d', 'state/lvm/all.open'],
  files: ({ name, vms, diskSize, rate, master }) => ({
    'state/lvm/all': `${extent} ${extents}\n`,
    ...(rate !== undefined && { 'state/rate': `${rate}\n` }),
    ...(!master && { [devices]: { link: `../../host01/${devices}` } }),
    ...Object.fromEntries(
      vms
        .filter((vm) => isOn(vm, name) || vm.mirror === name)
        .flatMap((vm) =>
          [
            ...volumesOf(vm).map((volume) => ({ volume, size: extentsOf(diskSize) })),
            ...metaVolumesOf(vm).map((volume) => ({ volume, size: metaExtents })),
          ].map(({ volume, size }, index) => [
            `state/lvm/all.d/${volume}`,
            `${lvmUuid(vm.uuid, index)} ${size} - - valid -\n`,
          ]),
        ),
    ),
  }),
  make: async (folder, { vms, diskSize, master }) => {
    if (!master) return;
    const bytes = extentsOf(diskSize) * extent;
    await mkdir(join(folder, devices));
    await Promise.all(
      vms.flatMap((vm) =>
        volumesOf(vm).map((volume, index) =>
          (index === 0 ? makeDisk : makeDataDisk)(join(folder, devices, volume), bytes, vm.name),
        ),
      ),
    );
  },
  state: ['lvm'],
  farmYaml: ({ master: { folder } }) => ({
    lvm: { volume_group: 'all', devices: `${folder}/dev`, snapshot_size: '1G' },
  }),
  comparable,
  breaks,
};

/** How many extents a disk of so many bytes takes up. */
export function extentsOf(bytes: number): number {
  return Math.ceil(bytes / extent);
}

/** A UUID in the groups LVM writes its own in, of each disk another. */
function lvmUuid(uuid: string, index: number): string {
  const own = `${uuid.replaceAll('-', '').slice(0, -1)}${index === 0 ? uuid.slice(-1) : 'ghijklm'.charAt(index - 1)}`;
  return own.replace(/^(.{6})(.{4})(.{4})(.{4})(.{4})(.{4})(.{6})$/, '$1-$2-$3-$4-$5-$6-$7');
}
