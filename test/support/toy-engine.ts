import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Actions } from '../../src/engine/action.ts';
import { Engine } from '../../src/engine/engine.ts';
import type { Judge, Withheld } from '../../src/engine/judge.ts';
import type { Wanted, WantedStep } from '../../src/engine/plan.ts';
import type { Gate, RunState, RunView } from '../../src/engine/run.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { processOwner } from '../../src/journal/owner.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/journal.ts';
import { inProcessQueue } from '../../src/queue/in-process.ts';
import { type LocalHost, localHost } from './local-host.ts';
import { toyActions } from './toy-actions.ts';

/** An engine with toy actions on a folder of files. */
export interface ToyEngine {
  readonly engine: Engine;
  readonly host: LocalHost;
  readonly folder: string;
  /** Names of the files there now, the log left out. */
  files(): readonly string[];
  /** How often each file was written. */
  writes(name: string): number;
  /** A step that writes a file of its name. */
  put(name: string, after?: readonly string[], trouble?: string): WantedStep;
  wanted(steps: readonly WantedStep[], more?: Partial<Wanted>): Wanted;
  /** Submits; without a gate unless one is given. */
  submit(wanted: Wanted | (() => Promise<Wanted>), gate?: Gate): Promise<RunView>;
  /** Waits until the run is in that state. */
  until(run: number, state: RunState | ((view: RunView) => boolean)): Promise<RunView>;
  /** Another engine over the same journal and folder, as after a restart; with other actions, as after an upgrade. */
  again(actions?: Actions): Promise<ToyEngine>;
  /** The text of every error nobody waited for. */
  readonly errors: string[];
}

export async function toyEngine({
  folder = temporary(),
  start = true,
  actions = toyActions,
  slots = new Map(),
  around = (journal) => journal,
  judge = async () => undefined,
  withheld = async () => undefined,
}: {
  readonly folder?: string;
  readonly start?: boolean;
  readonly actions?: Actions;
  /** How many runs may be worked on at once; the toys' host is `here`. */
  readonly slots?: ReadonlyMap<string, number>;
  /** What stands between the engine and its journal. */
  readonly around?: (journal: Journal) => Journal;
  /** Lets everything run, when left out. */
  readonly judge?: Judge;
  /** Withholds nothing, when left out. */
  readonly withheld?: Withheld;
} = {}): Promise<ToyEngine> {
  const journal = around(await openSqliteJournal(join(folder, 'journal.db')));
  const host = localHost();
  const errors: string[] = [];
  const engine = new Engine({
    journal,
    queue: inProcessQueue(),
    hosts: () => host,
    actions,
    judge,
    withheld,
    ...(slots && { slots: () => slots }),
    owner: `${processOwner()}#${Math.random()}`,
    log: (message, error) => errors.push(`${message}: ${error}`),
  });
  if (start) await engine.start(4);
  onTestFinished(async () => {
    await engine.stop();
    await journal.close();
  });
  const log = join(folder, 'log');
  return {
    engine,
    host,
    folder,
    errors,
    files: () => readdirSync(folder).filter((name) => name !== 'log' && !name.startsWith('journal.db')),
    writes: (name) =>
      existsSync(log)
        ? readFileSync(log, 'utf8')
            .split('\n')
            .filter((line) => line.endsWith(`/${name}`)).length
        : 0,
    put: (name, after = [], trouble = 'none') => ({
      id: name,
      action: 'file.put',
      args: { host: 'here', path: join(folder, name), trouble },
      after,
    }),
    wanted: (steps, more) => ({
      command: 'try',
      title: 'try something',
      subjects: ['vm'],
      values: [],
      notes: [],
      locks: [{ key: 'vm:vm', mode: 'exclusive' }],
      steps,
      ...more,
    }),
    submit: (wanted, gate) =>
      engine.submit({
        make: async () => (typeof wanted === 'function' ? wanted() : wanted),
        by: 'loic',
        asked: null,
        gate: () => gate,
      }),
    until: (run, state) =>
      new Promise((resolve, reject) => {
        const look = () => {
          engine.view(run).then((view) => {
            if (!view || !(typeof state === 'string' ? view.state === state : state(view))) return;
            unwatch();
            resolve(view);
          }, reject);
        };
        const unwatch = journal.watch(look);
        look();
      }),
    again: async (upgraded = actions) => {
      await engine.stop();
      return toyEngine({ folder, actions: upgraded, slots, around, judge, withheld });
    },
  };
}

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'farmhand-engine-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A gate for one approval that lasts an hour. */
export const oneApproval: Gate = {
  need: 1,
  roles: [],
  askerCounts: true,
  expires: new Date(Date.now() + 3_600_000).toISOString(),
};
