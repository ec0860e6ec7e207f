import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Daemon, freePorts, startDaemon, until } from './daemon.ts';
import { installed } from './installed.ts';

export interface RedisOptions {
  /** Password of the default user (requirepass). */
  readonly password?: string;
  /** Lines of redis.conf that come after the ones here, which they replace: `maxmemory 3mb`, `user worker on >secret ~* &* +@all`. */
  readonly config?: readonly string[];
}

/** A redis-server of a test. */
export interface RedisServer {
  readonly folder: string;
  readonly port: number;
  /** `redis://…`, with the password. */
  readonly url: string;
  readonly pid: number;
  /** Starts it again on the same port and files; resolves when it has read them. */
  start(): Promise<void>;
  /** Ends it: SIGTERM writes everything down first, SIGKILL (the default) nothing. The files stay. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** SIGSTOP: it takes connections and answers nobody. */
  pause(): void;
  resume(): void;
  /** Stops it and removes its files. */
  remove(): Promise<void>;
}

/**
 * A real redis-server on a free loopback port, its files in a folder of its own: an append-only file that is synced by each write, no
 * snapshots, no eviction.
 */
export async function startRedis({ password, config = [] }: RedisOptions = {}): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'farmhand-redis-'));
  const [port = 0] = await freePorts(1);
  const file = join(folder, 'redis.conf');
  const lines = [
    'bind 127.0.0.1',
    `port ${port}`,
    `dir ${folder}`,
    'save ""',
    'appendonly yes',
    'appendfsync always',
    'maxmemory-policy noeviction',
    'repl-diskless-sync-delay 0',
    ...(password === undefined ? [] : [`requirepass ${JSON.stringify(password)}`]),
    ...config,
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  let daemon: Daemon | undefined;
  const server: RedisServer = {
    folder,
    port,
    url: `redis://${password === undefined ? '' : `:${encodeURIComponent(password)}@`}127.0.0.1:${port}`,
    get pid() {
      return daemon?.pid ?? 0;
    },
    async start() {
      // Ended by the kernel with the process that runs the tests, should that be killed (setpriv(1)).
      const args = ['--pdeathsig', 'KILL', installed('redis-server') ?? 'redis-server', file];
      daemon = await startDaemon('setpriv', args, { cwd: folder, ready: () => answers(port) });
    },
    async stop(signal = 'SIGKILL') {
      await daemon?.stop(signal);
      daemon = undefined;
    },
    pause: () => void (daemon && process.kill(daemon.pid, 'SIGSTOP')),
    resume: () => void (daemon && process.kill(daemon.pid, 'SIGCONT')),
    async remove() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  try {
    await server.start();
    return server;
  } catch (error) {
    await server.remove();
    throw error;
  }
}

/** Makes `replica` follow `primary`; resolves when it has everything. */
export async function follow(replica: RedisServer, primary: RedisServer): Promise<void> {
  await command(replica.port, `REPLICAOF 127.0.0.1 ${primary.port}`);
  await until('the replica to follow', async () =>
    (await command(replica.port, 'ROLE', /connected\r\n/)).includes('connected'),
  );
}

/** Whether a Redis answers there, with all it has read. */
async function answers(port: number): Promise<boolean> {
  return /^(\+PONG|-NOAUTH)/.test(await command(port, 'PING'));
}

/** What the server says to one line of its inline protocol, up to the first line or `enough`; empty where nobody listens. */
function command(port: number, line: string, enough = /\r\n/): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    let said = '';
    const done = () => {
      socket.destroy();
      resolve(said);
    };
    socket.setTimeout(1000, done).on('error', done).on('close', done);
    socket.on('data', (data) => {
      said += data;
      if (enough.test(said)) done();
    });
    socket.write(`${line}\r\n`);
  });
}
