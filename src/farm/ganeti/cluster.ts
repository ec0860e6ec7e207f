import type { Fact } from '../../engine/action.ts';
import type { Result } from '../../ssh/host.ts';
import type { Instance, Node } from '../state.ts';
import { instanceLine, instancesCommand, isOutOfReach, runs } from './instances.ts';
import { mebibytes } from './units.ts';

/**
 * The three queries at once, because each takes seconds; every line starts with the letter of its query. `z` lines: how each ended.
 */
const script = `
{
  { ${instancesCommand} 2>&1; echo "exit $?"; } | sed -u 's/^/i /' &
  { as_root gnt-node list --no-headers --separator='|' -o name,mtotal,mfree 2>&1; echo "exit $?"; } | sed -u 's/^/n /' &
  { as_root gnt-instance info --static --all 2>&1; echo "exit $?"; } | sed -u 's/^/d /' &
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
        running: isOutOfReach(instance) ? null : runs(instance),
        volumes: volumes.get(name) ?? [],
      };
    }),
    nodes: part('n', 'gnt-node list').map((line) => {
      const [name = '', total, free] = line.split('|');
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
