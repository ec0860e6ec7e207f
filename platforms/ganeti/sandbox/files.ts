import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { HostFiles, SandboxPart } from '../../../src/sandbox/part.ts';
import { groupsOf, isOn, metaVolumesOf, type SandboxVm, volumesOf } from '../../../src/sandbox/vms.ts';
import { extent, extentsOf } from '../../lvm/sandbox/files.ts';
import { breaks } from './breaks.ts';
import { comparable } from './comparable.ts';

/** Where Ganeti puts QEMU's monitor sockets; those of every host, as their device files are. */
const monitors = 'var/run/ganeti/kvm-hypervisor/ctrl';
/** Its own configuration, on the master. */
const config = 'var/lib/ganeti/config.data';
/** By these the nodes know each other. */
const trust = {
  'var/lib/ganeti/known_hosts': 'gnt-cluster.farm ssh-ed25519 AAAA\n',
  'var/lib/ganeti/ssconf_cluster_name': 'gnt-cluster.farm\n',
};

/** Ganeti in the sandbox: a cluster of its hosts. */
export const sandbox: SandboxPart = {
  tools: join(import.meta.dirname, 'tools'),
  folders: [dirname(monitors), 'state/running', 'state/stopped'],
  files: ({ name, vms, diskSize, master }) => ({
    ...trust,
    ...(!master && { [monitors]: { link: `../../../../../host01/${monitors}` } }),
    ...(master && {
      'state/ganeti/serial': '2\n',
      [config]: `${JSON.stringify(configOf(vms))}\n`,
      ...Object.assign({}, ...vms.map((vm) => instanceOf(vm, diskSize, minorsOf(vm, vms)))),
      ...Object.fromEntries(
        vms.flatMap(({ instance, running }) => (running ? [[`${monitors}/${instance}.monitor`, '']] : [])),
      ),
    }),
    ...Object.assign({}, ...vms.filter((vm) => vm.running && isOn(vm, name)).map(runningOf)),
    ...Object.assign({}, ...vms.filter((vm) => vm.running && (isOn(vm, name) || vm.mirror === name)).map(openOf)),
  }),
  make: async (folder, { master }) => {
    if (master) await mkdir(join(folder, monitors), { recursive: true });
  },
  state: ['running', 'stopped', 'ganeti/instances', 'ganeti/backend', 'ganeti/secondaries', 'ganeti/nodes'],
  farmYaml: ({ master: { name, folder }, nodes }) => ({
    ganeti: {
      host: name,
      node: nodeOf('host01'),
      ...(nodes.length > 1 && { nodes: Object.fromEntries(nodes.map((node) => [nodeOf(node.name), node.name])) }),
      os: 'debootstrap+default',
      memory: '4G',
      balloon: '1G',
      monitors: `${folder}/${monitors}`,
      config: `${folder}/${config}`,
    },
  }),
  comparable,
  breaks,
};

/** What the configuration has of instances and their disks. An instance's first disk has its identity. */
function configOf(vms: readonly SandboxVm[]) {
  const disks = vms.flatMap((vm) =>
    volumesOf(vm).map((volume, index) => ({
      minor: minorsOf(vm, vms)[index],
      of: vm.uuid,
      meta: metaVolumesOf(vm)[index],
      host: vm.host,
      mirror: vm.mirror,
      uuid: `${vm.uuid}${index === 0 ? '' : `-${index}`}`,
      group: groupsOf(vm)[index],
      volume,
    })),
  );
  return {
    version: 3000000,
    cluster: { enabled_disk_templates: ['plain', 'drbd'] },
    instances: Object.fromEntries(
      vms.map(({ instance, uuid, host, mac }) => [
        uuid,
        {
          name: instance,
          primary_node: nodeOf(host),
          os: 'debootstrap+default',
          hypervisor: 'kvm',
          hvparams: {},
          beparams: { maxmem: 4096, minmem: 4096, vcpus: 1 },
          osparams: {},
          nics: [{ mac, nicparams: {} }],
          disks: disks.filter(({ of }) => of === uuid).map((disk) => disk.uuid),
        },
      ]),
    ),
    disks: Object.fromEntries(
      disks.map(({ uuid, group, volume, meta, host, mirror, minor = 0 }) => [
        uuid,
        mirror === undefined
          ? { logical_id: [group, volume], dev_type: 'plain' }
          : {
              logical_id: [nodeOf(host), nodeOf(mirror), 11000 + minor, minor, minor, 'secret'],
              dev_type: 'drbd',
              children: [
                { logical_id: [group, volume], dev_type: 'plain' },
                { logical_id: ['all', meta], dev_type: 'plain' },
              ],
            },
      ]),
    ),
  };
}

/** The numbers of its DRBD devices, where its disks are mirrored. */
function minorsOf(vm: SandboxVm, vms: readonly SandboxVm[]): readonly number[] {
  const before = vms.slice(0, vms.indexOf(vm)).filter(({ mirror }) => mirror !== undefined);
  const first = before.reduce((sum, other) => sum + volumesOf(other).length, 0);
  return volumesOf(vm).map((_, index) => first + index);
}

/** The node a host is. */
function nodeOf(host = 'host01'): string {
  return `${host}.farm`;
}

/** That a VM runs, on its host. */
function runningOf({ instance, mac }: SandboxVm): HostFiles {
  return { [`state/running/${instance}`]: `1024 ${mac}\n` };
}

/** What holds a running VM's disks: QEMU, or DRBD on both hosts. */
function openOf(vm: SandboxVm): HostFiles {
  const volumes = [
    ...volumesOf(vm).map((volume, index) => `${groupsOf(vm)[index]}.open/${volume}`),
    ...metaVolumesOf(vm).map((volume) => `all.open/${volume}`),
  ];
  return Object.fromEntries(volumes.map((volume) => [`state/lvm/${volume}.${vm.instance}`, '']));
}

/** What Ganeti knows of a VM. */
function instanceOf(vm: SandboxVm, diskSize: number, minors: readonly number[]): HostFiles {
  const { instance, uuid, mac, mirror, running, crashed } = vm;
  const volumes = volumesOf(vm);
  const groups = groupsOf(vm);
  const group = groups.every((one) => one === groups[0]) ? groups[0] : groups.join();
  const mebibytes = volumes.map(() => (extentsOf(diskSize) * extent) / 2 ** 20).join();
  const state = running || crashed ? 'up' : 'down';
  return {
    [`state/ganeti/instances/${instance}`]: `${uuid} debootstrap+default ${nodeOf(vm.host)} ${state} 4096 ${group} ${volumes.join()} ${mebibytes} ${mac}\n`,
    ...(mirror !== undefined && { [`state/ganeti/secondaries/${instance}`]: `${nodeOf(mirror)} ${minors.join()}\n` }),
  };
}
