import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import { setTimeout } from 'node:timers/promises';

/** A server program of a test: ends with `stop` at the latest. */
export interface Daemon {
  readonly pid: number;
  /** Kills it (by its pid) and waits until it has ended. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

const handedOut = new Set<number>();

/**
 * Loopback ports, TCP and UDP, that nobody has just now. They are below those that the kernel gives to connections and to who asks for any
 * (net.ipv4.ip_local_port_range, 32768 on): one of these could be taken before its server has it.
 */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = randomInt(10_000, 32_000);
    if (handedOut.has(port) || !(await isFree(port))) continue;
    handedOut.add(port);
    ports.push(port);
  }
  return ports;
}

async function isFree(port: number): Promise<boolean> {
  const tcp = createServer();
  const udp = createSocket('udp4');
  try {
    for (const begin of [() => tcp.listen(port, '127.0.0.1'), () => udp.bind(port, '127.0.0.1')]) {
      const socket = begin();
      await once(socket, 'listening');
    }
    return true;
  } catch {
    return false;
  } finally {
    await Promise.all([tcp, udp].map((socket) => new Promise<void>((resolve) => closed(socket, resolve))));
  }
}

/** One that never was open is closed too. */
function closed(socket: Server | Socket, done: () => void): void {
  try {
    socket.close(() => done());
  } catch {
    done();
  }
}

const running = new Set<ChildProcess>();

// The tests' process may end without a chance to stop them in turn.
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts a program that stays in the foreground. Resolves when `ready` says so; throws, with what it printed, when it ends before. */
export async function startDaemon(
  binary: string,
  args: readonly string[],
  { cwd, ready, user }: { readonly cwd: string; ready(): Promise<boolean>; readonly user?: number | undefined },
): Promise<Daemon> {
  const child = spawn(binary, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(user !== undefined && { uid: user, gid: user }),
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      printed = (printed + data).slice(-10_000);
    });
  }
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async (signal: NodeJS.Signals = 'SIGKILL') => {
    child.kill(signal);
    await ended;
  };
  running.add(child);
  child.once('close', () => running.delete(child));
  try {
    await until(
      () => `${binary} to be ready; it printed:\n${printed}`,
      async () => (await ready()) || hasEnded(child),
    );
    if (hasEnded(child)) throw new Error(`${binary} did not start:\n${printed}`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { pid: child.pid ?? 0, stop };
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** Whether something listens on the loopback port. */
export function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/**
 * Waits until the condition holds: `patience` milliseconds at most (default 2 min), in which time during which this process was
 * held up does not count. Throws what it waited for.
 */
export async function until(
  what: string | (() => string),
  holds: () => boolean | Promise<boolean>,
  patience = 120_000,
): Promise<void> {
  for (let waited = 0; !(await holds()); waited += 10) {
    if (waited > patience) throw new Error(`waited in vain for: ${typeof what === 'string' ? what : what()}`);
    await setTimeout(10);
  }
}
