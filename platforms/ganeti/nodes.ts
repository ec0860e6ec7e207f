import type { Fact } from '../../src/engine/facts.ts';
import { listedRows } from './instances.ts';
import { luxiFunction, request } from './luxi.ts';
import { type GanetiNode, ganetiNodeOf, placeFields } from './rows.ts';

/** `$1` request, `$2` fields. */
const script = `${luxiFunction}
if luxi "$1"; then printf '%s\\n' "$luxi_said"
else as_root gnt-node list --no-headers --separator='|' -o "$2"
fi
`;

/** Every node of the cluster, and what there is room for on it. */
export function nodesFact(host: string): Fact<readonly GanetiNode[]> {
  const args = [request('QueryNodes', [[], placeFields, false]), placeFields.join()];
  return {
    host,
    read: { script, args },
    parse: (result) => listedRows(host, 'gnt-node list', placeFields, result).map(ganetiNodeOf),
  };
}
