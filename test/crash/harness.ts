import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { loadFarm } from '../../platforms/load-farm.ts';
import { comparable, createSandbox, type Sandbox, type SandboxSettings } from '../../platforms/sandboxes.ts';
import { fold } from '../../src/engine/fold.ts';
import type { RunView } from '../../src/engine/run.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/journal.ts';
import type { Snapshot } from '../../src/sandbox/made.ts';

const child = join(import.meta.dirname, 'child.ts');

/** A sandbox farm that farmhand processes come and go before. */
export interface Scene {
  readonly sandbox: Sandbox;
  /** Does the command to its end, in one process after the other: each is killed at the first it meets of the fault points left. */
  run(command: string, faults?: readonly string[], env?: Readonly<Record<string, string>>): Promise<Done>;
  /** How many runs there are: the number of the newest. */
  runs(): number;
  /** Names of the fault points the command passes, in the order they are first met. */
  faultPoints(command: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

interface Done {
  /** Fault points it did not come to. */
  readonly unmet: readonly string[];
  readonly view: RunView;
  readonly farm: Snapshot;
}

/** `settings` changes the sandbox's farm.yaml; `others`: from the sandbox. */
export async function scene(
  settings: (farm: string) => string = (farm) => farm,
  others: SandboxSettings = {},
): Promise<Scene> {
  const sandbox = await createSandbox({ diskSize: 4 * 2 ** 20, ...others });
  const farm = readFileSync(sandbox.farmFile, 'utf8');
  writeFileSync(sandbox.farmFile, settings(farm));
  const log = join(sandbox.folder, 'faults.log');
  const closing = new AbortController();
  let runs = 0;
  const deadly = (places: ReadonlySet<string>): Readonly<Record<string, string>> =>
    places.size === 0 ? {} : { FARMHAND_FAULT: [...places].join(','), FARMHAND_FAULT_LOG: log };
  const once = (command: string, env: Readonly<Record<string, string>>) =>
    start(
      [sandbox.farmFile, String(runs), command],
      { NODE_COMPILE_CACHE: join(sandbox.folder, 'compiled'), ...env },
      closing.signal,
    );
  const run: Scene['run'] = async (command, faults = [], env = {}) => {
    runs += 1;
    const left = new Set(faults);
    let last = await once(command, { ...env, ...deadly(left) });
    while (last.signal === 'SIGKILL') {
      const [place = ''] = readFileSync(log, 'utf8').trim().split('\n').slice(-1);
      if (!left.delete(place)) throw new Error(`somebody else killed farmhand, after ${place}`);
      last = await once(command, { ...env, ...deadly(left) });
    }
    if (last.code !== 0) throw new Error(`farmhand ended with ${last.code ?? last.signal}: ${last.output}`);
    const view = await latest(sandbox, last.output);
    if (view.run !== runs) throw new Error(`"${command}" planned nothing: ${last.output}`);
    return { unmet: [...left], view, farm: comparable(await sandbox.snapshot()) };
  };
  return {
    sandbox,
    run,
    runs: () => runs,
    async faultPoints(command) {
      rmSync(log, { force: true });
      runs += 1;
      const { code, output } = await once(command, { FARMHAND_FAULT_LOG: log });
      if (code !== 0) throw new Error(`farmhand ended with ${code}: ${output}`);
      return existsSync(log) ? [...new Set(readFileSync(log, 'utf8').trim().split('\n'))] : [];
    },
    close: () => {
      closing.abort();
      return sandbox.close();
    },
  };
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** `signal` ends it, so that a test that took too long leaves nothing behind. */
function start(args: readonly string[], env: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const started = spawn(process.execPath, [child, ...args], {
      env: { ...process.env, ...env },
      signal,
      killSignal: 'SIGKILL',
    });
    let output = '';
    for (const stream of [started.stdout, started.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    started.on('error', reject);
    started.on('close', (code, signal) => resolve({ code, signal, output }));
  });
}

/** The newest run, after checking that the journal is whole and nothing is held. */
async function latest(sandbox: Sandbox, output: string): Promise<RunView> {
  const { data } = await loadFarm(sandbox.farmFile);
  const journal = await openSqliteJournal(data.journal);
  try {
    expect(await journal.verify()).toMatchObject({ ok: true });
    const [head] = await journal.runs({ limit: 1 });
    if (!head) throw new Error(`nothing was planned: ${output}`);
    if (head.state === 'done') expect(await journal.locks()).toEqual([]);
    return fold(await journal.events(head.run));
  } finally {
    await journal.close();
  }
}

/** What is counted of work on the host: the same for a run that was killed as for one that was not. */
export interface Tally {
  /** Ganeti's jobs so far. */
  readonly ganetiJobs: number;
  /** Detached jobs so far: copies, and others. */
  readonly jobs: number;
  /** Sum of the zones' serials: each edit raises one by one. */
  readonly serials: number;
}

/** Counts what was ever done on the sandbox's host. */
export function tally(sandbox: Sandbox): Tally {
  const { folder } = sandbox.hosts[0];
  const count = (path: string) => (existsSync(join(folder, path)) ? readdirSync(join(folder, path)).length : 0);
  const serial = (file: string) =>
    Number(/(\d+)\s*; serial/.exec(readFileSync(join(folder, 'etc/bind', file), 'utf8'))?.[1]);
  return {
    ganetiJobs: count('state/ganeti/jobs'),
    jobs: count('var/lib/farmhand/jobs'),
    serials: serial('db.farm') + serial('db.10.10'),
  };
}

/** How much was done between two tallies. */
export function difference(before: Tally, after: Tally): Tally {
  return {
    ganetiJobs: after.ganetiJobs - before.ganetiJobs,
    jobs: after.jobs - before.jobs,
    serials: after.serials - before.serials,
  };
}
