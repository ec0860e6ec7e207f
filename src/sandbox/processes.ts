import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** Ends whatever runs on the hosts of the sandbox in this folder: everything that would look for its tools there first. */
export async function endProcesses(folder: string): Promise<void> {
  for (let left = await processesOf(folder); left.length > 0; left = await processesOf(folder)) {
    for (const pid of left) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    }
    await sleep(5);
  }
}

async function processesOf(folder: string): Promise<readonly number[]> {
  const mark = `\0PATH=${folder}/`;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      if (pid === process.pid) return [];
      // A process of another user, or one that has just ended, cannot be read and is none of ours.
      const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
      return `\0${environment}`.includes(mark) ? [pid] : [];
    }),
  );
  return found.flat();
}
