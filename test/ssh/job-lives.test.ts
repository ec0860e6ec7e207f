import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { needs } from '../support/servers.ts';
import { connectTo, proxyTo } from './clients.ts';
import { output, start, unique, until } from './job-states.ts';
import { host, sshd, useHost } from './one-host.ts';

needs('sshd')('a detached job, whatever happens to others,', () => {
  useHost();

  test('a job started twenty times at once, over two connections, runs once', async () => {
    const other = connectTo(sshd.settings())('host01');
    const file = join(sshd.folder, 'once');
    const script = { script: 'echo ran >>"$1"', args: [file] };
    await Promise.all(Array.from({ length: 20 }, (_, index) => (index % 2 ? host : other).jobs.start('race', script)));
    await until('race', 'done');
    await host.jobs.start('race', script);
    expect(readFileSync(file, 'utf8')).toBe('ran\n');
  });

  test('a job outlives the connection, and the connection does not wait for it', async () => {
    const proxy = await proxyTo(sshd);
    const short = connectTo(sshd.settings({ port: proxy.port }))('host01');
    const go = join(sshd.folder, 'go-on');
    await short.jobs.start('outlives', {
      script: 'while [ ! -e "$1" ] && [ -d "$(dirname "$1")" ]; do sleep 0.02; done; echo on',
      args: [go],
    });
    proxy.cut();
    expect(await host.jobs.state('outlives')).toMatchObject({ state: 'running' });
    writeFileSync(go, '');
    await until('outlives', 'done');
    expect(await output('outlives')).toBe('on\n');
  });

  test('the end of a job is said when nothing of it runs any more, of one that goes on after the time given, and of none at once', async () => {
    const go = join(sshd.folder, 'end-now');
    const id = await start({
      script: 'while [ ! -e "$1" ] && [ -d "$(dirname "$1")" ]; do sleep 0.02; done',
      args: [go],
    });
    await host.jobs.ended(id, 50);
    expect(await host.jobs.state(id)).toMatchObject({ state: 'running' });
    const ended = host.jobs.ended(id, 600_000);
    writeFileSync(go, '');
    await ended;
    expect(await host.jobs.state(id)).toMatchObject({ state: 'done' });
    await host.jobs.ended(id, 600_000);
    await host.jobs.ended('never-there', 600_000);
  });

  test('waits for the ends of jobs leave shells for all else', async () => {
    const go = join(sshd.folder, 'end-all');
    const id = await start({
      script: 'while [ ! -e "$1" ] && [ -d "$(dirname "$1")" ]; do sleep 0.02; done',
      args: [go],
    });
    const long = Array.from({ length: 20 }, () => host.jobs.ended(id, 600_000));
    for (const one of long) one.catch(() => undefined);
    expect(await host.jobs.state(id)).toMatchObject({ state: 'running' });
    writeFileSync(go, '');
    await Promise.race(long);
  });

  test('a job whose processes were all killed is lost', async () => {
    const id = await start({ script: 'kill -9 0' });
    await until(id, 'lost');
  });

  test('a job whose runner alone was killed runs while anything of it does, then is lost', async () => {
    const id = await start({ script: `echo $PPID; exec sleep ${unique(313)}` });
    await eventually(async () => expect(await output(id)).not.toBe(''));
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

  test('clients killed at any instant leave each job started once or not at all, and a second start completes it', async () => {
    const settings = join(sshd.folder, 'settings.json');
    writeFileSync(settings, JSON.stringify(sshd.settings()));
    const ids = Array.from({ length: 10 }, (_, index) => `kill.${index}`);
    const file = (id: string) => join(sshd.folder, `ran-${id}`);
    for (const delay of [0, 5, 15]) {
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

/** A client that is connected and starts the jobs when it is written to. */
async function startClient(settings: string, folder: string, ids: readonly string[]): Promise<ChildProcess> {
  const program = join(import.meta.dirname, 'start-jobs.ts');
  const client = spawn(process.execPath, [program, settings, folder, ...ids], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(client.stdout, 'data');
  return client;
}
