import { access, rm } from 'node:fs/promises';
import { build } from './build.ts';
import { withLock } from './lock.ts';
import { resume, stop } from './machine.ts';
import { labPaths } from './paths.ts';
import { qemuPid, readState } from './state.ts';

/** Brings the lab up: builds its image where there is none, starts it where it is not running. */
export async function up(say: (line: string) => void): Promise<void> {
  const paths = labPaths();
  await withLock(paths.lock, async () => {
    const built = await access(paths.ready).then(
      () => true,
      () => false,
    );
    if (!built) await build(paths, say);
    else if ((await qemuPid(paths)) === undefined) await resume(paths);
  });
}

/** Stops the lab. Its image stays for the next time. */
export async function down(): Promise<void> {
  const paths = labPaths();
  await withLock(paths.lock, async () => {
    await stop(paths);
    await Promise.all([paths.state, paths.knownHosts, paths.farm].map((file) => rm(file, { force: true })));
  });
}

/** What `npm run lab -- status` shows: a line a fact. */
export async function status(): Promise<string[]> {
  const paths = labPaths();
  const pid = await qemuPid(paths);
  if (pid === undefined) return ['down', `image ${paths.folder}`];
  const { ports } = await readState(paths);
  return [
    `up, QEMU's process is ${pid}`,
    `image ${paths.folder}`,
    ...Object.entries(ports).map(([inside, outside]) => `port ${inside} of host01.farm is 127.0.0.1:${outside}`),
  ];
}
