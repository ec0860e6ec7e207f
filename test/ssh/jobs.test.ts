import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { StaleToken } from '../../src/ssh/host.ts';
import { eventually } from '../support/eventually.ts';
import { needs } from '../support/servers.ts';
import { connectTo } from './clients.ts';
import { output, start, until } from './job-states.ts';
import { host, sshd, useHost } from './one-host.ts';

needs('sshd')('detached jobs', () => {
  useHost();

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
    const script =
      'printf "é\\303"; while [ ! -e "$1" ] && [ -d "$(dirname "$1")" ]; do sleep 0.02; done; printf "\\251!\\377"';
    const id = await start({ script, args: [go] });
    await eventually(async () => expect(await host.jobs.state(id)).toEqual({ state: 'running', bytes: 3 }));
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
    },
  );

  test('what is left of a job that ended more than thirty days ago goes when another starts; one that runs stays', async () => {
    const ended = await start({ script: 'true' });
    const young = await start({ script: 'true' });
    const running = await start({ script: 'sleep 317' });
    for (const id of [ended, young]) {
      await until(id, 'done');
    }
    const month = new Date(Date.now() - 31 * 86_400_000);
    for (const id of [ended, running]) utimesSync(join(sshd.state, 'jobs', id, 'out'), month, month);
    await start({ script: 'true' });
    expect(await host.jobs.state(ended)).toEqual({ state: 'absent' });
    expect(await host.jobs.state(young)).toMatchObject({ state: 'done' });
    expect(await host.jobs.state(running)).toMatchObject({ state: 'running' });
    expect(readdirSync(join(sshd.state, 'jobs')).filter((name) => name.includes('gone'))).toEqual([]);
    await host.jobs.cancel(running);
  });

  test('tokens of steps and their locks that nobody used for thirty days go too; those in use stay', async () => {
    const fenced = (resource: string) => host.jobs.start(`of.${resource}`, { script: 'true' }, { resource, token: 1 });
    await fenced('old.step');
    await fenced('young.step');
    const month = new Date(Date.now() - 31 * 86_400_000);
    for (const file of ['tokens/old.step', 'locks/token:old.step', 'locks/files']) {
      if (file === 'locks/files') writeFileSync(join(sshd.state, file), '');
      utimesSync(join(sshd.state, file), month, month);
    }
    await start({ script: 'true' });
    expect(readdirSync(join(sshd.state, 'tokens'))).toContain('young.step');
    expect(readdirSync(join(sshd.state, 'tokens'))).not.toContain('old.step');
    expect(readdirSync(join(sshd.state, 'locks'))).toEqual(expect.arrayContaining(['files', 'token:young.step']));
    expect(readdirSync(join(sshd.state, 'locks'))).not.toContain('token:old.step');
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
    const other = connectTo(sshd.settings({ state: `${file}/state` }))('host01');
    const failure = await other.jobs.start('x', { script: 'true' }).catch(String);
    expect(failure).toMatch(
      /could not start job x on host01 .*a-file\/state cannot be used.*Not a directory.*install -d -o \w+ -m 700/,
    );
  });
});
