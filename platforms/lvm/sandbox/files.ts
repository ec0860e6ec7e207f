import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDataDisk, makeDisk } from '../../../src/sandbox/disk.ts';
import type { HostFiles, SandboxPart } from '../../../src/sandbox/part.ts';
import { groupsOf, isOn, metaVolumesOf, type SandboxVm, volumesOf } from '../../../src/sandbox/vms.ts';
import { breaks } from './breaks.ts';
import { comparable } from './comparable.ts';

/** LVM's own default. */
export const extent = 4 * 2 ** 20;
/** Each volume group: 64 GiB, of which a file takes up only what was written. */
const extents = 16_384;

/** What DRBD has for itself of each disk: 128 MiB, gnt-instance(8). */
const metaExtents = extentsOf(128 * 2 ** 20);

/** Device files, of every host's volumes: farm.yaml has one folder of them, and in the sandbox a host's path begins with its own. */
const devices = 'dev/all';

/** LVM in the sandbox: the volume group `all` on each host, and those that VMs have disks in besides, with the disks of the VMs there. */
export const sandbox: SandboxPart = {
  tools: join(import.meta.dirname, 'tools'),
  folders: ['dev', 'state/lvm/all.d', 'state/lvm/all.open'],
  files: ({ name, vms, diskSize, rate, master }) => ({
    'state/lvm/all': `${extent} ${extents}\n`,
    ...(rate !== undefined && { 'state/rate': `${rate}\n` }),
    ...(!master && { [devices]: { link: `../../host01/${devices}` } }),
    ...Object.assign({}, ...furtherOf(vms).map((group) => furtherFiles(group, master))),
    ...Object.fromEntries(
      vms
        .filter((vm) => isOn(vm, name) || vm.mirror === name)
        .flatMap((vm) =>
          [
            ...volumesOf(vm).map((volume, index) => ({
              volume: `${groupsOf(vm)[index]}.d/${volume}`,
              size: extentsOf(diskSize),
            })),
            ...metaVolumesOf(vm).map((volume) => ({ volume: `all.d/${volume}`, size: metaExtents })),
          ].map(({ volume, size }, index) => [
            `state/lvm/${volume}`,
            `${lvmUuid(vm.uuid, index)} ${size} - - valid -\n`,
          ]),
        ),
    ),
  }),
  make: async (folder, { vms, diskSize, master }) => {
    for (const group of furtherOf(vms)) {
      await mkdir(join(folder, `state/lvm/${group}.d`), { recursive: true });
      await mkdir(join(folder, `state/lvm/${group}.open`), { recursive: true });
    }
    if (!master) return;
    const bytes = extentsOf(diskSize) * extent;
    for (const group of ['all', ...furtherOf(vms)]) await mkdir(join(folder, 'dev', group));
    await Promise.all(
      vms.flatMap((vm) =>
        volumesOf(vm).map((volume, index) =>
          (index === 0 ? makeDisk : makeDataDisk)(
            join(folder, 'dev', groupsOf(vm)[index] ?? '', volume),
            bytes,
            vm.name,
          ),
        ),
      ),
    );
  },
  state: ['lvm'],
  farmYaml: ({ master: { folder }, vms }) => ({
    lvm: {
      volume_group: 'all',
      ...(furtherOf(vms).length > 0 && { other_volume_groups: furtherOf(vms) }),
      devices: `${folder}/dev`,
      snapshot_size: '1G',
    },
  }),
  comparable,
  breaks,
};

/** The volume groups that VMs have disks in beside `all`. */
function furtherOf(vms: readonly SandboxVm[]): readonly string[] {
  return [...new Set(vms.flatMap(groupsOf))].filter((group) => group !== 'all');
}

function furtherFiles(group: string, master: boolean): HostFiles {
  return {
    [`state/lvm/${group}`]: `${extent} ${extents}\n`,
    ...(!master && { [`dev/${group}`]: { link: `../../host01/dev/${group}` } }),
  };
}

/** How many extents a disk of so many bytes takes up. */
export function extentsOf(bytes: number): number {
  return Math.ceil(bytes / extent);
}

/** A UUID in the groups LVM writes its own in, of each disk another. */
function lvmUuid(uuid: string, index: number): string {
  const own = `${uuid.replaceAll('-', '').slice(0, -1)}${index === 0 ? uuid.slice(-1) : 'ghijklm'.charAt(index - 1)}`;
  return own.replace(/^(.{6})(.{4})(.{4})(.{4})(.{4})(.{4})(.{6})$/, '$1-$2-$3-$4-$5-$6-$7');
}
