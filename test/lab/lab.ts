import { access, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from './build.ts';
import { withLock } from './lock.ts';
import * as machine from './machine.ts';
import { type LabPaths, labPaths, pathsIn } from './paths.ts';
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

async function resume(paths: LabPaths): Promise<void> {
  try {
    await machine.resume(paths);
  } catch (error) {
    // Its disks are not synced, so a machine that lost power may have left them broken.
    throw new Error(`${(error as Error).message}\nWhere it stays so: npm run lab -- clean, and up again.`);
  }
}

/** Takes the farm back to its snapshot. Throws when the lab was never up. */
export async function reset(): Promise<void> {
  const paths = labPaths();
  await withLock(paths.lock, () => machine.reset(paths));
}

/** Stops the lab. Its image stays for the next time. */
export async function down(): Promise<void> {
  const paths = labPaths();
  await withLock(paths.lock, async () => {
    await machine.stop(paths);
    await Promise.all([paths.state, paths.knownHosts, paths.farm].map((file) => rm(file, { force: true })));
  });
}

/** Stops and removes every image in the cache, those of earlier recipes too. Returns their folders. */
export async function clean(): Promise<string[]> {
  const cache = dirname(labPaths().folder);
  const names = (await readdir(cache, { withFileTypes: true }).catch(() => [])).filter((entry) => entry.isDirectory());
  const folders = names.map(({ name }) => join(cache, name));
  for (const paths of folders.map(pathsIn)) {
    await withLock(paths.lock, async () => {
      await machine.stop(paths);
      await rm(paths.folder, { recursive: true });
    });
  }
  return folders;
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
    `farm  ${paths.farm}`,
    ...Object.entries(ports).map(([inside, outside]) => `port ${inside} of host01.farm is 127.0.0.1:${outside}`),
  ];
}
