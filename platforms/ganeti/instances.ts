import type { Fact } from '../../src/engine/facts.ts';
import type { Instance } from '../../src/farm/state.ts';
import type { Result, Script } from '../../src/ssh/host.ts';
import { luxiFunction, request } from './luxi.ts';
import {
  type ConfiguredInstance,
  configuredFields,
  configuredOf,
  type GanetiInstance,
  instanceFields,
  instanceOf,
  type Row,
  rowOf,
  rowsOf,
  type Sizes,
  sizeFields,
  sizesOf,
  wantedFields,
  wantedOf,
} from './rows.ts';

/**
 * Every instance, by luxid or by Ganeti's own command. A node too busy to answer the master within seconds is taken for down, so where that
 * is said Ganeti is asked again, twice at most.
 *
 * `instances_by_luxi REQUEST…`: as `luxi`, one of whose requests is for instances. `instances_by_command FIELDS`: prints lines.
 */
const instancesFunctions = `${luxiFunction}
instances_by_luxi() {
  for ask in 1 2 3; do
    luxi "$@" || return
    case $luxi_said in *'"ERROR_nodedown"'*) ;; *) break ;; esac
  done
}
instances_by_command() {
  for ask in 1 2 3; do
    shown=$(as_root gnt-instance list --no-headers --separator='|' -o "$1")
    code=$?
    case $code:$shown in 0:*'|ERROR_nodedown|'*) ;; *) break ;; esac
  done
  [ -z "$shown" ] || printf '%s\\n' "$shown"
  return "$code"
}
`;

/** `$1` request, `$2` fields. */
const script = `${instancesFunctions}
if instances_by_luxi "$1"; then printf '%s\\n' "$luxi_said"
else instances_by_command "$2"
fi
`;

/** The request for all instances. */
export function instancesRequest(fields: readonly string[]): string {
  return request('QueryInstances', [[], fields, false]);
}

/** Where it is told how they are, their nodes are asked. */
function read(fields: readonly string[]): Script {
  return { script, args: [instancesRequest(fields), fields.join()], takes: fields === instanceFields ? 400 : 60 };
}

/** Every instance of the cluster. Their nodes are asked how they are; all steps of a batch share it. */
export function instancesFact(host: string): Fact<readonly GanetiInstance[]> {
  return { host, read: read(instanceFields), parse: (result) => rows(host, result).map(instanceOf) };
}

/** What identifies every instance of the cluster. No node is asked, and nothing is read where how they are is read too. */
export function configuredFact(host: string): Fact<readonly ConfiguredInstance[]> {
  return {
    host,
    read: read(configuredFields),
    within: read(instanceFields),
    parse: (result) => rows(host, result).map(configuredOf),
  };
}

/** What each instance of the cluster is given. */
export function sizesFact(host: string): Fact<readonly Sizes[]> {
  return { host, read: read(sizeFields), parse: (result) => rows(host, result, sizeFields).map(sizesOf) };
}

/** Names of the instances that the cluster's configuration has up, wherever they are and whether or not that can be reached. */
export function wantedFact(host: string): Fact<ReadonlySet<string>> {
  return {
    host,
    read: read(wantedFields),
    parse: (result) => new Set(rows(host, result, wantedFields).flatMap((row) => wantedOf(row) ?? [])),
  };
}

function rows(host: string, result: Result, fields: readonly string[] = instanceFields): readonly Row[] {
  return listedRows(host, 'gnt-instance list', fields, result);
}

/** What luxid or Ganeti's own command listed, whichever was asked. */
export function listedRows(
  host: string,
  tool: string,
  fields: readonly string[],
  { code, stdout, stderr, truncated }: Result,
): readonly Row[] {
  if (code !== 0) throw new Error(`${host}: ${tool} failed: ${stderr.trim() || `exit code ${code}`}`);
  if (truncated) throw new Error(`${host}: what ${tool} says is longer than what farmhand keeps`);
  if (stdout.startsWith('{')) return rowsOf(stdout);
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => rowOf(line, tool, fields));
}

/** Whether a machine runs under that name, wanted or not. */
export function runs({ status }: Pick<GanetiInstance, 'status'>): boolean {
  return ['running', 'ERROR_up', 'ERROR_wrongnode'].includes(status);
}

/** Whether Ganeti cannot tell whether it runs, because it does not reach its node. */
export function isOutOfReach({ status }: Pick<GanetiInstance, 'status'>): boolean {
  return ['ERROR_nodedown', 'ERROR_nodeoffline'].includes(status);
}

/** How the instance is. Ganeti's words in capitals but ADMIN_ say that it is not as Ganeti wants it. */
export function healthOf(instance: Pick<GanetiInstance, 'status'>): Instance['health'] {
  if (isOutOfReach(instance)) return 'unknown';
  if (/^(ERROR|USER)_/.test(instance.status)) return 'error';
  return runs(instance) ? 'up' : 'down';
}
