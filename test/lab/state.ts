import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { isAlive } from '../support/lock.ts';
import type { HostPaths, LabPaths, Nodes } from './paths.ts';
import { recipe } from './recipe.ts';

/** Ports of this machine's loopback, by the port of the farm's host each leads to. */
export type Ports = Record<number, number>;

/** How a lab is reached: the ports of each of its hosts. */
export interface LabState {
  /** Of host01. */
  readonly ports: Ports;
  /** Of host02, where there is one: its SSH. */
  readonly second: Ports;
}

/** Chooses a free port of loopback for each port of each host that is to be reached. */
export async function chooseState(nodes: Nodes): Promise<LabState> {
  const wanted = [...recipe.ports, ...(nodes === 2 ? [22] : [])];
  const taken = await Promise.all(wanted.map(listen));
  await Promise.all(taken.map(({ server }) => new Promise((resolve) => server.close(resolve))));
  const pairs = taken.map(({ port }, index) => [wanted[index], port] as const);
  return {
    ports: Object.fromEntries(pairs.slice(0, recipe.ports.length)),
    second: Object.fromEntries(pairs.slice(recipe.ports.length)),
  };
}

function listen() {
  const server = createServer();
  return new Promise<{ server: typeof server; port: number }>((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => resolve({ server, port: (server.address() as { port: number }).port }));
  });
}

/** Writes down how the lab that is being started is reached. */
export async function saveState(paths: LabPaths, state: LabState): Promise<void> {
  await writeFile(paths.state, `${JSON.stringify(state, null, 2)}\n`);
}

/** How the lab is reached, as last written down. Throws when it was never up. */
export async function readState(paths: LabPaths): Promise<LabState> {
  return JSON.parse(await readFile(paths.state, 'utf8')) as LabState;
}

/** The id of a host's QEMU process, or undefined when it is not running. */
export async function qemuPid(host: HostPaths): Promise<number | undefined> {
  const pid = Number(await readFile(host.pid, 'utf8').catch(() => ''));
  if (!pid || !isAlive(pid)) return undefined;
  // After a restart of the machine the same number may be somebody else's.
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return commandLine.includes(host.rootDisk) ? pid : undefined;
}

/** The ids of the lab's QEMU processes, or undefined unless each of its hosts runs. */
export async function runningPids({ hosts }: LabPaths): Promise<readonly number[] | undefined> {
  const pids = await Promise.all(hosts.map(qemuPid));
  return pids.every((pid) => pid !== undefined) ? pids : undefined;
}
