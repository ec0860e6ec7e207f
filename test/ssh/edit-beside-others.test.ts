import { existsSync, symlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FileChanged, type FileState, OutcomeUnknown, StaleToken } from '../../src/ssh/host.ts';
import { eventually } from '../support/eventually.ts';
import { needs } from '../support/servers.ts';
import { connectTo, proxyTo } from './clients.ts';
import { at, expectTidy, failureOf, get, hook, log, logged, put, read, text, useFiles } from './files.ts';
import { host, sshd } from './one-host.ts';

needs('sshd')('a transaction beside others', () => {
  useFiles();

  test.each<[string, FileState, () => void]>([
    ['is there now', null, () => put('b', 'x')],
    ['is gone', text('old'), () => {}],
    ['has other bytes', text('old'), () => put('b', 'old\n')],
    ['is a link now', text('old'), () => symlinkSync('old', at('b'))],
    ['points elsewhere', { link: 'a' }, () => symlinkSync('b', at('b'))],
  ])('changes nothing when one file %s', async (_, before, make) => {
    put('a', 'a');
    make();
    const failure = await failureOf({
      edits: [
        { path: at('a'), before: text('a'), after: text('new') },
        { path: at('b'), before, after: text('new') },
      ],
      check: hook('check'),
    });
    expect(failure).toBeInstanceOf(FileChanged);
    expect(failure.message).toContain(at('b'));
    expect([get('a'), logged()]).toEqual(['a', '']);
    expectTidy();
  });

  test('changes nothing when somebody edits the file while it is checked', async () => {
    put('a', 'old');
    const edits = [{ path: at('a'), before: text('old'), after: text('new') }];
    const failure = await failureOf({ edits, check: { script: 'printf other >"$2"', args: [at('a')] } });
    expect(failure).toBeInstanceOf(FileChanged);
    expect(get('a')).toBe('other');
    expectTidy();
  });

  test('with a lower token than the resource has seen is refused', async () => {
    const edit = (before: string | null, after: string, token: number) =>
      host.edit({
        edits: [{ path: at('a'), before: before === null ? null : text(before), after: text(after) }],
        fence: { resource: 'zone:farm', token },
      });
    await edit(null, '1', 8);
    await edit('1', '2', 9);
    await expect(edit('2', '3', 8)).rejects.toThrow(StaleToken);
    expect(get('a')).toBe('2');
    const job = host.jobs.start('stale', { script: 'true' }, { resource: 'zone:farm', token: 8 });
    await expect(job).rejects.toThrow(StaleToken);
    await edit('2', '3', 9);
    expectTidy();
  });

  test('leaves no lock to a service its reload starts', async () => {
    const edit = (before: FileState, after: FileState) => ({ path: at('a'), before, after });
    const reload = { script: 'sleep 320 & echo $! >"$1"', args: [log] };
    await host.edit({ edits: [edit(null, text('1'))], reload, fence: { resource: 'a', token: 1 } });
    await host.edit({ edits: [edit(text('1'), text('2'))], fence: { resource: 'a', token: 1 } });
    process.kill(Number(logged()));
  });

  test('goes on to its end on the host when the connection is lost', async () => {
    const proxy = await proxyTo(sshd);
    const cut = connectTo(sshd.settings({ port: proxy.port }))('host01');
    const check = {
      script: 'echo checked; : >"$2"; while [ ! -e "$3" ] && [ -d "$(dirname "$3")" ]; do sleep 0.02; done',
      args: [log, at('go')],
    };
    const edits = [{ path: at('a'), before: null, after: text('new') }];
    const lost = cut.edit({ edits, check, reload: { script: 'echo reloaded; echo loud >&2' } });
    const outcome = expect(lost).rejects.toThrow(OutcomeUnknown);
    await eventually(() => expect(existsSync(log)).toBe(true));
    proxy.cut();
    await outcome;
    let settled = false;
    const settling = host.settled().then(() => {
      settled = true;
    });
    await host.run({ script: 'true' });
    expect(settled).toBe(false);
    put('go', '');
    await settling;
    expect(get('a')).toBe('new');
    // Waits its turn behind the other one.
    await host.edit({ edits: [{ path: at('b'), before: null, after: text('') }] });
    expect(get('a')).toBe('new');
    expectTidy();
  });

  test('loses no edit of many made at once by editors that read again when they were too late', async () => {
    const other = connectTo(sshd.settings())('host01');
    put('a', '');
    await Promise.all(
      Array.from({ length: 12 }, async (_, index) => {
        const on = index % 2 ? host : other;
        for (let done = false; !done; ) {
          const before = await read('a', on);
          if (before === null || 'link' in before) throw new Error('no file');
          const edits = [{ path: at('a'), before, after: text(`${before.text}${index}\n`) }];
          done = await on.edit({ edits }).then(
            () => true,
            (error: Error) => {
              if (error instanceof FileChanged) return false;
              throw error;
            },
          );
        }
      }),
    );
    expect(
      get('a')
        .trim()
        .split('\n')
        .map(Number)
        .sort((a, b) => a - b),
    ).toEqual(Array.from({ length: 12 }, (_, i) => i));
  });
});
