import { execFile, execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import ssh2 from 'ssh2';
import * as z from 'zod';
import { action, noReceipt } from '../../src/engine/action.ts';
import { Engine } from '../../src/engine/engine.ts';
import { processOwner } from '../../src/journal/owner.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/journal.ts';
import { inProcessQueue } from '../../src/queue/in-process.ts';
import type { Result } from '../../src/ssh/host.ts';
import { createHosts } from '../../src/ssh/hosts.ts';
import { startDelayProxy } from '../support/delay-proxy.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';
import { ansibleTask, hasAnsible, noAnsible } from './ansible.ts';
import { median, milliseconds, type Row } from './row.ts';

const run = promisify(execFile);
const steps = 40;

/** A step that finds everything as wanted: one look at the host, one line in the journal. */
const nothing = action({
  name: 'bench.nothing',
  risk: 'safe',
  args: z.strictObject({ n: z.int() }),
  title: () => 'nothing to do',
  facts: () => ({ code: { host: 'host', read: { script: 'true' }, parse: ({ code }: Result) => code } }),
  see: (_args, { code }) => code,
  judge: (_args, code) => (code === 0 ? { is: 'done', why: 'as wanted' } : { is: 'blocked', why: 'odd' }),
  apply: async () => undefined,
  receipt: noReceipt,
  undo: () => ({ by: [] }),
});

/** Milliseconds of one such step, in a run of many, one after the other. */
async function farmhandStep(sshd: Sshd, port: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'farmhand-bench-'));
  const journal = await openSqliteJournal(join(folder, 'journal.db'));
  const hosts = createHosts([sshd.settings({ name: 'host', port, knownHostsFile: knownAt(sshd, port, folder) })]);
  const parts = { journal, queue: inProcessQueue(), hosts: hosts.host, actions: new Map([[nothing.name, nothing]]) };
  const engine = new Engine({
    ...parts,
    judge: async () => undefined,
    owner: processOwner(),
    log: (message, error) => console.error(message, error),
  });
  await engine.start(1);
  const wanted = Array.from({ length: steps }, (_, n) => ({
    ...{ id: `step-${n}`, action: nothing.name, args: { n } },
    after: n === 0 ? [] : [`step-${n - 1}`],
  }));
  const make = async () => ({
    ...{ command: 'bench', title: 'bench', subjects: [], values: [], notes: [], locks: [], steps: wanted },
  });
  const { run: number } = await engine.submit({ make, by: 'bench', asked: null, gate: () => undefined });
  await new Promise<void>((resolve) => {
    const look = async () => {
      if ((await engine.view(number))?.state === 'done') resolve();
    };
    journal.watch(() => void look());
    void look();
  });
  const view = await engine.view(number);
  const ends = view?.steps.map(({ endedAt }) => Date.parse(endedAt ?? '')) ?? [];
  await engine.stop();
  await hosts.close();
  await journal.close();
  await rm(folder, { recursive: true });
  return ((ends.at(-1) ?? 0) - (ends[0] ?? 0)) / (steps - 1);
}

/** The server's key under another port, for whoever comes through the proxy. */
function knownAt(sshd: Sshd, port: number, folder: string): string {
  const file = join(folder, `known_hosts.${port}`);
  const text = readFileSync(sshd.knownHostsFile, 'utf8').replaceAll(/^\[127\.0\.0\.1\]:\d+/gm, `[127.0.0.1]:${port}`);
  execFileSync('sh', ['-c', 'cat > "$1"', 'sh', file], { input: text });
  return file;
}

/** Milliseconds of `true` by exec on an open ssh2 connection. */
async function rawSsh2(sshd: Sshd, port: number): Promise<number> {
  const client = new ssh2.Client();
  const { user, keyFiles = [] } = sshd.settings();
  await new Promise<void>((resolve, reject) => {
    client.on('ready', resolve).on('error', reject);
    client.connect({ host: '127.0.0.1', port, username: user, privateKey: readFileSync(keyFiles[0] ?? '') });
  });
  // As farmhand does; else Nagle's algorithm adds 40 ms twice, which is the kernel's time and not ssh2's.
  client.setNoDelay(true);
  const once = () =>
    new Promise<void>((resolve, reject) => {
      client.exec('true', (error, stream) => {
        if (error) return reject(error);
        stream.on('close', () => resolve()).resume();
      });
    });
  const time = await medianOf(once);
  client.end();
  return time;
}

/** Milliseconds of `ssh HOST true` over a shared connection. */
async function controlMaster(sshd: Sshd, port: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'farmhand-cm-'));
  const { user, keyFiles = [] } = sshd.settings();
  const options = [
    '-F',
    '/dev/null',
    '-o',
    `UserKnownHostsFile=${knownAt(sshd, port, folder)}`,
    '-i',
    keyFiles[0] ?? '',
    '-p',
    String(port),
  ];
  const socket = ['-o', `ControlPath=${folder}/s`];
  const target = `${user}@127.0.0.1`;
  const master = spawn('ssh', [...options, ...socket, '-M', '-N', target], { stdio: 'ignore' });
  for (;;) {
    const up = await run('ssh', [...socket, '-O', 'check', target]).then(
      () => true,
      () => false,
    );
    if (up) break;
    await setTimeout(20);
  }
  const time = await medianOf(async () => void (await run('ssh', [...options, ...socket, target, 'true'])));
  master.kill();
  await rm(folder, { recursive: true, force: true });
  return time;
}

async function medianOf(once: () => Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < steps; n += 1) {
    const began = performance.now();
    await once();
    times.push(performance.now() - began);
  }
  return median(times.slice(2));
}

/** A no-op step with its journal write, beside bare ways to run `true`, on loopback and with a round trip of 20 ms. */
export async function stepRows(): Promise<readonly Row[]> {
  // bash that sshd starts reads ~/.bashrc for each command, unless it is not the first shell: what that file takes is no part of any row.
  const sshd = await startSshd({ config: ['SetEnv SHLVL=1'] });
  const ansible = hasAnsible();
  const folder = await mkdtemp(join(tmpdir(), 'farmhand-known-'));
  const proxy = await startDelayProxy(sshd.port, 10);
  try {
    const rows: Row[] = [];
    for (const [rtt, port] of [
      [0, sshd.port],
      [20, proxy.port],
    ] as const) {
      const ours = await farmhandStep(sshd, port);
      const raw = await rawSsh2(sshd, port);
      const shared = await controlMaster(sshd, port);
      const knownHostsFile = knownAt(sshd, port, folder);
      const target = { port, user: sshd.settings().user, keyFile: sshd.keyFile, knownHostsFile };
      const task = ansible ? `Ansible ${milliseconds(await ansibleTask(target))}` : noAnsible;
      rows.push({
        what: `no-op step with journal, RTT ${rtt} ms`,
        ours: milliseconds(ours),
        beside: `ssh2 exec ${milliseconds(raw)}, ssh ControlMaster ${milliseconds(shared)}, ${task}`,
        goal: 'one RTT + 5 ms',
        met: ours <= rtt + 5,
      });
    }
    return rows;
  } finally {
    await proxy.close();
    await sshd.remove();
    await rm(folder, { recursive: true });
  }
}
