import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '../..');

export interface Started {
  readonly child: ChildProcess;
  /** Milliseconds until it printed `ready`. */
  readonly ready: number;
}

/** Starts a program of this checkout: TypeScript as it stands, with what it compiled before kept in `cache`. */
export async function started(
  args: readonly string[],
  where: 'stdout' | 'stderr',
  cache: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Started> {
  const began = performance.now();
  const env = { ...process.env, LOG_LEVEL: 'info', XDG_CACHE_HOME: cache, ...more };
  const child = spawn(process.execPath, [...args], { cwd: root, env });
  let last = '';
  for await (const line of createInterface({ input: child[where] })) {
    if (/\bready\b/.test(line)) {
      child[where].resume();
      return { child, ready: performance.now() - began };
    }
    last = line;
  }
  throw new Error(`${args.join(' ')} ended before it was ready: ${last}`);
}

/** Ends it; resolves when it has. */
export async function end({ child }: Started): Promise<void> {
  const closed = once(child, 'exit');
  child.kill();
  await closed;
}

/** MiB of resident memory. */
export function resident({ child }: { readonly child: Pick<ChildProcess, 'pid'> }): number {
  const [, kibi = '0'] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
  return Number(kibi) / 1024;
}
