import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { fold } from '../../src/engine/fold.ts';
import type { RunView } from '../../src/engine/run.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/journal.ts';
import { until } from '../support/daemon.ts';
import type { LabFarm } from './fixture.ts';

const root = join(import.meta.dirname, '../..');

/** A process of farmhand's. */
export interface Process {
  readonly child: ChildProcess;
  /** What it printed so far, on both streams. */
  said(): string;
  /** How it ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

/** A farm.yaml and a journal for the lab, and the processes of farmhand that use them. */
export interface Installation {
  readonly farmFile: string;
  /** Runs `farmhand WORDS`. */
  farmhand(words: readonly string[], env?: Readonly<Record<string, string>>): Process;
  /**
   * Runs the crash harness' farmhand: it types the command unless the journal has `runs` runs already, approves what waits, and
   * ends when nothing is left to do.
   */
  see(runs: number, command: string, env?: Readonly<Record<string, string>>): Process;
  /** Waits until the process has ended by itself: the newest run then. Throws, with what was said, when it went wrong. */
  outcome(process: Process): Promise<RunView>;
  /** Kills what still runs and removes the files. */
  close(): Promise<void>;
}

/** Opens an installation with the lab's own farm.yaml, whose sections `settings` replaces. */
export async function openInstallation(
  lab: LabFarm,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<Installation> {
  const folder = await mkdtemp(join(tmpdir(), 'farmhand-lab-'));
  const farmFile = join(folder, 'farm.yaml');
  const journal = join(folder, 'data', 'journal.sqlite');
  const farm = parse(await readFile(lab.farmFile, 'utf8'));
  for (const host of Object.values<object>(farm.hosts))
    Object.assign(host, { keys: [lab.ssh.keyFile], known_hosts: lab.ssh.knownHostsFile });
  // The people the crash harness speaks for; `you` is whoever runs the tests.
  farm.people = {
    you: { roles: ['operator'], console: userInfo().username, irc: 'you' },
    sarah: { roles: ['operator'], console: 'sarah', irc: 'sarah' },
  };
  await writeFile(farmFile, stringify({ ...farm, ...settings }));

  const running = new Set<ChildProcess>();
  const start = (words: readonly string[], env: Readonly<Record<string, string>> = {}): Process => {
    const child = spawn(process.execPath, words, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        said += text;
      });
    }
    const ended = new Promise<Awaited<Process['ended']>>((resolve) => {
      child.once('close', (code, signal) => {
        running.delete(child);
        resolve({ code, signal });
      });
    });
    return { child, said: () => said, ended };
  };
  return {
    farmFile,
    farmhand: (words, env) => start([join(root, 'bin/farmhand'), ...words, '--farm', farmFile], env),
    see: (runs, command, env) => start([join(root, 'test/crash/child.ts'), farmFile, String(runs), command], env),
    async outcome({ ended, said }) {
      const { code, signal } = await ended;
      const opened = await openSqliteJournal(journal);
      try {
        const [head] = await opened.runs({ limit: 1 });
        if (code !== 0 || !head) throw new Error(`farmhand ended with ${code ?? signal}:\n${said()}`);
        return fold(await opened.events(head.run));
      } finally {
        await opened.close();
      }
    },
    async close() {
      for (const child of running) child.kill('SIGKILL');
      await until('farmhand to end', () => running.size === 0);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
