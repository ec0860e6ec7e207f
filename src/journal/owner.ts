import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** state (field 3) and start time in clock ticks since boot (field 22), proc_pid_stat(5). The name before them may hold blanks and brackets. */
function stat(pid: number): { readonly state: string; readonly start: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', start: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

/**
 * Where a process number means something: this host, since this boot, in this process namespace (two containers may share a
 * host name). Undefined where there is no /proc.
 */
function place(): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    const namespace = readlinkSync('/proc/self/ns/pid').replace(/\D/g, '');
    return `${hostname()}/${boot}/${namespace}`;
  } catch {
    return undefined;
  }
}

/** Which process this is, among all on all machines: what it leases runs as. A later process with the same number is another. */
export function processOwner(): string {
  return `${place() ?? hostname()}/${process.pid}/${stat(process.pid)?.start ?? Date.now()}`;
}

/**
 * True when `owner` is known to have ended; it may go on after a `#`, where a process has several parts that lease. False for one of another machine, or where this machine cannot tell: its lease
 * runs out.
 */
export function hasEnded(owner: string): boolean {
  const [, where, pid, start] = /^(.*)\/(\d+)\/(\d+)(?:#.*)?$/.exec(owner) ?? [];
  if (where === undefined || where !== place()) return false;
  const found = stat(Number(pid));
  if (found !== undefined) return found.start !== start || found.state === 'Z' || found.state === 'X';
  try {
    // Mounted with hidepid, /proc does not show others' processes; a signal still finds them (EPERM).
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
