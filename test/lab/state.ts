import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { isAlive } from './lock.ts';
import type { LabPaths } from './paths.ts';
import { recipe } from './recipe.ts';

/** Ports of this machine's loopback, by the port of the farm's host each leads to. */
export type Ports = Record<number, number>;

/** Chooses a free port of loopback for each port of the host that is to be reached. */
export async function choosePorts(): Promise<Ports> {
  const taken = await Promise.all(recipe.ports.map(listen));
  await Promise.all(taken.map(({ server }) => new Promise((resolve) => server.close(resolve))));
  return Object.fromEntries(taken.map(({ port }, index) => [recipe.ports[index], port]));
}

function listen() {
  const server = createServer();
  return new Promise<{ server: typeof server; port: number }>((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => resolve({ server, port: (server.address() as { port: number }).port }));
  });
}

/** Writes down how the lab that is being started is reached. */
export async function saveState(paths: LabPaths, ports: Ports): Promise<void> {
  await writeFile(paths.state, `${JSON.stringify({ ports }, null, 2)}\n`);
}

/** How the lab is reached, as last written down. Throws when it was never up. */
export async function readState(paths: LabPaths): Promise<{ ports: Ports }> {
  return JSON.parse(await readFile(paths.state, 'utf8')) as { ports: Ports };
}

/** The id of the lab's QEMU process, or undefined when it is not running. */
export async function qemuPid(paths: LabPaths): Promise<number | undefined> {
  const pid = Number(await readFile(paths.pid, 'utf8').catch(() => ''));
  if (!pid || !isAlive(pid)) return undefined;
  // After a restart of the machine the same number may be somebody else's.
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return commandLine.includes(paths.rootDisk) ? pid : undefined;
}
