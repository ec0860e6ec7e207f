import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Host, type JobState, type Script, StaleToken } from '../../src/ssh/host.ts';
import { createHosts } from '../../src/ssh/hosts.ts';
import { startDelayProxy } from '../support/delay-proxy.ts';
import { needs } from '../support/servers.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';

/** A time to sleep that no other process on this machine has, so that such processes can be counted. */
const unique = (seconds: number) => `${seconds}.${process.pid}`;

needs('sshd')('detached jobs', () => {
  let sshd: Sshd;
  let hosts: ReturnType<typeof createHosts>;
  let host: Host;
  let number = 0;

  beforeAll(async () => {
    sshd = await startSshd();
    hosts = createHosts([sshd.settings()]);
    host = hosts.host('host01');
  });
  afterAll(async () => {
    await hosts.close();
    await sshd.remove();
  });

  /** Starts a job of a new id. */
  async function start(script: Script): Promise<string> {
    number += 1;
    const id = `7.copy.${number}`;
    await host.jobs.start(id, script);
    return id;
  }
  const until = (id: string, state: JobState['state'], on = host) =>
    vi.waitFor(async () => expect(await on.jobs.state(id)).toMatchObject({ state }), { timeout: 15_000, interval: 20 });
  const output = async (id: string) => (await host.jobs.follow(id, 0)).output;
  const alive = async (word: string) =>
    (await host.run({ script: 'pgrep -f -- "$1" | wc -l', args: [`^[^ ]*sleep ${word}`] })).stdout.trim();

  test('a job runs its script with its arguments and input, and both its streams are its output', async () => {
    const id = await start({
      script: 'echo "$1"; cat; echo err >&2; pwd; umask; exit 3',
      args: ["it's"],
      stdin: 'é\n',
    });
    await until(id, 'done');
    expect(await output(id)).toBe("it's\né\nerr\n/\n0022\n");
    expect(await host.jobs.state(id)).toEqual({ state: 'done', code: 3, bytes: 19 });
  });

  test('a job never started is absent, and has no output', async () => {
    expect(await host.jobs.state('nobody')).toEqual({ state: 'absent' });
    expect(await host.jobs.follow('nobody', 0)).toEqual({ state: { state: 'absent' }, output: '', next: 0 });
  });

  test('output is followed from a byte offset, and a character still being written is waited for', async () => {
    const go = join(sshd.folder, 'go');
    const script = 'printf "é\\303"; while [ ! -e "$1" ]; do sleep 0.02; done; printf "\\251!\\377"';
    const id = await start({ script, args: [go] });
    await vi.waitFor(async () => expect(await host.jobs.state(id)).toEqual({ state: 'running', bytes: 3 }));
    const first = await host.jobs.follow(id, 0);
    expect([first.output, first.next]).toEqual(['é', 2]);
    expect(await host.jobs.follow(id, first.next)).toMatchObject({ output: '', next: 2 });
    writeFileSync(go, '');
    await until(id, 'done');
    expect(await host.jobs.follow(id, first.next)).toEqual({
      state: { state: 'done', code: 0, bytes: 6 },
      output: 'é!\ufffd',
      next: 6,
    });
    expect(await host.jobs.follow(id, 6)).toMatchObject({ output: '', next: 6 });
  });

  test('long output comes in parts that fit together', async () => {
    const id = await start({
      script: 'i=0; while [ $i -lt 6000 ]; do i=$((i+1)); echo "$i ééééééééééééééééééééééééé"; done',
    });
    await until(id, 'done');
    let text = '';
    let calls = 0;
    for (let offset = 0; ; calls += 1) {
      const { output, next } = await host.jobs.follow(id, offset);
      if (output === '') break;
      text += output;
      offset = next;
    }
    expect(calls).toBeGreaterThan(1);
    expect(text).toBe(Array.from({ length: 6000 }, (_, i) => `${i + 1} ééééééééééééééééééééééééé\n`).join(''));
  });

  test.each(['', '-x', '.hidden', 'a/b', '../x', 'a b', "a'b", 'a\nb', 'é', 'a'.repeat(201)])(
    'the id %j is refused',
    async (id) => {
      await expect(host.jobs.start(id, { script: 'true' })).rejects.toThrow(TypeError);
      await expect(host.jobs.state(id)).rejects.toThrow(TypeError);
      await expect(host.jobs.cancel(id)).rejects.toThrow(TypeError);
      await expect(host.jobs.forget(id)).rejects.toThrow(TypeError);
    },
  );

  test('a job started twenty times at once, over two connections, runs once', async () => {
    const other = createHosts([sshd.settings()]);
    const file = join(sshd.folder, 'once');
    const script = { script: 'echo ran >>"$1"', args: [file] };
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => (index % 2 ? host : other.host('host01')).jobs.start('race', script)),
    );
    await until('race', 'done');
    await host.jobs.start('race', script);
    expect(readFileSync(file, 'utf8')).toBe('ran\n');
    await other.close();
  });

  test('a job outlives the connection, and the connection does not wait for it', async () => {
    const proxy = await startDelayProxy(sshd.port, 0);
    const known = `[127.0.0.1]:${proxy.port} ${sshd.hostKeys[0]}\n`;
    writeFileSync(sshd.knownHostsFile, known, { flag: 'a' });
    const short = createHosts([sshd.settings({ port: proxy.port })]);
    const go = join(sshd.folder, 'go-on');
    await short
      .host('host01')
      .jobs.start('outlives', { script: 'while [ ! -e "$1" ]; do sleep 0.02; done; echo on', args: [go] });
    proxy.cut();
    await proxy.close();
    await short.close();
    expect(await host.jobs.state('outlives')).toMatchObject({ state: 'running' });
    writeFileSync(go, '');
    await until('outlives', 'done');
    expect(await output('outlives')).toBe('on\n');
  });

  test('a job whose processes were all killed is lost', async () => {
    const id = await start({ script: 'kill -9 0' });
    await until(id, 'lost');
  });

  test('a job whose runner alone was killed runs while anything of it does, then is lost', async () => {
    const id = await start({ script: `echo $PPID; exec sleep ${unique(313)}` });
    await vi.waitFor(async () => expect(await output(id)).not.toBe(''));
    await host.run({ script: 'kill -9 "$1"', args: [(await output(id)).trim()] });
    expect(await host.jobs.state(id)).toMatchObject({ state: 'running' });
    await host.run({ script: 'pkill -9 -f -- "^sleep $1"', args: [unique(313)] });
    await until(id, 'lost');
  });

  test('a job without its host: started before a restart, its lock is free and it is lost', async () => {
    const id = await start({ script: 'true' });
    await until(id, 'done');
    // What a power cut leaves: the folder without an exit code, a process id that may be anybody's by now, no lock.
    await host.run({ script: 'rm "$1/rc"; echo $PPID >"$1/pid"', args: [join(sshd.state, 'jobs', id)] });
    expect(await host.jobs.state(id)).toMatchObject({ state: 'lost' });
    await host.jobs.cancel(id);
    expect((await host.run({ script: 'echo nobody was killed' })).code).toBe(0);
    await host.jobs.start(id, { script: 'echo again' });
    expect(await host.jobs.state(id)).toMatchObject({ state: 'lost' });
  });

  test.each([
    ['one that ends when asked', `sleep ${unique(311)}`, unique(311)],
    ['one with a child in a session of its own', `setsid sh -c "sleep ${unique(314)}; :" & wait`, unique(314)],
    [
      'one that will not end, with a child that left the session and lost its parent',
      `(setsid sh -c "trap '' TERM; while :; do sleep ${unique(315)}; done" &)
      trap '' TERM; while :; do sleep ${unique(315)}; done`,
      unique(315),
    ],
    ['one that is stopped', `sleep ${unique(316)} & kill -STOP $$`, unique(316)],
  ])('cancelling %s leaves no process', async (_, script, word) => {
    const id = await start({ script });
    await vi.waitFor(async () => expect(await alive(word)).not.toBe('0'), { timeout: 10_000 });
    await host.jobs.cancel(id);
    expect(await alive(word)).toBe('0');
    expect(await host.jobs.state(id)).toMatchObject({ state: 'done', code: 143 });
  });

  test('cancelling what has ended changes nothing', async () => {
    const id = await start({ script: 'exit 4' });
    await until(id, 'done');
    await host.jobs.cancel(id);
    expect(await host.jobs.state(id)).toMatchObject({ state: 'done', code: 4 });
  });

  test('a job cancelled before its start arrived is never started', async () => {
    const file = join(sshd.folder, 'never');
    await host.jobs.cancel('late');
    await host.jobs.start('late', { script: 'echo ran >"$1"', args: [file] });
    expect(await host.jobs.state('late')).toEqual({ state: 'done', code: 143, bytes: 0 });
    expect(existsSync(file)).toBe(false);
  });

  test('a job is forgotten only when it has ended', async () => {
    const id = await start({ script: 'sleep 317' });
    await expect(host.jobs.forget(id)).rejects.toThrow(/still running/);
    await host.jobs.cancel(id);
    await host.jobs.forget(id);
    expect(await host.jobs.state(id)).toEqual({ state: 'absent' });
    await host.jobs.forget(id);
  });

  test('a token lower than one the resource has seen is refused, an equal or higher one is not', async () => {
    const fence = (token: number) => ({ resource: 'vm:gallifrey-dev@all', token });
    await host.jobs.start('fenced.5', { script: 'true' }, fence(5));
    await host.jobs.start('fenced.5b', { script: 'true' }, fence(5));
    const stale = host.jobs.start('fenced.4', { script: 'true' }, fence(4));
    await expect(stale).rejects.toThrow(StaleToken);
    await expect(stale).rejects.toThrow(/taken over with token 5, this one is 4/);
    expect(await host.jobs.state('fenced.4')).toEqual({ state: 'absent' });
    await host.jobs.start('fenced.other', { script: 'true' }, { resource: 'vm:other', token: 1 });
    await host.jobs.start('fenced.10', { script: 'true' }, fence(10));
    await expect(host.jobs.start('fenced.9', { script: 'true' }, fence(9))).rejects.toThrow(StaleToken);
  });

  test('a job that runs holds no lock its resource needs', async () => {
    const fence = (token: number) => ({ resource: 'busy', token });
    await host.jobs.start('busy.1', { script: 'sleep 318' }, fence(1));
    await host.jobs.start('busy.2', { script: 'true' }, fence(2));
    await until('busy.2', 'done');
    await host.jobs.cancel('busy.1');
  });

  test.each([
    ['a resource with a slash', { resource: '../x', token: 1 }],
    ['a token that is no number', { resource: 'x', token: Number.NaN }],
    ['a token too large to be exact', { resource: 'x', token: 2 ** 60 }],
  ])('%s is refused', async (_, fence) => {
    await expect(host.jobs.start('badly-fenced', { script: 'true' }, fence)).rejects.toThrow(TypeError);
  });

  test('a state folder that cannot be made is said with what to type', async () => {
    const file = join(sshd.folder, 'a-file');
    writeFileSync(file, '');
    const other = createHosts([sshd.settings({ state: `${file}/state` })]);
    const failure = await other.host('host01').jobs.start('x', { script: 'true' }).catch(String);
    expect(failure).toMatch(
      /could not start job x on host01 .*a-file\/state cannot be used.*Not a directory.*install -d -o \w+ -m 700/,
    );
    await other.close();
  });

  test('clients killed at any instant leave each job started once or not at all, and a second start completes it', async () => {
    const settings = join(sshd.folder, 'settings.json');
    writeFileSync(settings, JSON.stringify(sshd.settings()));
    const ids = Array.from({ length: 24 }, (_, index) => `kill.${index}`);
    const file = (id: string) => join(sshd.folder, `ran-${id}`);
    for (const delay of [0, 4, 9, 20]) {
      const clients = await Promise.all([1, 2].map(() => startClient(settings, sshd.folder, ids)));
      for (const client of clients) client.stdin?.write('go\n');
      await new Promise((resolve) => setTimeout(resolve, delay));
      for (const client of clients) client.kill('SIGKILL');
      await Promise.all(clients.map((client) => client.exitCode ?? client.signalCode ?? once(client, 'exit')));
    }
    const script = (id: string) => ({ script: 'echo ran >>"$1"', args: [file(id)] });
    await Promise.all(ids.map((id) => host.jobs.start(id, script(id))));
    for (const id of ids) {
      await until(id, 'done');
      expect(readFileSync(file(id), 'utf8')).toBe('ran\n');
    }
  });
});

async function startClient(
  ...args: readonly [settings: string, folder: string, ids: readonly string[]]
): Promise<ChildProcess> {
  const [settings, folder, ids] = args;
  const program = join(import.meta.dirname, 'start-jobs.ts');
  const client = spawn(process.execPath, [program, settings, folder, ...ids], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(client.stdout, 'data');
  return client;
}
