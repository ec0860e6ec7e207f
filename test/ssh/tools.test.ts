import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseFileState, readFileScript } from '../../src/ssh/file-state.ts';
import { defaultPath } from '../../src/ssh/settings.ts';
import { tools } from '../../src/ssh/tools.ts';
import { eventually } from '../support/eventually.ts';
import { needs } from '../support/servers.ts';
import { connectTo } from './clients.ts';
import { sshd, useHost } from './one-host.ts';

needs('sshd')('a host with nothing but the listed tools', () => {
  useHost();

  test('can do all that a host must', async () => {
    const bin = join(sshd.folder, 'bin');
    mkdirSync(bin);
    const folders = defaultPath.split(':');
    for (const tool of Object.values(tools).flat()) {
      const found = folders.map((folder) => join(folder, tool)).find(existsSync);
      symlinkSync(found ?? expect.fail(`no ${tool} here`), join(bin, tool));
    }
    const host = connectTo(sshd.settings({ path: bin }))('host01');
    const path = join(sshd.folder, 'file');
    const fence = { resource: 'r', token: 1 };

    await host.edit({ edits: [{ path, before: null, after: { link: 'x' } }], fence });
    await host.edit({
      edits: [{ path, before: { link: 'x' }, after: { text: 'x' } }],
      reload: { script: 'true' },
      fence,
    });
    expect(parseFileState(path, await host.run(readFileScript(path)))).toEqual({ text: 'x' });
    await host.jobs.start('one', { script: 'echo on; sleep 60' }, fence);
    await eventually(async () => expect(await host.jobs.follow('one', 0)).toMatchObject({ output: 'on\n' }));
    await host.jobs.cancel('one');
    await host.jobs.start('two', { script: 'kill -9 0' });
    await eventually(async () => expect(await host.jobs.state('two')).toMatchObject({ state: 'lost' }));
    await host.probe(10_000);
  });
});
