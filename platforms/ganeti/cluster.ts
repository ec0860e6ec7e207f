import type { Fact } from '../../src/engine/facts.ts';
import type { Instance, Node } from '../../src/farm/state.ts';
import type { Result } from '../../src/ssh/host.ts';
import { healthOf, instanceLine, instancesCommand, isOutOfReach, runs } from './instances.ts';
import { mebibytes } from './units.ts';

/**
 * The volumes of each instance's disks, as `gnt-instance info` writes them. That command is a job: a queue that is drained
 * refuses it, and each look would leave one in Ganeti's list. So the master's own configuration is read, and the command is only
 * asked where that cannot be.
 */
export const volumesFunction = `
volumes() {
  as_root cat -- /var/lib/ganeti/config.data 2>/dev/null | python3 -c '
import json, sys
config = json.load(sys.stdin)
disks = config["disks"]
for instance in config["instances"].values():
    lines = ["- Instance name: " + instance["name"]]
    for disk in instance["disks"]:
        disk = disks[disk] if isinstance(disk, str) else disk
        place = disk["logical_id"]
        lines.append("  logical_id: " + "/".join(str(part) for part in place) if disk["dev_type"] == "plain" else "  disk of type " + disk["dev_type"])
    print("\\n".join(lines))
' 2>/dev/null || as_root gnt-instance info --static --all
}
`;

/**
 * The three queries at once, because each takes seconds; every line starts with the letter of its query. `z` lines: how each ended.
 */
const script = `
${volumesFunction}
{
  { ${instancesCommand} 2>&1; echo "exit $?"; } | sed -u 's/^/i /' &
  { as_root gnt-node list --no-headers --separator='|' -o name,mtotal,mfree 2>&1; echo "exit $?"; } | sed -u 's/^/n /' &
  { volumes 2>&1; echo "exit $?"; } | sed -u 's/^/d /' &
  wait
} 2>&1
`;

export interface Cluster {
  readonly instances: readonly Instance[];
  readonly nodes: readonly Node[];
}

/** Every instance with the volumes that are its disks, and every node. */
export function clusterFact(host: string): Fact<Cluster> {
  return { host, read: { script }, parse: (result) => cluster(host, result) };
}

function cluster(host: string, { stdout, truncated }: Result): Cluster {
  if (truncated) throw new Error(`${host}: gnt-instance printed more than farmhand keeps`);
  const part = (letter: string, command: string): readonly string[] => {
    const lines = stdout.split('\n').flatMap((line) => (line.startsWith(`${letter} `) ? [line.slice(2)] : []));
    const end = lines.pop();
    // gnt-instance info ends with 1 where there is no instance.
    if (end === 'exit 0' || lines.join() === 'No instances.') return lines.filter((line) => line !== 'No instances.');
    throw new Error(`${host}: ${command} failed: ${lines.slice(-3).join(' / ') || end || 'no answer'}`);
  };
  const volumes = volumesOf(part('d', 'gnt-instance info'));
  return {
    instances: part('i', 'gnt-instance list').map((line) => {
      const instance = instanceLine(line);
      const { name, uuid, status, node, memory, disks, macs } = instance;
      return {
        name,
        uuid,
        status,
        node,
        memory,
        disks,
        macs,
        health: healthOf(instance),
        running: isOutOfReach(instance) ? null : runs(instance),
        volumes: volumes.get(name) ?? [],
      };
    }),
    nodes: part('n', 'gnt-node list').map((line) => {
      const [name = '', total = '', free = '', ...more] = line.split('|');
      if (
        more.length > 0 ||
        !/^[a-z0-9][a-z0-9.-]*$/.test(name) ||
        ![total, free].every((one) => /^([\d.]+|[?*-])$/.test(one))
      )
        throw new Error(`${host}: gnt-node list printed ${JSON.stringify(line.slice(0, 200))}, which is no node`);
      return { name, memoryTotal: mebibytes(total), memoryFree: mebibytes(free) };
    }),
  };
}

/** LV names of each instance's disks: `logical_id: VG/LV` below `- Instance name:`. */
export function volumesOf(lines: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of lines) {
    const [, name] = /^- Instance name: (\S+)$/.exec(line) ?? [];
    if (name !== undefined) {
      current = [];
      found.set(name, current);
    }
    const [, volume] = /^ +logical_id: [^/\s]+\/(\S+)$/.exec(line) ?? [];
    if (volume !== undefined) current.push(volume);
  }
  return found;
}
