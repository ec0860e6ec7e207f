import type { Fact } from '../../src/engine/facts.ts';
import type { Node } from '../../src/farm/state.ts';
import { listedRows } from './instances.ts';
import { luxiFunction, request } from './luxi.ts';
import { type GanetiNode, ganetiNodeOf, nodeFields, nodeOf, placeFields } from './rows.ts';

/** `$1` request, `$2` fields. */
const script = `${luxiFunction}
if luxi "$1"; then printf '%s\\n' "$luxi_said"
else as_root gnt-node list --no-headers --separator='|' -o "$2"
fi
`;

/**
 * `$1` request, `$2` fields. A node too busy to answer the master within seconds has no memory in its answer: where it is not offline, Ganeti is asked
 * again, twice at most.
 */
const memoryScript = `${luxiFunction}
by_luxi() {
  for ask in 1 2 3; do
    luxi "$1" || return
    case $luxi_said in *'"'[MCRD]'",null'*) ;; *) break ;; esac
  done
}
if by_luxi "$1"; then printf '%s\\n' "$luxi_said"
else as_root gnt-node list --no-headers --separator='|' -o "$2"
fi
`;

/** Every node of the cluster, and its memory. */
export function memoryFact(host: string): Fact<readonly Node[]> {
  const args = [request('QueryNodes', [[], nodeFields, false]), nodeFields.join()];
  return {
    host,
    read: { script: memoryScript, args, takes: 500 },
    parse: (result) => listedRows(host, 'gnt-node list', nodeFields, result).map(nodeOf),
  };
}

/** Every node of the cluster, and what there is room for on it. */
export function nodesFact(host: string): Fact<readonly GanetiNode[]> {
  const args = [request('QueryNodes', [[], placeFields, false]), placeFields.join()];
  return {
    host,
    read: { script, args, takes: 500 },
    parse: (result) => listedRows(host, 'gnt-node list', placeFields, result).map(ganetiNodeOf),
  };
}
