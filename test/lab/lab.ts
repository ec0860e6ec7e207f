import { access, copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { withLock } from '../support/lock.ts';
import { build } from './build.ts';
import * as machine from './machine.ts';
import { addNode } from './pair.ts';
import { diskParts, imageParts, type LabPaths, labPaths, pathsIn, theseNodes, thisLab } from './paths.ts';
import { readState, runningPids } from './state.ts';

/**
 * Brings a lab up: where there is no image builds it, or for another than the first copies that one's, which is stopped for it; and starts
 * the lab where it is not running. An image of two nodes is built from that of one, whose lab is stopped.
 */
export async function up(say: (line: string) => void, lab = thisLab(), nodes = theseNodes()): Promise<void> {
  const paths = labPaths(lab, nodes);
  await withLock(paths.lock, async () => {
    const ready = await isReady(paths);
    if (!ready && lab === 1) return await (nodes === 1 ? build(paths, say) : buildPair(paths, say));
    if (!ready) await copy(labPaths(1, nodes), paths);
    if ((await runningPids(paths)) === undefined) await resume(paths);
  });
}

async function isReady({ ready }: LabPaths): Promise<boolean> {
  return await access(ready).then(
    () => true,
    () => false,
  );
}

async function copy(from: LabPaths, to: LabPaths): Promise<void> {
  await copyImage(from, to);
  await writeFile(to.ready, '');
}

async function copyImage(from: LabPaths, to: LabPaths): Promise<void> {
  await mkdir(to.folder, { recursive: true, mode: 0o700 });
  await withLock(from.lock, async () => {
    if (!(await isReady(from)))
      throw new Error('Another lab is a copy of the first, and there is none: npm run lab -- up');
    await machine.stop(from);
    for (const part of imageParts) await copyFile(from[part], to[part]);
    for (const host of from.hosts) for (const part of diskParts) await copyFile(host[part], to[host.name][part]);
  });
}

async function buildPair(paths: LabPaths, say: (line: string) => void): Promise<void> {
  const one = labPaths(1, 1);
  if (!(await isReady(one))) await up(say, 1, 1);
  await machine.stop(paths);
  await rm(paths.folder, { recursive: true, force: true });
  await copyImage(one, paths);
  await addNode(paths, say);
}

async function resume(paths: LabPaths): Promise<void> {
  try {
    await machine.resume(paths);
  } catch (error) {
    // Its disks are not synced, so a machine that lost power may have left them broken.
    throw new Error(`${(error as Error).message}\nWhere it stays so: npm run lab -- clean, and up again.`);
  }
}

/** Takes the farm back to its snapshot, or to another. Throws when the lab was never up. */
export async function reset(snapshot?: string): Promise<void> {
  const paths = labPaths();
  await withLock(paths.lock, () => machine.reset(paths, snapshot));
}

/** Makes a snapshot of the farm as it is now, beside its own; `forget` removes it. */
export async function save(snapshot: string): Promise<void> {
  const paths = labPaths();
  await withLock(paths.lock, () => machine.save(paths, snapshot));
}

/** Removes a snapshot that `save` made. */
export async function forget(snapshot: string): Promise<void> {
  const paths = labPaths();
  await withLock(paths.lock, () => machine.forget(paths, snapshot));
}

/** Stops a lab. Its image stays for the next time. */
export async function down(lab = thisLab(), nodes = theseNodes()): Promise<void> {
  const paths = labPaths(lab, nodes);
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
  // Where there is no second host there is nothing of it to stop.
  for (const paths of folders.map((folder) => pathsIn(folder, 2))) {
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
  const pids = await runningPids(paths);
  if (pids === undefined) return ['down', `image ${paths.folder}`];
  const { ports, second } = await readState(paths);
  const shown = Object.entries({ host01: ports, host02: second }).flatMap(([host, of]) =>
    Object.entries(of).map(([inside, outside]) => `port ${inside} of ${host}.farm is 127.0.0.1:${outside}`),
  );
  return [`up, QEMU's process is ${pids.join(' and ')}`, `image ${paths.folder}`, `farm  ${paths.farm}`, ...shown];
}
