import type { HostNeeds, Privileged } from '../../src/farm/platform.ts';
import type { FarmSettings } from '../../src/farm/settings.ts';
import { tool } from '../../src/farm/tool.ts';
import { literal } from '../../src/ssh/privileged.ts';
import { lookingTools } from './layout-script.ts';
import { groupNames, type LvmSettings, lvmOf } from './settings.ts';
import { privilegedThere } from './there-script.ts';

const volume = '[A-Za-z0-9+_.][A-Za-z0-9+_.-]*';
const tag = '[A-Za-z0-9+_.-]+';
const uuid = '[A-Za-z0-9-]{38}';

/** LVM's commands, and what copies a volume, on each node. */
export function needs(farm: FarmSettings): readonly HostNeeds[] {
  const programs = ['lvs', 'vgs', 'lvcreate', 'lvremove', 'lvchange', 'lvrename'];
  const tools = [
    ...programs.map((program) => tool(program, 'lvm2')),
    tool('ionice', 'util-linux'),
    tool('dd', 'coreutils'),
    ...Object.entries(lookingTools).map(([program, from]) => ({
      ...tool(program, from),
      only: 'copying only what is used',
    })),
    ...(farm.hypervisor.nodes.size > 1
      ? [{ ...tool('ssh', 'openssh-client'), only: 'copying a disk to another node' }]
      : []),
  ];
  return [...farm.hypervisor.nodes.values()].map((host) => ({ role: 'lvm', host, tools, paths: [] }));
}

/** LVM's commands in the volume groups that farm.yaml names, and the copy of one of their volumes to another. */
export function privileged(farm: FarmSettings): readonly Privileged[] {
  const lvm = lvmOf(farm);
  const vg = groupsOf(lvm);
  const device = devicesOf(lvm);
  const fileSystem = `${device}(\\?offset=[0-9]+)?`;
  const zero = `ionice -c3 blkdiscard -f -z -o [0-9]+ -l [0-9]+ -- ${device}`;
  const flush = `ionice -c3 dd bs=1M conv=nocreat,notrunc,fsync if=/dev/null of=${device}`;
  const local = [...farm.hypervisor.nodes.values()].map((host) => ({
    host,
    title: 'LVM',
    commands: [
      `/usr/sbin/lvs ^[A-Za-z0-9_ ,.-]+ -- ${vg}(/${volume})?$`,
      `/usr/sbin/vgs ^[A-Za-z0-9_ ,.-]+ -- ${vg}$`,
      '/usr/sbin/vgs ^--noheadings -o vg_name$',
      `/usr/sbin/lvcreate ^--yes (--snapshot --size [0-9]+[bkmgt]|(--type error )?--extents [0-9]+) --name ${volume} --addtag ${tag} --addtag ${tag}( --addtag ${tag})? -- ${vg}(/${volume})?$`,
      `/usr/sbin/lvremove ^--yes --select lv_uuid=${uuid} -- ${vg}/${volume}$`,
      `/usr/sbin/lvrename ^-- ${vg} ${volume} ${volume}$`,
      `/usr/sbin/lvchange ^--(add|del)tag farmhand[A-Za-z0-9+_.-]* -- ${vg}/${volume}$`,
      `/usr/sbin/blkid ^-p -O [0-9]+ -o value -s (TYPE|PTTYPE) -- ${device}$`,
      `/usr/bin/partx ^-g -o START,SECTORS,TYPE -- ${device}$`,
      `/usr/sbin/dumpe2fs ^(-h )?-- ${fileSystem}$`,
      `/usr/sbin/e2fsck ^(-y -E journal_only|-fn) -- ${fileSystem}$`,
      `/usr/sbin/debugfs ^-w -R feature -needs_recovery -- ${fileSystem}$`,
      `/usr/bin/ionice ^-c3 dd bs=16M iflag=skip_bytes,count_bytes(,direct)? oflag=seek_bytes(,direct)? conv=nocreat,notrunc if=${device} of=${device} skip=[0-9]+ seek=[0-9]+ count=[0-9]+$`,
      `/usr/bin/${zero.replace(' ', ' ^')}$`,
      `/usr/bin/${flush.replace(' ', ' ^')}$`,
    ],
  }));
  if (farm.hypervisor.nodes.size < 2) return local;
  const across = [...farm.hypervisor.nodes.values()].map((host) => ({
    host,
    title: 'a disk copied to another node, as root of one node logs in to the others',
    commands: [
      `/usr/bin/ionice ^-c3 dd bs=16M iflag=skip_bytes,count_bytes(,direct)? if=${device} skip=[0-9]+ count=[0-9]+$`,
      ...privilegedThere(farm, host, [
        'true',
        `lvs --noheadings -o lv_(attr|uuid) -- ${vg}/${volume}`,
        `ionice -c3 dd bs=16M iflag=fullblock oflag=seek_bytes(,direct)? conv=nocreat,notrunc of=${device} seek=[0-9]+`,
        zero,
        flush,
        `e2fsck -fn -- ${fileSystem}`,
        `lvchange --addtag farmhand[A-Za-z0-9+_.-]* -- ${vg}/${volume}`,
      ]),
    ],
  }));
  return [...local, ...across];
}

/** The device file of any volume of the groups, as an expression of a sudoers rule. */
export function devicesOf(lvm: LvmSettings): string {
  return `${literal(lvm.devices)}/${groupsOf(lvm)}/${volume}`;
}

/** Any of the groups. */
function groupsOf(lvm: LvmSettings): string {
  const [own, ...others] = groupNames(lvm).map(literal);
  return others.length === 0 ? (own ?? '') : `(${[own, ...others].join('|')})`;
}
