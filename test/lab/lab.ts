import { access, copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from './build.ts';
import { withLock } from './lock.ts';
import * as machine from './machine.ts';
import { imageParts, type LabPaths, labPaths, pathsIn, thisLab } from './paths.ts';
import { qemuPid, readState } from './state.ts';

/**
 * Brings a lab up: where there is no image builds it, or for another than the first copies that one's, which is stopped for it; and starts
 * the lab where it is not running.
 */
export async function up(say: (line: string) => void, lab = thisLab()): Promise<void> {
  const paths = labPaths(lab);
  await withLock(paths.lock, async () => {
    const ready = await isReady(paths);
    if (!ready && lab === 1) return await build(paths, say);
    if (!ready) await copy(labPaths(1), paths);
    if ((await qemuPid(paths)) === undefined) await resume(paths);
  });
}

async function isReady({ ready }: LabPaths): Promise<boolean> {
  return await access(ready).then(
    () => true,
    () => false,
  );
}

async function copy(from: LabPaths, to: LabPaths): Promise<void> {
  await mkdir(to.folder, { recursive: true, mode: 0o700 });
  await withLock(from.lock, async () => {
    if (!(await isReady(from)))
      throw new Error('Another lab is a copy of the first, and there is none: npm run lab -- up');
    await machine.stop(from);
    for (const part of imageParts) await copyFile(from[part], to[part]);
  });
  await writeFile(to.ready, '');
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

/** Stops a lab. Its image stays for the next time. */
export async function down(lab = thisLab()): Promise<void> {
  const paths = labPaths(lab);
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
