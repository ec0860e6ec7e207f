import { instancesRequest } from '../../../platforms/ganeti/instances.ts';
import type { ContractCase } from '../host-tools.ts';
import { asked, lastChange, lastJob, luxi, numbered, submitted } from './ganeti-words.ts';

const name = 'c-new.farm';
const zone = '"$ROOT/etc/bind/db.farm"';
const add =
  'gnt-instance add -n host01.farm -B memory=128M -o debootstrap+default -t plain --no-install --no-start --net 0:mac=52:54:00:00:00:77';
const list = `gnt-instance list --no-headers --separator='|' -o name,uuid,status,admin_state,pnode,os,be/maxmem,oper_ram,nic.macs,disk.sizes`;
const gallifrey = 'gallifrey.xivo.vm.farm';
const sizes = "gnt-instance list --no-headers --separator='|' -o be/minmem,be/maxmem,be/vcpus";
const disks = "gnt-instance list --no-headers --separator='|' -o disk.sizes";
/** The volume that became the new instance's disk. */
const volume = `lvs --noheadings --units m -o lv_size all/$(gnt-instance info --static ${name} | sed -n 's,.*logical_id: all/,,p')`;
const drained = luxi(asked('QueryConfigValues', [['drain_flag']]));
const configuration = '"$ROOT/var/lib/ganeti/config.data"';
const resolvable = [
  `cp -p ${zone} /tmp/c-zone; echo 'c-new IN A 10.10.60.9' >> ${zone}; systemctl reload named; until dig +short @127.0.0.1 ${name} A | grep -q 9; do sleep 0.1; done`,
  'lvcreate --yes --extents 4 --name c-new --addtag farmhand.name.c-new -- all > /dev/null',
];
const tidy = [
  `cat /tmp/c-zone > ${zone}; rm /tmp/c-zone; systemctl reload named; while dig +short @127.0.0.1 ${name} A | grep -q 9; do sleep 0.1; done`,
];
const newVolume = 'lvcreate --yes --extents 4 --name c-new -- all > /dev/null';
const noVolume = 'lvremove --yes -- all/c-new > /dev/null';

export const ganeti: readonly ContractCase[] = [
  {
    name: 'an instance is added by adopting a volume, started, stopped and removed, each as a job found again by its reason',
    lines: [
      ...resolvable,
      `${add} ${submitted} --disk 0:adopt=c-new,vg=all ${name} ${numbered}`,
      `gnt-job watch ${lastJob}`,
      lastChange,
      `gnt-job list --no-headers --separator='|' -o id,status,ops | grep -c "'farmhand:contract'"`,
      `gnt-job list --no-headers --separator='|' -o status,summary | tail -n 1`,
      "lvs --noheadings --separator '|' -o lv_name,lv_attr,lv_size,lv_tags all | grep c-new",
      `${list} ${name}`,
      `gnt-instance info --static ${name} | grep -E '^- Instance|State:|primary:|maxmem|MAC|logical_id'`,
      `gnt-instance start ${submitted} ${name}`,
      `gnt-job watch ${lastJob}`,
      `${list} ${name}`,
      `ls "$ROOT/var/run/ganeti/kvm-hypervisor/ctrl/${name}.monitor"`,
      `${add} --disk 0:adopt=c-new,vg=all ${name}`,
      `gnt-instance stop --timeout=1 ${submitted} ${name}`,
      `gnt-job watch ${lastJob}`,
      `${list} ${name}`,
      `gnt-instance remove --force ${submitted} ${name} ${numbered}`,
      `gnt-job watch ${lastJob}`,
      `${list} ${name}`,
      'lvs --noheadings -o lv_name,lv_tags all | grep c-new',
      `gnt-instance remove --force ${name}`,
      ...tidy,
    ],
  },
  {
    name: 'what Ganeti refuses to add, it says when the job runs',
    lines: [
      `${add} ${submitted} --disk 0:adopt=c-nope,vg=all c-unresolved.farm ${numbered}`,
      `gnt-job watch ${lastJob}`,
      ...resolvable,
      `${add} --disk 0:adopt=c-nope,vg=all ${name}`,
      `${add} --disk 0:adopt=c-new,vg=nope ${name}`,
      `${add} --disk 0:adopt=c-nope,vg=all gallifrey.xivo.vm.farm`,
      `gnt-instance add -n host01.farm -B memory=128M -o debootstrap+default -t plain --no-install --no-start --disk 0:adopt=c-new,vg=all --net 0:mac=52:54:7a:c4:05:d1 ${name}`,
      `gnt-instance add -n nope.farm -B memory=128M -o debootstrap+default -t plain --no-install --no-start --disk 0:adopt=c-new,vg=all --net 0:mac=52:54:00:00:00:77 ${name}`,
      `gnt-instance add -n host01.farm -B memory=128M -o nope -t plain --no-install --no-start --disk 0:adopt=c-new,vg=all --net 0:mac=52:54:00:00:00:77 ${name}`,
      `${add} --disk 0:adopt=$(lvs --noheadings -o lv_name,lv_attr all | awk '$2 ~ /^-wi-ao/ { print $1 }'),vg=all ${name}`,
      noVolume,
      ...tidy,
    ],
  },
  {
    name: 'without its checks an instance is added whose name does not resolve, and an IP check needs one of the name',
    lines: [
      newVolume,
      `${add} --no-name-check --no-ip-check --disk 0:adopt=c-new,vg=all c-unresolved.farm > /dev/null`,
      `${list} c-unresolved.farm`,
      'gnt-instance remove --force c-unresolved.farm',
      newVolume,
      `${add} --no-name-check --disk 0:adopt=c-new,vg=all c-unresolved.farm`,
      noVolume,
    ],
  },
  {
    name: 'instances and jobs that there are not',
    lines: [
      'gnt-instance list --no-headers -o name,status gallifrey.xivo.vm.farm',
      'gnt-instance list --no-headers -o name,status nope.xivo.vm.farm',
      'gnt-instance info --static nope.xivo.vm.farm',
      'gnt-instance start nope.xivo.vm.farm',
      'gnt-instance stop --timeout=1 nope.xivo.vm.farm',
      'gnt-instance remove --force nope.xivo.vm.farm',
      'gnt-job watch 99999',
      'gnt-job cancel 99999',
      'gnt-instance list --foo 2>&1 | tail -n 1',
    ],
  },
  {
    name: 'memory and virtual CPUs are given to an instance that runs, for its next start, and what does not fit is refused',
    lines: [
      `gnt-instance list --no-headers --separator=x -o be/maxmem ${gallifrey} > /tmp/c-was`,
      `gnt-instance modify ${submitted} -B maxmem=512M,minmem=384M ${gallifrey} ${numbered}`,
      `gnt-job watch ${lastJob}`,
      `gnt-job list --no-headers --separator='|' -o status,summary | tail -n 1`,
      `${sizes} ${gallifrey}`,
      `gnt-instance modify -B vcpus=2 ${gallifrey}`,
      `gnt-instance modify -B vcpus=2 ${gallifrey}`,
      `${sizes} ${gallifrey}`,
      `gnt-instance info --static ${gallifrey} | grep -E 'maxmem|minmem|vcpus'`,
      `gnt-instance modify -B maxmem=90000M,minmem=90000M ${gallifrey} 2>&1 | sed 's/[0-9]* MB/N MB/'`,
      'gnt-instance modify -B vcpus=2 nope.xivo.vm.farm',
      `gnt-instance modify -B maxmem=$(tr -dc 0-9 < /tmp/c-was)M,minmem=$(tr -dc 0-9 < /tmp/c-was)M,vcpus=1 ${gallifrey} > /dev/null; rm /tmp/c-was`,
    ],
  },
  {
    name: 'the disk of an instance grows to a size, down or running, and never gets smaller',
    lines: [
      ...resolvable,
      `${add} --disk 0:adopt=c-new,vg=all ${name} > /dev/null`,
      `gnt-instance grow-disk ${submitted} --absolute ${name} 0 30M ${numbered}`,
      `gnt-job watch ${lastJob}`,
      `gnt-job list --no-headers --separator='|' -o status,summary | tail -n 1`,
      `${disks} ${name}`,
      `${volume} | sed 's/^ *//'`,
      `gnt-instance start ${name} > /dev/null`,
      `gnt-instance grow-disk --absolute ${name} 0 48M`,
      `${disks} ${name}`,
      `${volume} | sed 's/^ *//'`,
      `gnt-instance grow-disk --absolute ${name} 0 48M`,
      `gnt-instance grow-disk --absolute ${name} 0 16M`,
      `gnt-instance grow-disk --absolute ${name} 1 64M`,
      `gnt-instance grow-disk --absolute ${name} 0 90000G 2>&1 | sed 's/[0-9]* MiB/N MiB/g'`,
      'gnt-instance grow-disk --absolute nope.xivo.vm.farm 0 64M',
      `gnt-instance remove --force --shutdown-timeout=1 ${name} > /dev/null`,
      ...tidy,
    ],
  },
  {
    name: 'luxid answers at its socket, in order, until it is asked what it cannot read',
    lines: [
      luxi(
        asked('QueryInstances', [
          ['gallifrey.xivo.vm.farm'],
          ['name', 'uuid', 'nic.macs', 'status', 'pnode', 'disk.sizes'],
          false,
        ]),
        `'${instancesRequest(['name', 'uuid', 'nic.macs'])}'`,
      ),
      `${luxi(asked('QueryNodes', [[], ['name', 'mtotal', 'mfree'], false]))} | sed 's/,[0-9][0-9]*/,N/g'`,
      luxi(asked('QueryInstances', [[], ['name', 'nope'], false]), asked('QueryConfigValues', [['drain_flag']])),
      luxi(asked('Nope', []), asked('QueryConfigValues', [['drain_flag']])),
      luxi(asked('WaitForJobChange', [99999, ['status'], null, 0, 1])),
      'gnt-cluster queue drain',
      drained,
      'gnt-cluster queue undrain',
      drained,
    ],
  },
  {
    name: 'the configuration of the cluster has the volume of each disk',
    lines: [
      `grep -o '"name":"[a-z]*\\.xivo[a-z.]*"' ${configuration} | sort`,
      `grep -o '"disks":\\["[0-9a-f-]*"\\]' ${configuration}`,
      `grep -o '"logical_id":\\["all","[0-9a-f-]*\\.disk0"\\]' ${configuration}`,
      `grep -o '"dev_type":"[a-z]*"' ${configuration}`,
    ],
  },
  {
    name: 'who is the master, and what its nodes are',
    lines: [
      'gnt-cluster getmaster',
      "gnt-node list --no-headers --separator='|' -o name,mtotal,mfree | sed 's/[0-9][0-9]*/N/2g'",
    ],
  },
];
