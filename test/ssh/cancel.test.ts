import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { needs } from '../support/servers.ts';
import { asleep, start, unique, until } from './job-states.ts';
import { host, sshd, useHost } from './one-host.ts';

needs('sshd')('cancelling a detached job', () => {
  useHost();

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
  ])('cancelling %s leaves no process', async (_, script, time) => {
    const id = await start({ script });
    await eventually(async () => expect(await asleep(time)).not.toBe(0));
    await host.jobs.cancel(id);
    expect(await asleep(time)).toBe(0);
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
});
