import { type Discovered, type Discovery, type Guess, mostCommon } from '../../src/farm/discovery.ts';
import { printedFact } from '../../src/farm/printed-fact.ts';
import { partOf } from '../../src/farm/read-parts.ts';
import { writeSize } from '../../src/farm/units.ts';
import { osName } from './args.ts';

/** Nodes as `n NAME`, instances as gnt-instance(8) lists them. */
const script = `
nodes=$(as_root gnt-node list --no-headers -o name) || exit
printf '%s\\n' "$nodes" | sed 's/^ */n /; s/ *$//'
list() { as_root gnt-instance list --no-headers --separator='|' -o name,pnode,os,be/maxmem; }
list || { code=$?; list 2>&1 | grep -q '^No instances' || exit "$code"; }
`;

/** A cluster, asked on its master. */
export const discovery: Discovery = {
  program: 'gnt-instance',
  // On a node that is not the master Ganeti names the master.
  find: (host) => partOf(printedFact(host, { script }, 'Ganeti does not list its nodes', clusterIn)),
};

/** From what the script printed. */
export function clusterIn(printed: string): Discovered {
  const lines = printed.split('\n').filter((line) => line !== '');
  const nodes = lines.flatMap((line) => (line.startsWith('n ') ? [line.slice(2).trim()] : []));
  const rows = lines.filter((line) => line.includes('|')).map((line) => line.split('|'));
  const column = (at: number) => mostCommon(rows.map((row) => row[at] ?? '').filter((word) => word !== ''));
  const [node, memory] = [column(1), column(3)];
  const os = mostCommon(rows.map((row) => row[2] ?? '').filter((word) => osName.safeParse(word).success));
  const mebibytes = Number(memory?.value);
  return {
    knows: rows.length,
    settings: {
      node: nodeGuess(nodes, node),
      ...(os && { os: { value: os.value, from: `gnt-instance list: ${os.times} of ${os.of} instances have it` } }),
      ...(memory &&
        mebibytes > 0 && {
          memory: {
            value: writeSize(mebibytes * 2 ** 20),
            from: `gnt-instance list: what ${memory.times} of ${memory.of} instances may have`,
            ...(memory.times < memory.of && { unsure: true }),
          },
        }),
    },
  };
}

/** The node with the most instances. */
function nodeGuess(nodes: readonly string[], most: ReturnType<typeof mostCommon<string>>): Guess {
  const [first = '', ...others] = nodes;
  if (others.length === 0) return { value: first, from: "gnt-node list: the cluster's only node" };
  const all = nodes.join(', ');
  return most
    ? { value: most.value, from: `${most.times} of ${most.of} instances are there; the nodes are ${all}`, unsure: true }
    : { value: first, from: `the nodes are ${all}`, unsure: true };
}
