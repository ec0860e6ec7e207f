import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openJournal } from '../../main/open-journal.ts';
import { loadFarm } from '../../platforms/load-farm.ts';
import { createSandbox, type Sandbox } from '../../platforms/sandboxes.ts';
import { fold } from '../../src/engine/fold.ts';
import type { Farm } from '../../src/farm/farm.ts';
import type { Journal, StoredEvent } from '../../src/journal/journal.ts';
import { type RedisServer, startRedis } from '../support/redis.ts';
import { source } from './wanted.ts';

const root = join(import.meta.dirname, '../..');

export interface Chaos {
  readonly runs: number;
  readonly hosts: number;
  readonly workers: number;
  readonly chats: number;
  /** In a Redis, or in a file all processes share. */
  readonly redis: boolean;
  /** Seconds, on average, between two blows. */
  readonly every: number;
  /** How long a process, or Redis, is held up. A worker's lease lasts 30 s, the journal waits for Redis 5 s. Seconds. */
  readonly pause: { readonly process: number; readonly redis: number };
}

/** Times that processes may end by themselves, when their Redis is away for long; more is something else. */
const mostRestarts = 30;

/** What is left when all is over. */
export interface Aftermath {
  readonly farm: Farm;
  readonly sandbox: Sandbox;
  readonly journal: Journal;
  /** `RUN STATE` of each end that was told. */
  readonly told: readonly string[];
  /** How often each kind of blow fell. */
  readonly blows: Readonly<Record<string, number>>;
}

/** A process that is started again whenever it is killed. */
class Kept {
  readonly name: string;
  readonly #words: readonly string[];
  readonly #env: NodeJS.ProcessEnv;
  readonly #log: string;
  #child: ChildProcess | undefined;

  constructor(name: string, words: readonly string[], env: NodeJS.ProcessEnv, folder: string) {
    this.name = name;
    this.#words = words;
    this.#env = env;
    this.#log = join(folder, `${name}.log`);
    this.start();
  }

  get log(): string {
    return existsSync(this.#log) ? readFileSync(this.#log, 'utf8') : '';
  }

  /** Whether it runs; one that ended by itself does not. */
  get alive(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }

  /** Does nothing where it runs. */
  start(): void {
    if (this.alive) return;
    const child = spawn(process.execPath, [...this.#words], {
      cwd: root,
      env: this.#env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr?.pipe(createWriteStream(this.#log, { flags: 'a' }));
    this.#child = child;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (!child || !this.alive) return;
    const ended = once(child, 'close');
    child.kill(signal);
    await ended;
  }
}

/** Makes a farm, asks for the runs, and deals blows until all of them are over; `look` then sees what is left. Throws when that takes too long. */
export async function chaos(
  { runs, hosts, workers, chats, redis: inRedis, every, pause }: Chaos,
  patience: number,
  look: (aftermath: Aftermath) => Promise<void>,
): Promise<void> {
  const sandbox = await createSandbox({ hosts, diskSize: 4 * 2 ** 20, rate: 4 });
  const redis = inRedis ? await startRedis() : undefined;
  const stopping = new AbortController();
  const kept: Kept[] = [];
  try {
    await Promise.all(
      sandbox.hosts.map((host) =>
        host.exec(`lvcreate --yes --extents ${source.extents} --name ${source.volume} -- all`),
      ),
    );
    const file = sandbox.farmFile;
    const farm = await loadFarm(file);
    const told = join(sandbox.folder, 'told');
    const env = {
      ...process.env,
      NODE_COMPILE_CACHE: join(sandbox.folder, 'compiled'),
      XDG_CACHE_HOME: join(sandbox.folder, 'cache'),
      ...(redis && { REDIS_URL: redis.url }),
    };
    const keep = (name: string, words: readonly string[]) => kept.push(new Kept(name, words, env, sandbox.folder));
    for (let one = 0; one < chats; one++) {
      keep(`chat${one}`, [join(import.meta.dirname, 'chat.ts'), file, String(one), String(runs), String(chats), told]);
    }
    for (let one = 0; one < workers; one++) keep(`worker${one}`, ['bin/farmhand', 'worker', '--farm', file]);

    const blows: Record<string, number> = {};
    const dealing = deal({ kept, sandbox, redis, every, pause, blows }, stopping.signal);
    const journal = await openJournal(env, farm);
    try {
      let restarts = 0;
      const over = async () => (await journal.runs({ settled: true, state: 'done', limit: runs + 1 })).length;
      for (const until = Date.now() + patience; ; await setTimeout(500)) {
        const done = await over().catch(() => 0);
        if (done >= runs) break;
        const silent = kept.filter(({ alive }) => !alive);
        restarts += silent.length;
        if (Date.now() > until || restarts > mostRestarts) throw new Error(await complaint(journal, kept, done, runs));
        // One that ended by itself, because Redis was away for long, is started again, as systemd does.
        for (const one of silent) one.start();
      }
      stopping.abort();
      await dealing;
      const lines = () => (existsSync(told) ? readFileSync(told, 'utf8').split('\n').filter(Boolean) : []);
      for (const until = Date.now() + 60_000; new Set(lines()).size < runs && Date.now() < until; )
        await setTimeout(200);
      await Promise.all(kept.map((one) => one.end('SIGTERM')));
      await look({ farm, sandbox, journal, told: lines(), blows });
    } finally {
      await journal.close();
    }
  } finally {
    stopping.abort();
    await Promise.all(kept.map((one) => one.end('SIGKILL')));
    await sandbox.close();
    await redis?.remove();
  }
}

interface Dealing {
  readonly kept: readonly Kept[];
  readonly sandbox: Sandbox;
  readonly redis: RedisServer | undefined;
  readonly every: number;
  readonly pause: Chaos['pause'];
  readonly blows: Record<string, number>;
}

/** Deals one blow after the other, of each kind in turn and to whomever chance names, until told to stop; then everything runs again. */
async function deal({ kept, sandbox, redis, every, pause, blows }: Dealing, stop: AbortSignal): Promise<void> {
  const rest = (seconds: number) => setTimeout(seconds * 1000, undefined, { signal: stop }).catch(() => undefined);
  const any = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T;
  const processes: Readonly<Record<string, () => Promise<void>>> = {
    'process killed': async () => {
      const one = any(kept);
      await one.end('SIGKILL');
      await rest(Math.random());
      one.start();
    },
    'connections to a host lost': async () => any(sandbox.hosts).drop(),
    'process paused': async () => {
      const one = any(kept);
      one.signal('SIGSTOP');
      await rest(pause.process);
      one.signal('SIGCONT');
    },
  };
  const ofRedis: Readonly<Record<string, () => Promise<void>>> = redis
    ? {
        'Redis killed': async () => {
          await redis.stop('SIGKILL');
          await rest(Math.random() * 2);
          await redis.start();
        },
        'Redis paused': async () => {
          redis.pause();
          await rest(pause.redis);
          redis.resume();
        },
      }
    : {};
  const kinds = Object.entries({ ...processes, ...ofRedis });
  for (let next = 0; !stop.aborted; next++) {
    await rest(every * (0.5 + Math.random()));
    if (stop.aborted) return;
    const [kind, blow] = kinds[next % kinds.length] as (typeof kinds)[number];
    blows[kind] = (blows[kind] ?? 0) + 1;
    await blow();
  }
}

function story(events: readonly StoredEvent[]): string {
  const { run, state, why, plan, steps } = fold(events);
  return `${run} ${plan.title}: ${state} (${why}); ${steps.map((step) => `${step.id} ${step.state} ${step.why ?? ''}`).join(', ')}`;
}

async function complaint(journal: Journal, kept: readonly Kept[], done: number, runs: number): Promise<string> {
  const open = await journal.runs({ settled: false, limit: 20 });
  const said = kept.map(({ name, log }) => `${name}:\n${log.slice(-1500)}`);
  return [
    `${done} of ${runs} runs are done; open:`,
    ...(await Promise.all(open.map(async ({ run }) => story(await journal.events(run))))),
    ...said,
  ].join('\n');
}
