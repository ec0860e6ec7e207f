import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** Ends whatever runs on the hosts of the sandbox in this folder: everything that would look for its tools there first. */
export async function endProcesses(folder: string): Promise<void> {
  const mark = `\0PATH=${folder}/`;
  for (;;) {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
    const found = await Promise.all(pids.map(async (pid) => ({ pid, is: await kindOf(pid, mark) })));
    for (const { pid } of found.filter(({ is }) => is === 'ours')) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    }
    if (found.every(({ is }) => is === 'another')) return;
    await sleep(5);
  }
}

async function kindOf(pid: number, mark: string): Promise<'ours' | 'another' | 'not known yet'> {
  if (pid === process.pid) return 'another';
  try {
    const environment = await readFile(`/proc/${pid}/environ`, 'latin1');
    if (`\0${environment}`.includes(mark)) return 'ours';
    return environment === '' && mayHaveEnvironment(await readFile(`/proc/${pid}/stat`, 'latin1'))
      ? 'not known yet'
      : 'another';
  } catch {
    // A process of another user, or one that has just ended, cannot be read and is none of ours.
    return 'another';
  }
}

/** Bit of a process' flags: it is the kernel's own, and has no environment. */
const kernels = 0x20_0000;

/**
 * Whether a process whose environment was read as empty may have one all the same, by its line of /proc/PID/stat (proc_pid_stat(5)): one that becomes another
 * program, execve(2), has none for a moment, and what was opened before that reads as empty after it. Where the environment begins, and where it ends, is said
 * of every other one.
 */
export function mayHaveEnvironment(stat: string): boolean {
  const [state = '', , , , , , flags, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [begins, ends] = rest.slice(40, 42).map(Number);
  return !/[ZX]/i.test(state) && (Number(flags) & kernels) === 0 && (begins === 0 || begins !== ends);
}
