import type { Fact } from '../../src/engine/facts.ts';
import type { Instance } from '../../src/farm/state.ts';
import type { Result } from '../../src/ssh/host.ts';
import { mebibytes } from './units.ts';

/** An instance as gnt-instance(8) lists it. */
export type GanetiInstance = {
  readonly name: string;
  readonly uuid: string;
  /** Ganeti's word: running, ADMIN_down, ERROR_down, USER_down, … */
  readonly status: string;
  readonly node: string;
  /** Bytes: what it may have (maxmem). */
  readonly memory: number;
  /** Lower case. */
  readonly macs: readonly string[];
  /** Bytes, one a disk. */
  readonly disks: readonly number[];
};

const fields = 'name,uuid,status,pnode,be/maxmem,nic.macs,disk.sizes';

/**
 * Lists every instance. A node too busy to answer the master within seconds is taken for down, so where that is said Ganeti is
 * asked again, twice at most.
 */
export const instancesCommand = `{
  for ask in 1 2 3; do
    shown=$(as_root gnt-instance list --no-headers --separator='|' -o ${fields})
    code=$?
    case $code:$shown in 0:*'|ERROR_nodedown|'*) ;; *) break ;; esac
  done
  [ -z "$shown" ] || printf '%s\\n' "$shown"
  (exit "$code")
}`;

/** Every instance of the cluster. One query takes seconds on a slow master, so all steps of a batch share it. */
export function instancesFact(host: string): Fact<readonly GanetiInstance[]> {
  return { host, read: { script: instancesCommand }, parse: (result) => lines(host, result).map(instanceLine) };
}

/** One line of the list. */
export function instanceLine(line: string): GanetiInstance {
  const [name, uuid, status, node, memory, macs, disks, ...more] = line.split('|');
  const isLine =
    disks !== undefined && more.length === 0 && /^[a-z0-9_][a-z0-9._-]*$/.test(name ?? '') && isStatus(status);
  // What is no list must not pass for a list without the instance that is looked for.
  if (!isLine) throw new Error(`gnt-instance list printed ${JSON.stringify(line.slice(0, 200))}, which is no instance`);
  const list = (text = '') => text.split(',').filter((part) => part !== '' && part !== '-');
  return {
    name: name ?? '',
    uuid: uuid ?? '',
    status: status ?? '',
    node: node ?? '',
    memory: mebibytes(memory),
    macs: list(macs).map((one) => one.toLowerCase()),
    disks: list(disks).map(mebibytes),
  };
}

/** running, or one of Ganeti's words in capitals (gnt-instance(8), `status`). */
function isStatus(word = ''): boolean {
  return word === 'running' || /^(ADMIN|ERROR|USER)_[a-z]+$/.test(word) || word === '(unknown)';
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

function lines(host: string, { code, stdout, stderr, truncated }: Result): readonly string[] {
  if (code !== 0) throw new Error(`${host}: gnt-instance list failed: ${stderr.trim() || `exit code ${code}`}`);
  if (truncated) throw new Error(`${host}: gnt-instance list printed more than farmhand keeps`);
  return stdout.split('\n').filter((line) => line !== '');
}
