import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { OutcomeUnknown, type Transaction } from '../../src/ssh/host.ts';
import { createHosts } from '../../src/ssh/hosts.ts';
import { needs } from '../support/servers.ts';
import { at, expectTidy, folder, get, hook, log, logged, put, text, useFiles } from './files.ts';
import { host, sshd } from './one-host.ts';

needs('sshd')('a transaction whose script dies half-way', () => {
  useFiles();

  let bin: string;
  let faulty: ReturnType<typeof createHosts>;
  /** Kills a process, but only the first time. */
  const once = (who: string) => `[ -e "${log}.died" ] || { : >"${log}.died"; kill -9 "${who}"; exit 1; }`;
  /** A hook's `sh` is run by `timeout`, that by the transaction. */
  const killing = (name: string) => hook(name, once('$(ps -o ppid= -p $PPID | tr -d " ")'));

  beforeAll(() => {
    bin = join(sshd.folder, 'bin');
    mkdirSync(bin);
    faulty = createHosts([sshd.settings({ path: `${bin}:${sshd.settings().path}` })]);
  });
  afterAll(() => faulty.close());

  /** A stand-in for `mv`: `script` sees the path moved to as `$path` and may kill or fail. */
  function mv(script: string): void {
    writeFileSync(join(bin, 'mv'), `#!/bin/sh\nfor path; do :; done\n${script}\nexec /usr/bin/mv "$@"\n`, {
      mode: 0o755,
    });
  }
  const edits = () => [
    { path: at('a'), before: text('a'), after: text('new a') },
    { path: at('b'), before: text('b'), after: text('new b') },
  ];
  /** Any transaction at all is enough to put things right. */
  const next = () => host.edit({ edits: [{ path: at('other'), before: null, after: text('') }] });
  const now = () => [get('a'), get('b')];
  beforeEach(() => {
    put('a', 'a');
    put('b', 'b');
    mv('');
  });
  const broken = (transaction: Omit<Transaction, 'edits'>) =>
    expect(faulty.host('host01').edit({ edits: edits(), ...transaction })).rejects.toThrow(OutcomeUnknown);

  test('before the first rename, the next transaction removes what it left', async () => {
    await broken({ check: killing('C') });
    expect(readdirSync(folder).sort()).toEqual(['.a.farmhand', '.b.farmhand', 'a', 'b']);
    await next();
    expect([now(), logged()]).toEqual([['a', 'b'], 'C']);
    expectTidy();
  });

  test('between two renames, the next transaction puts the old files back', async () => {
    mv(`case $path in */b) ${once('$PPID')} ;; esac`);
    await broken({ reload: hook('R') });
    expect(now()).toEqual(['new a', 'b']);
    await next();
    expect([now(), logged()]).toEqual([['a', 'b'], '']);
    expectTidy();
  });

  test('between two renames, waiting for it to settle puts the old files back too', async () => {
    mv(`case $path in */b) ${once('$PPID')} ;; esac`);
    await broken({});
    await host.settled();
    expect(now()).toEqual(['a', 'b']);
    expectTidy();
    await host.settled();
  });

  test('after the last rename, the next transaction finishes it', async () => {
    await broken({ checkTree: killing('T'), reload: hook('R'), health: hook('H') });
    expect(now()).toEqual(['new a', 'new b']);
    await next();
    expect([now(), logged()]).toEqual([['new a', 'new b'], 'TTRH']);
    expectTidy();
  });

  test('after the last rename, and it turns out bad, the next transaction takes it back', async () => {
    await broken({ checkTree: killing('T'), reload: hook('R'), health: hook('H', 'false') });
    await next();
    expect([now(), logged()]).toEqual([['a', 'b'], 'TTRHR']);
    expectTidy();
  });

  test('while it is taken back, the next transaction goes on with that', async () => {
    mv(`[ "$(cat "$path" 2>/dev/null)" != 'new b' ] || { ${once('$PPID')}; }`);
    await broken({ reload: hook('R'), health: hook('H', 'false') });
    expect(now()).toEqual(['a', 'new b']);
    await next();
    expect([now(), logged()]).toEqual([['a', 'b'], 'RHR']);
    expectTidy();
  });

  test('a rename that fails puts back those before it', async () => {
    mv('case $path in */b) echo "no space" >&2; exit 1 ;; esac');
    const failure = await faulty
      .host('host01')
      .edit({ edits: edits(), reload: hook('R') })
      .catch((error: Error) => error);
    expect(String(failure)).toMatch(/could not edit .*\/a, .*\/b on host01 .*old ones are in place.*no space/);
    expect([now(), logged()]).toEqual([['a', 'b'], '']);
    expectTidy();
  });

  test('a reload that hangs is ended, and the old files put back', async () => {
    writeFileSync(join(bin, 'timeout'), '#!/bin/sh\nshift 3\nexec /usr/bin/timeout 0.3 "$@"\n', { mode: 0o755 });
    const reload = hook('R', 'exec sleep 321');
    const failure = await faulty
      .host('host01')
      .edit({ edits: edits(), reload })
      .catch((error: Error) => error);
    expect(failure).toMatchObject({ stage: 'reload' });
    expect(String(failure)).toMatch(
      /it did not end within 300 s.*with the old files back in place the reload fails too/s,
    );
    expect(now()).toEqual(['a', 'b']);
    expectTidy();
    rmSync(join(bin, 'timeout'));
  });

  test('old files that cannot be put back are kept until they can, and no other edit is made before', async () => {
    mv(`[ ! -e "${log}" ] || case $path in *etc-*) echo "disk is broken" >&2; exit 1 ;; esac`);
    const on = faulty.host('host01');
    const failure = await on.edit({ edits: edits(), reload: hook('R', 'false') }).catch((error: Error) => error);
    expect(String(failure)).toMatch(/could not put old files back.*disk is broken.*kept there in .*state\/kept/s);
    const another = on.edit({ edits: [{ path: at('other'), before: null, after: text('') }] });
    await expect(another).rejects.toThrow(/could not put old files back.*disk is broken/s);
    expect([now(), existsSync(at('other'))]).toEqual([['new a', 'new b'], false]);
    mv('');
    await next();
    expect(now()).toEqual(['a', 'b']);
    expectTidy();
  });
});
