import type { HostNeeds, Privileged } from '../../src/farm/platform.ts';
import type { FarmSettings } from '../../src/farm/settings.ts';
import { tool } from '../../src/farm/tool.ts';
import { devicesOf } from '../lvm/needs.ts';
import { lvmOf } from '../lvm/settings.ts';

// Roles and titles here are those that other platforms give the same hosts: this adds to them.

/** Each node asks the network whether a VM answers, and opens a clone's disk. */
export function needs(farm: FarmSettings): readonly HostNeeds[] {
  const { hypervisor, personalise } = farm;
  const disk = [
    ...['blkid', 'partx', 'unshare', 'mount'].map((program) => tool(program, 'util-linux')),
    ...['debugfs', 'e2fsck', 'dumpe2fs'].map((program) => tool(program, 'e2fsprogs')),
  ].map((one) => ({ ...one, only: 'personalising a clone' }));
  return [...hypervisor.nodes.values()].flatMap((host) => [
    { role: 'node', host, tools: [tool('ping', 'iputils-ping'), tool('ip', 'iproute2')], paths: [] },
    ...(personalise ? [{ role: 'lvm', host, tools: disk, paths: [] }] : []),
  ]);
}

/** What looks at a disk, and at the network. What writes a disk is a script of its own. */
export function privileged(farm: FarmSettings): readonly Privileged[] {
  const { hypervisor, personalise, pool } = farm;
  const device = devicesOf(lvmOf(farm));
  return [...hypervisor.nodes.values()].flatMap((host) => [
    {
      host,
      title: "QEMU's monitors, and who answers on the network",
      commands: [
        '/usr/bin/journalctl ^-q --no-pager -n 500 -t dhcpd$',
        '/usr/sbin/ip ^-4 neigh flush to [0-9.]+$',
        ...(pool.network6 ? ['/usr/sbin/ip ^-6 neigh flush to [0-9a-f:]+$'] : []),
      ],
    },
    {
      host,
      title: 'LVM',
      commands: [
        `/usr/sbin/blkid ^-p (-O [0-9]+ )?-o value -s (TYPE|PTTYPE) -- ${device}$`,
        `/usr/sbin/debugfs ^-R (stat|cat|ls -p) ([^ ]| [^-])+ -- ${device}(\\?offset=[0-9]+)?$`,
        `/usr/bin/partx ^-g -b -o START,SECTORS --nr 1 -- ${device}$`,
      ],
      ...(personalise && { remark: personalising }),
    },
  ]);
}

const personalising = [
  'Personalising a clone writes its disk in a script that runs as root, which no rule here can hold to its purpose. Without it',
  'such a step fails: set personalise: false in farm.yaml, or reach this host as root.',
];
