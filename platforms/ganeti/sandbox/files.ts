import { join } from 'node:path';
import type { HostFiles, SandboxPart } from '../../../src/sandbox/part.ts';
import type { SandboxVm } from '../../../src/sandbox/vms.ts';
import { extent, extentsOf } from '../../lvm/sandbox/files.ts';
import { breaks } from './breaks.ts';
import { comparable } from './comparable.ts';

/** Where Ganeti puts QEMU's monitor sockets. */
const monitors = 'var/run/ganeti/kvm-hypervisor/ctrl';
/** Its own configuration, on the master. */
const config = 'var/lib/ganeti/config.data';

/** Ganeti in the sandbox: a cluster of its hosts, the instances on the master. */
export const sandbox: SandboxPart = {
  tools: join(import.meta.dirname, 'tools'),
  folders: [monitors, 'state/running'],
  files: ({ vms, diskSize, master }) =>
    master
      ? {
          'state/ganeti/serial': '2\n',
          [config]: `${JSON.stringify(configOf(vms))}\n`,
          ...Object.assign({}, ...vms.map((vm) => instanceOf(vm, diskSize))),
        }
      : {},
  state: ['running', 'ganeti/instances', 'ganeti/backend'],
  farmYaml: ({ master: { name, folder } }) => ({
    ganeti: {
      host: name,
      node: 'host01.farm',
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

/** What Ganeti knows of a VM, and what holds its disk while it runs. */
function instanceOf({ instance, uuid, volume, mac, running, crashed }: SandboxVm, diskSize: number): HostFiles {
  const mebibytes = (extentsOf(diskSize) * extent) / 2 ** 20;
  const state = running || crashed ? 'up' : 'down';
  return {
    [`state/ganeti/instances/${instance}`]: `${uuid} debootstrap+default host01.farm ${state} 4096 all ${volume} ${mebibytes} ${mac}\n`,
    ...(running && {
      [`state/running/${instance}`]: `1024 ${mac}\n`,
      [`state/lvm/all.open/${volume}.${instance}`]: '',
      [`${monitors}/${instance}.monitor`]: '',
    }),
  };
}
