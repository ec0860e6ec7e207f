import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '../..');

/** A section that fails does not come to the end of those it started. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill();
});

export interface Started {
  readonly child: ChildProcess;
  /** Milliseconds until it printed `ready`. */
  readonly ready: number;
}

/** Starts a program: of this checkout TypeScript as it stands, or what was built of it. What it compiled is kept in `cache`. */
export async function started(
  args: readonly string[],
  where: 'stdout' | 'stderr',
  cache: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Started> {
  const began = performance.now();
  const env = { ...process.env, LOG_LEVEL: 'info', XDG_CACHE_HOME: cache, ...more };
  const child = spawn(process.execPath, [...args], { cwd: root, env });
  running.add(child);
  child.once('exit', () => running.delete(child));
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

/** The same from its second start on: the first one compiles everything, and is not what stays. */
export async function startedAgain(...words: Parameters<typeof started>): Promise<Started> {
  await end(await started(...words));
  return started(...words);
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
