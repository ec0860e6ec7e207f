import type { ContractCase } from '../host-tools.ts';
import { asked, lastChange, lastJob, luxi, numbered, submitted } from './ganeti-words.ts';

const mondas = 'mondas.xivo.vm.farm';
const karn = 'karn.xivo.vm.farm';
const gallifrey = 'gallifrey.xivo.vm.farm';
const placeFields = ['name', 'admin_state', 'pnode', 'snodes', 'disk_template', 'disk.sizes'];
const nodeFields = ['name', 'role', 'offline', 'drained', 'pinst_cnt', 'sinst_cnt', 'pinst_list', 'sinst_list'];
const places = `gnt-instance list --no-headers --separator='|' -o ${placeFields.join()}`;
const listed = `gnt-node list --no-headers --separator='|' -o ${nodeFields.join()}`;
const placesByLuxi = luxi(asked('QueryInstances', [[], placeFields, false]));
const nodesByLuxi = luxi(asked('QueryNodes', [[], nodeFields, false]));
const where = `gnt-instance list --no-headers --separator='|' -o name,status,pnode,snodes ${mondas} ${karn}`;
/** What a job logs of how far it is depends on the machine. */
const job = `gnt-job watch ${lastJob} 2>&1 | grep -Ev 'memory transfer progress|% done'`;
const ended = lastChange.replace('0,5]', '0,60]');
const volumes = (host: string) =>
  `${host === 'host01' ? '' : `ssh ${host}.farm `}lvs --noheadings -o lv_name,lv_size all | sed 's/^ *[0-9a-f-]*\\.disk/UUID.disk/; s/  */ /g' | sort`;
const drbd = `sed -n 's/^ *[0-9]*: \\(cs:[^ ]* ro:[^ ]* ds:[^ ]*\\).*/\\1/p' "$ROOT/proc/drbd"`;

const leftOut = (why: string, lines: readonly string[]) => Object.fromEntries(lines.map((line) => [line, why]));
const noDrbd = leftOut('the sandbox has no DRBD in its kernel', [drbd]);
/** The stand-ins refuse what they do not know. */
const notAsked = (lines: readonly string[]) => leftOut('farmhand never asks for it', lines);

const evacuations = [
  `gnt-node evacuate --force -p host01.farm 2>&1 | grep -o 'Instances of type plain cannot be relocated' | sort -u`,
  `gnt-node evacuate --force -p -n host02.farm host01.farm`,
  `gnt-node evacuate --force -s -n nope.farm host02.farm`,
];
/** Ganeti's own choice of the other node. */
const hail = `gnt-instance modify -t drbd ${karn}`;
const otherDiskTemplates = [
  `gnt-instance modify -t drbd -n host02.farm ${gallifrey}`,
  hail,
  `gnt-instance modify -t drbd -n host01.farm ${karn}`,
  `gnt-instance modify ${submitted} -t drbd -n host02.farm ${karn} ${numbered}`,
  job,
  `${places} ${karn}`,
  volumes('host02'),
  `gnt-instance modify ${submitted} -t plain ${karn} ${numbered}`,
  job,
  `${places} ${karn}`,
  volumes('host02'),
];
const jobsByLuxi = [
  luxi(asked('SubmitJob', [[{ OP_ID: 'OP_INSTANCE_STARTUP', instance_name: karn }]])),
  luxi(asked('SubmitJob', [[{ OP_ID: 'OP_NOPE' }]])),
  `${luxi(asked('SubmitJob', [[]]))} | sed 's/:[0-9][0-9]*}/:ID}/'`,
  luxi(asked('SubmitJob', ['nope'])),
];
const jobByLuxi = luxi(`"{\\"method\\":\\"QueryJobs\\",\\"args\\":[[${lastJob}],[\\"status\\",\\"opresult\\"]]}"`);

/** Recorded on a cluster of two nodes, each case after those before it: gallifrey, karn (two disks) and mondas (DRBD) are on host01 at first. */
export const nodes: readonly ContractCase[] = [
  {
    name: 'instances and nodes show where they are',
    lines: [places, placesByLuxi, listed, nodesByLuxi, volumes('host01'), volumes('host02'), drbd],
    realOnly: noDrbd,
  },
  {
    name: 'a node that is drained is so in every list, and nothing is moved there',
    lines: [
      'gnt-node modify --drained=yes host02.farm',
      listed,
      nodesByLuxi,
      `gnt-instance migrate --force ${mondas}`,
      'gnt-node modify --drained=no host02.farm',
      'gnt-node modify --drained=yes host01.farm',
      'gnt-node modify --drained=yes nope.farm',
    ],
  },
  {
    name: 'an instance with DRBD is migrated while it runs, and failed over by a stop and a start',
    lines: [
      `gnt-instance migrate --force ${submitted} ${mondas} ${numbered}`,
      job,
      where,
      `gnt-job list --no-headers --separator='|' -o status,summary | tail -n 1`,
      `gnt-instance failover --force ${submitted} ${mondas} ${numbered}`,
      job,
      where,
      drbd,
      `gnt-instance stop --timeout=1 ${mondas} > /dev/null`,
      `gnt-instance migrate --force ${mondas}`,
      `gnt-instance failover --force ${mondas} > /dev/null`,
      where,
      `gnt-instance start ${mondas}`,
    ],
    realOnly: noDrbd,
  },
  {
    name: 'what cannot be moved to another node, it says when the job runs',
    lines: [
      `gnt-instance migrate --force ${gallifrey}`,
      `gnt-instance failover --force ${gallifrey}`,
      `gnt-instance migrate --force ${submitted} ${karn} ${numbered}`,
      job,
      ended,
      `gnt-instance migrate --force -n host02.farm ${mondas}`,
      `gnt-instance migrate --force nope.xivo.vm.farm`,
      ...evacuations,
    ],
    realOnly: notAsked(evacuations),
  },
  {
    name: 'a stopped instance becomes one with DRBD and back, which runs it cannot',
    lines: otherDiskTemplates,
    realOnly: notAsked([hail]),
  },
  {
    name: 'jobs that luxid refuses, and one that failed',
    lines: [
      ...jobsByLuxi,
      `gnt-instance migrate --force ${gallifrey} > /dev/null 2>&1`,
      `gnt-job list --no-headers --separator='|' -o status,summary | tail -n 1`,
      jobByLuxi,
    ],
    realOnly: notAsked([...jobsByLuxi, jobByLuxi]),
  },
  {
    name: 'a node that is offline is so in every list, and comes back only where that is forced',
    lines: [
      'gnt-node modify --offline=yes host02.farm',
      listed,
      nodesByLuxi,
      where,
      `gnt-instance migrate --force ${mondas}`,
      'gnt-node modify --offline=no host02.farm',
      'gnt-node modify --offline=no --force host02.farm',
      listed,
    ],
  },
];
