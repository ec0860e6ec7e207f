import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { HostFiles, SandboxPart } from '../../../src/sandbox/part.ts';
import { isOn, type SandboxVm } from '../../../src/sandbox/vms.ts';
import { extent, extentsOf } from '../../lvm/sandbox/files.ts';
import { breaks } from './breaks.ts';
import { comparable } from './comparable.ts';

/** Where Ganeti puts QEMU's monitor sockets; those of every host, as their device files are. */
const monitors = 'var/run/ganeti/kvm-hypervisor/ctrl';
/** Its own configuration, on the master. */
const config = 'var/lib/ganeti/config.data';

/** Ganeti in the sandbox: a cluster of its hosts. */
export const sandbox: SandboxPart = {
  tools: join(import.meta.dirname, 'tools'),
  folders: [dirname(monitors), 'state/running'],
  files: ({ name, vms, diskSize, master }) => ({
    ...(!master && { [monitors]: { link: `../../../../../host01/${monitors}` } }),
    ...(master && {
      'state/ganeti/serial': '2\n',
      [config]: `${JSON.stringify(configOf(vms))}\n`,
      ...Object.assign({}, ...vms.map((vm) => instanceOf(vm, diskSize))),
      ...Object.fromEntries(
        vms.flatMap(({ instance, running }) => (running ? [[`${monitors}/${instance}.monitor`, '']] : [])),
      ),
    }),
    ...Object.assign({}, ...vms.filter((vm) => vm.running && isOn(vm, name)).map(runningOf)),
  }),
  make: async (folder, { master }) => {
    if (master) await mkdir(join(folder, monitors), { recursive: true });
  },
  state: ['running', 'ganeti/instances', 'ganeti/backend'],
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

/** What the configuration has of instances and their disks. An instance's only disk has its identity. */
function configOf(vms: readonly SandboxVm[]) {
  return {
    version: 3000000,
    instances: Object.fromEntries(vms.map(({ instance, uuid }) => [uuid, { name: instance, disks: [uuid] }])),
    disks: Object.fromEntries(
      vms.map(({ uuid, volume }) => [uuid, { logical_id: ['all', volume], dev_type: 'plain' }]),
    ),
  };
}

/** The node a host is. */
function nodeOf(host = 'host01'): string {
  return `${host}.farm`;
}

/** What holds a running VM's disk. */
function runningOf({ instance, volume, mac }: SandboxVm): HostFiles {
  return { [`state/running/${instance}`]: `1024 ${mac}\n`, [`state/lvm/all.open/${volume}.${instance}`]: '' };
}

/** What Ganeti knows of a VM. */
function instanceOf(vm: SandboxVm, diskSize: number): HostFiles {
  const { instance, uuid, volume, mac, running, crashed } = vm;
  const mebibytes = (extentsOf(diskSize) * extent) / 2 ** 20;
  const state = running || crashed ? 'up' : 'down';
  return {
    [`state/ganeti/instances/${instance}`]: `${uuid} debootstrap+default ${nodeOf(vm.host)} ${state} 4096 all ${volume} ${mebibytes} ${mac}\n`,
  };
}
