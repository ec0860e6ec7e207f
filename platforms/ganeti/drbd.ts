import type { Fact } from '../../src/engine/facts.ts';
import type { Result } from '../../src/ssh/host.ts';
import { jsonAwk } from './json-awk.ts';

/** Bytes of the volume in which DRBD writes down what is not in sync (DRBD_META_SIZE of Ganeti), one a disk on each of its nodes. */
export const metaBytes: number = 128 * 2 ** 20;

/** What Ganeti's configuration has of DRBD. */
export interface DrbdConfig {
  /** Disk templates that the cluster lets instances have. */
  readonly enabled: readonly string[];
  /** Numbers of the instance's DRBD devices on its primary node, in the order of its disks. */
  readonly minors: readonly number[];
  /** Where those of its disks are that are plain volumes: VG/LV. */
  readonly volumes: readonly string[];
}

/** `$1` file of Ganeti's configuration, `$2` the instance. Lines `template NAME`, `minor NUMBER` and `volume VG/LV`. */
const configScript = `
as_root cat -- "$1" | awk -v wanted="$2" '${jsonAwk}
function got(value) {
  if (key[1] == "cluster" && depth == 3 && key[2] == "enabled_disk_templates") print "template " value
  else if (key[1] == "instances" && depth == 3 && key[3] == "name" && value == wanted) its = key[2]
  else if (key[1] == "instances" && depth == 3 && key[3] == "primary_node") primary[key[2]] = value
  else if (key[1] == "instances" && depth == 4 && key[3] == "disks") { disk[key[2], key[4]] = value; disks[key[2]] = key[4] + 1 }
  else if (key[1] == "disks" && depth == 3 && key[3] == "dev_type") type[key[2]] = value
  # Both nodes, the port, the device on each of the nodes, a secret.
  else if (key[1] == "disks" && depth == 4 && key[3] == "logical_id" && key[4] < 5) place[key[2], key[4]] = value
}
END {
  if (depth || !("cluster" in top)) {
    print "it is not the configuration of Ganeti 3" > "/dev/stderr"
    exit 1
  }
  for (at = 0; at < disks[its]; at++) {
    one = disk[its, at]
    if (type[one] == "drbd") print "minor " (place[one, 0] == primary[its] ? place[one, 3] : place[one, 4])
    else if (type[one] == "plain") print "volume " place[one, 0] "/" place[one, 1]
  }
}'
`;

/** What Ganeti's own configuration, which is on the master, has of DRBD and the instance: no query tells it. */
export function drbdConfigFact(host: string, config: string, instance: string): Fact<DrbdConfig> {
  return {
    host,
    read: { script: configScript, args: [config, instance] },
    parse: ({ code, stdout, stderr }) => {
      if (code !== 0) throw new Error(`${host}: reading ${config} failed: ${stderr.trim() || `exit code ${code}`}`);
      const said = (word: string) =>
        [...stdout.matchAll(new RegExp(`^${word} (\\S+)$`, 'gm'))].map(([, one = '']) => one);
      return { enabled: said('template'), minors: said('minor').map(Number), volumes: said('volume') };
    },
  };
}

/** A DRBD device of a node. */
export type Device = {
  /** How it is connected: Connected, SyncSource, WFConnection, … */
  readonly connection: string;
  /** How its data is on this node and on the other: `UpToDate/Inconsistent`. */
  readonly data: string;
  /** Bytes that are not in sync. */
  readonly behind: number;
};

/** By socat, which every node has for its monitors; a host without DRBD has no such file. */
const script = 'socat -u OPEN:/proc/drbd STDOUT';

/** The DRBD devices of a node, by their numbers. */
export function devicesFact(host: string): Fact<ReadonlyMap<number, Device>> {
  return { host, read: { script }, parse: (result) => devicesOf(host, result) };
}

function devicesOf(host: string, { code, stdout, stderr }: Result): ReadonlyMap<number, Device> {
  if (code !== 0 && !/No such file or directory/.test(stderr))
    throw new Error(`${host}: reading /proc/drbd failed: ${stderr.trim() || `exit code ${code}`}`);
  return devicesIn(stdout);
}

/** Reads /proc/drbd of DRBD 8, the version that Ganeti knows: each device begins with `NUMBER: cs:…`, and says in `oos:` how many KiB are out of sync. */
export function devicesIn(text: string): ReadonlyMap<number, Device> {
  const parts = text.split(/^(?= *\d+: )/m);
  return new Map(
    parts.flatMap((part) => {
      const [, minor, connection = '', data = ''] = /^ *(\d+): cs:(\S+)(?: ro:\S+ ds:(\S+))?/.exec(part) ?? [];
      const behind = Number(/\boos:(\d+)/.exec(part)?.[1] ?? 0) * 1024;
      return minor === undefined ? [] : [[Number(minor), { connection, data, behind }] as const];
    }),
  );
}

/** Whether both nodes have the same. */
export function isInSync({ connection, data }: Device): boolean {
  return connection === 'Connected' && data === 'UpToDate/UpToDate';
}

/** Whether it is on its way there, or may be: one that is not connected is not. */
export function isSyncing({ connection }: Device): boolean {
  return ![
    'StandAlone',
    'Disconnecting',
    'Unconnected',
    'Timeout',
    'BrokenPipe',
    'NetworkFailure',
    'ProtocolError',
    'TearDown',
    'WFConnection',
    'Unconfigured',
  ].includes(connection);
}
