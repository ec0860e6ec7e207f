import type { Fact } from '../../src/engine/facts.ts';
import type { Instance, Node } from '../../src/farm/state.ts';
import type { Result } from '../../src/ssh/host.ts';
import { healthOf, instancesFunctions, instancesRequest, isOutOfReach, runs } from './instances.ts';
import { request } from './luxi.ts';
import { instanceFields, instanceOf, nodeFields, nodeOf, type Row, rowOf, rowsOf } from './rows.ts';
import { volumesFunction, volumesOf } from './volumes.ts';

/**
 * `$1` file of Ganeti's configuration, `$2` request for the instances, `$3` for the nodes, `$4` and `$5` the fields of both. Every line starts
 * with a letter: `a` luxid's answers to both requests, `d` volumes; where luxid cannot be asked `i` instances and `n` nodes by Ganeti's own commands, both
 * at once because each takes seconds. The last line of each says how it ended.
 */
const script = `
${instancesFunctions}
${volumesFunction}
{ volumes "$1" 2>&1; echo "exit $?"; } | sed 's/^/d /'
if instances_by_luxi "$2" "$3"; then printf '%s\\nexit 0\\n' "$luxi_said" | sed 's/^/a /'
else
  { instances_by_command "$4" 2>&1; echo "exit $?"; } | sed -u 's/^/i /' &
  { as_root gnt-node list --no-headers --separator='|' -o "$5" 2>&1; echo "exit $?"; } | sed -u 's/^/n /' &
  wait
fi
`;

export interface Cluster {
  readonly instances: readonly Instance[];
  readonly nodes: readonly Node[];
}

/** Every instance with the volumes that are its disks, and every node. `config`: the file of Ganeti's configuration. */
export function clusterFact(host: string, config: string): Fact<Cluster> {
  const requests = [instancesRequest(instanceFields), request('QueryNodes', [[], nodeFields, false])];
  return {
    host,
    read: { script, args: [config, ...requests, instanceFields.join(), nodeFields.join()] },
    parse: (result) => cluster(host, config, result),
  };
}

function cluster(host: string, config: string, { stdout, truncated }: Result): Cluster {
  if (truncated) throw new Error(`${host}: Ganeti's instances and nodes are more than farmhand keeps`);
  const lines = stdout.split('\n');
  const part = (letter: string, what: string): readonly string[] => {
    const own = lines.flatMap((line) => (line.startsWith(`${letter} `) ? [line.slice(2)] : []));
    const end = own.pop();
    if (end === 'exit 0') return own;
    throw new Error(`${host}: ${what} failed: ${own.slice(-3).join(' / ') || end || 'no answer'}`);
  };
  const rows = (letter: string, tool: string, fields: readonly string[], answer: number): readonly Row[] => {
    if (!lines.some((line) => line.startsWith('a ')))
      return part(letter, tool).map((line) => rowOf(line, tool, fields));
    return rowsOf(part('a', 'asking luxid')[answer] ?? '');
  };
  const volumes = volumesOf(part('d', `reading the volumes of instances in ${config}`));
  return {
    instances: rows('i', 'gnt-instance list', instanceFields, 0).map((row) => {
      const instance = instanceOf(row);
      return {
        ...instance,
        health: healthOf(instance),
        running: isOutOfReach(instance) ? null : runs(instance),
        volumes: volumes.get(instance.name) ?? [],
      };
    }),
    nodes: rows('n', 'gnt-node list', nodeFields, 1).map(nodeOf),
  };
}
