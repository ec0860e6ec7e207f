import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseFileState, readFileScript } from '../../src/ssh/file-state.ts';
import {
  EditRefused,
  FileChanged,
  type FileState,
  type Host,
  OutcomeUnknown,
  StaleToken,
  type Transaction,
} from '../../src/ssh/host.ts';
import { createHosts } from '../../src/ssh/hosts.ts';
import { privilegedForFiles } from '../../src/ssh/privileged.ts';
import { startDelayProxy } from '../support/delay-proxy.ts';
import { needs } from '../support/servers.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';

needs('sshd')('editing files on a host', () => {
  let sshd: Sshd;
  let hosts: ReturnType<typeof createHosts>;
  let host: Host;
  /** A new folder for each test, and a log the hooks write to. */
  let folder: string;
  let log: string;

  beforeAll(async () => {
    sshd = await startSshd();
    hosts = createHosts([sshd.settings()]);
    host = hosts.host('host01');
  });
  afterAll(async () => {
    await hosts.close();
    await sshd.remove();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(sshd.folder, 'etc-'));
    log = join(sshd.folder, `log-${folder.slice(-6)}`);
  });

  const text = (value: string): FileState => ({ text: value });
  const at = (name: string) => join(folder, name);
  const put = (name: string, content: string | Buffer) => writeFileSync(at(name), content);
  const get = (name: string) => readFileSync(at(name), 'utf8');
  const logged = () => (existsSync(log) ? readFileSync(log, 'utf8') : '');
  /** A hook that writes down that it ran, and what it was given. */
  const hook = (name: string, then = '') => ({
    script: `printf '${name}' >>"$0"; ${then}`.replaceAll('$0', log),
  });
  async function read(name: string, on = host): Promise<FileState> {
    return parseFileState(at(name), await on.run(readFileScript(at(name))));
  }
  /** Nothing of any transaction is left: no temporary file, nothing kept. */
  function expectTidy(): void {
    expect(readdirSync(folder).filter((name) => name.endsWith('.farmhand'))).toEqual([]);
    expect(readdirSync(join(sshd.state, 'kept'))).toEqual([]);
  }
  const failureOf = (transaction: Transaction): Promise<Error> =>
    host.edit(transaction).then(
      () => expect.fail('it was done'),
      (error: Error) => error,
    );

  describe('what a path holds', () => {
    test.each([
      ['nothing', 'a', () => {}, null],
      ['nothing, in a folder that is not there', 'no/such/a', () => {}, null],
      ['text', 'a', () => put('a', 'é\n'), text('é\n')],
      ['text with no newline at its end', 'a', () => put('a', 'x'), text('x')],
      ['text with newlines and white space at its end', 'a', () => put('a', 'x \n\n'), text('x \n\n')],
      ['text with CR LF', 'a', () => put('a', 'x\r\ny\r\n'), text('x\r\ny\r\n')],
      ['an empty file', 'a', () => put('a', ''), text('')],
      ['text with a byte order mark', 'a', () => put('a', '\ufeffx'), text('\ufeffx')],
      ['text that has U+FFFD in it', 'a', () => put('a', 'x\ufffd'), text('x\ufffd')],
      ['a link', 'a', () => symlinkSync('../b c', at('a')), { link: '../b c' }],
      ['a link to nothing', 'a', () => symlinkSync('/no/such', at('a')), { link: '/no/such' }],
      ["a name with a shell's characters", 'it\'s; $(x) "`', () => put('it\'s; $(x) "`', 'x'), text('x')],
      ['a name that is an option', '-rf', () => put('-rf', 'x'), text('x')],
    ])('is read: %s', async (_, name, make, expected) => {
      make();
      expect(await read(name)).toEqual(expected);
    });

    test.each([
      ['a folder', () => mkdirSync(at('a')), /neither a file nor a link/],
      ['bytes that are no UTF-8', () => put('a', Buffer.from([0x61, 0xe9, 0x0a])), /a is not UTF-8 text/],
      ['text with a NUL', () => put('a', 'x\0y'), /NUL/],
    ])('is refused when it is %s', async (_, make, message) => {
      make();
      await expect(read('a')).rejects.toThrow(message);
    });

    test('is refused when it is larger than what is kept of an answer', async () => {
      put('a', 'x'.repeat(5000));
      const result = await host.run(readFileScript(at('a')), { keep: 3000 });
      expect(() => parseFileState('/a', result)).toThrow(/\/a is too large/);
    });
  });

  describe('a transaction', () => {
    test.each<[string, FileState, FileState]>([
      ['makes a file', null, text('new\n')],
      ['makes a link', null, { link: '../b c' }],
      ['changes a file', text('old'), text('new')],
      ['empties a file', text('old'), text('')],
      ['removes a file', text('old'), null],
      ['removes a link', { link: '/old' }, null],
      ['changes a link', { link: '/old' }, { link: '-new' }],
      ['makes a file of a link', { link: '/old' }, text('new')],
      ['makes a link of a file', text('old'), { link: '/new' }],
      ['writes CR LF, no last newline, and what a shell would expand', text(''), text("a\r\n$(id) `id` 'é\\")],
    ])('%s, and the opposite one restores it', async (_, before, after) => {
      if (before !== null) 'link' in before ? symlinkSync(before.link, at('a')) : put('a', before.text);
      await host.edit({ edits: [{ path: at('a'), before, after }] });
      expect(await read('a')).toEqual(after);
      await host.edit({ edits: [{ path: at('a'), before: after, after: before }] });
      expect(await read('a')).toEqual(before);
      expectTidy();
    });

    test('keeps a file’s owner and mode, and makes new ones 0644', async () => {
      put('a', 'old');
      const owner = process.getuid?.() === 0 ? 1234 : lstatSync(at('a')).uid;
      if (process.getuid?.() === 0) chownSync(at('a'), 1234, 4321);
      chmodSync(at('a'), 0o640);
      const edits = [
        { path: at('a'), before: text('old'), after: text('new') },
        { path: at('b'), before: null, after: text('b') },
      ];
      await host.edit({ edits });
      expect(lstatSync(at('a'))).toMatchObject({ uid: owner, mode: 0o100640 });
      expect(lstatSync(at('b'))).toMatchObject({ uid: process.getuid?.(), mode: 0o100644 });
      await failureOf({ edits: [{ path: at('a'), before: text('new'), after: null }], health: hook('h', 'false') });
      expect(lstatSync(at('a'))).toMatchObject({ uid: owner, mode: 0o100640 });
    });

    test('takes several MiB', async () => {
      const large = `${'é'.repeat(79)}\n`.repeat(20_000);
      await host.edit({ edits: [{ path: at('a'), before: null, after: text(large) }] });
      expect(await read('a')).toEqual(text(large));
    });

    test.each(['it\'s; $(x) "`', '-rf', 'É\u0081\u0088', 'back\\slash', ' space ', '*', 'a.farmhand'])(
      'edits a file named %j',
      async (name) => {
        await host.edit({ edits: [{ path: at(name), before: null, after: text('1') }] });
        await host.edit({ edits: [{ path: at(name), before: text('1'), after: text('2') }] });
        expect(readdirSync(folder)).toEqual([name]);
        expect(get(name)).toBe('2');
      },
    );

    test('gives the check the new files beside the old ones, before any is changed', async () => {
      put('a', 'old');
      put('c', 'c');
      symlinkSync('x', at('d'));
      const script = 'printf "%s|" "$#" "$@"; cat - "$1" "$2" "$9"; exit 1';
      const failure = await failureOf({
        edits: [
          { path: at('a'), before: text('old'), after: text('new a ') },
          { path: at('b'), before: null, after: text('new b') },
          { path: at('c'), before: text('c'), after: null },
          { path: at('d'), before: { link: 'x' }, after: { link: 'y' } },
        ],
        check: { script, args: ['own'], stdin: 'input ' },
      });
      const temps = [at('.a.farmhand'), at('.b.farmhand'), '', ''];
      expect(failure).toMatchObject({ stage: 'check' });
      expect((failure as EditRefused).output).toContain(`5|${temps.join('|')}|own|input new a new b`);
      expect([get('a'), existsSync(at('b')), get('c'), readlinkSync(at('d'))]).toEqual(['old', false, 'c', 'x']);
      expectTidy();
    });

    test('runs check, checkTree, reload and health in this order, the old files there for the first only', async () => {
      put('a', 'old ');
      const look = `cat "$1" >>"${log}"`;
      const stage = (name: string) => ({ script: `printf '${name} ' >>"${log}"; ${look}`, args: [at('a')] });
      await host.edit({
        edits: [{ path: at('a'), before: text('old '), after: text('new ') }],
        check: { script: `printf 'check ' >>"${log}"; cat "$2" >>"${log}"`, args: [at('a')] },
        checkTree: stage('checkTree'),
        reload: stage('reload'),
        health: stage('health'),
      });
      expect(logged()).toBe('check old checkTree new reload new health new ');
    });

    test.each([
      ['check', 'C'],
      ['checkTree', 'CT'],
      ['reload', 'CTRR'],
      ['health', 'CTRHR'],
    ] as const)('refused by %s puts the old files back, reloaded if that had been tried', async (stage, order) => {
      put('a', 'old');
      put('c', 'c');
      const then = (name: string) => (name === stage ? 'echo line 1; echo "it said no" >&2; exit 7' : '');
      const failure = await failureOf({
        edits: [
          { path: at('a'), before: text('old'), after: text('new') },
          { path: at('b'), before: null, after: { link: 'a' } },
          { path: at('c'), before: text('c'), after: null },
        ],
        check: hook('C', then('check')),
        checkTree: hook('T', then('checkTree')),
        reload: hook('R', then('reload')),
        health: hook('H', then('health')),
      });
      expect(failure).toBeInstanceOf(EditRefused);
      expect(failure).toMatchObject({ stage });
      expect((failure as EditRefused).output).toMatch(/^line 1\nit said no/);
      expect(failure.message).toMatch(/host01.*refused.*old ones are in place.*it said no/s);
      expect(logged()).toBe(order);
      expect([get('a'), existsSync(at('b')), get('c')]).toEqual(['old', false, 'c']);
      expectTidy();
    });

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

    test('when it is taken back, leaves what somebody edited since', async () => {
      put('a', 'a');
      put('b', 'b');
      await failureOf({
        edits: [
          { path: at('a'), before: text('a'), after: text('new') },
          { path: at('b'), before: text('b'), after: text('new') },
        ],
        health: { script: 'printf other >"$1"; exit 1', args: [at('b')] },
      });
      expect([get('a'), get('b')]).toEqual(['a', 'other']);
      expectTidy();
    });

    test('is refused where the path is a folder, or in a folder that is not there', async () => {
      mkdirSync(at('a'));
      const edit = (name: string) => failureOf({ edits: [{ path: at(name), before: null, after: text('') }] });
      expect((await edit('a')).message).toMatch(/a on host01 .*neither a file nor a link/);
      expect((await edit('no/b')).message).toMatch(/no\/ is missing, or may not be searched/);
      expectTidy();
    });

    test.each<[string, readonly string[]]>([
      ['none', []],
      ['a relative path', ['etc/x']],
      ['a path that climbs', ['/etc/../x']],
      ['a path with a newline', ['/etc/x\n']],
      ['a folder', ['/etc/']],
      ['one path twice', ['/etc/x', '/etc/x']],
    ])('of %s is refused before anything is sent', async (_, paths) => {
      const failure = await failureOf({ edits: paths.map((path) => ({ path, before: null, after: text('') })) });
      expect(failure).toBeInstanceOf(TypeError);
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
      const proxy = await startDelayProxy(sshd.port, 0);
      writeFileSync(sshd.knownHostsFile, `[127.0.0.1]:${proxy.port} ${sshd.hostKeys[0]}\n`, { flag: 'a' });
      const cut = createHosts([sshd.settings({ port: proxy.port })]);
      const check = {
        script: 'echo checked; : >"$2"; while [ ! -e "$3" ]; do sleep 0.02; done',
        args: [log, at('go')],
      };
      const edits = [{ path: at('a'), before: null, after: text('new') }];
      const lost = cut.host('host01').edit({ edits, check, reload: { script: 'echo reloaded; echo loud >&2' } });
      const outcome = expect(lost).rejects.toThrow(OutcomeUnknown);
      await vi.waitFor(() => expect(existsSync(log)).toBe(true), { timeout: 10_000 });
      proxy.cut();
      await outcome;
      put('go', '');
      // Waits its turn behind the other one.
      await host.edit({ edits: [{ path: at('b'), before: null, after: text('') }] });
      expect(get('a')).toBe('new');
      expectTidy();
      await cut.close();
      await proxy.close();
    });

    test('as another user runs through sudo exactly what the sudoers list has', async () => {
      const bin = join(folder, 'bin');
      mkdirSync(bin);
      const allowed = join(folder, 'allowed');
      writeFileSync(allowed, `${privilegedForFiles(folder, '[a-z]+\\.conf').join('\n')}\n`);
      // Stands in for sudo(8): the command's path, then its arguments joined by spaces against an expression.
      const sudo = `#!/bin/sh
[ "$1 $2" = '-n --' ] || exit 1
shift 2
command=$(command -v "$1"); shift
granted=
while read -r path expression; do
  if [ "/usr/bin/\${command##*/}" = "$path" ] && printf '%s\\n' "$*" | grep -Eqx -- "$expression"; then granted=$path; fi
done <"${allowed}"
if [ -n "$granted" ]; then echo "$granted" >>"${log}"; exec "$command" "$@"; fi
echo 'sudo: a password is required' >&2
exit 1
`;
      writeFileSync(join(bin, 'sudo'), sudo, { mode: 0o755 });
      const path = `${bin}:${sshd.settings().path}`;
      const other = createHosts([sshd.settings({ path, sudo: true })]);
      const on = other.host('host01');
      const edit = (name: string, before: FileState, after: FileState, more = {}) =>
        on.edit({ edits: [{ path: at(name), before, after }], ...more });
      await edit('a.conf', null, text('1'));
      if (process.getuid?.() === 0) chownSync(at('a.conf'), 1, 1);
      await edit('a.conf', text('1'), text('2'));
      await expect(edit('a.conf', text('2'), text('3'), { health: { script: 'false' } })).rejects.toThrow(EditRefused);
      await edit('b.conf', null, { link: '../a.conf' });
      await edit('b.conf', { link: '../a.conf' }, null);
      expect(get('a.conf')).toBe('2');
      const used = new Set(logged().trim().split('\n'));
      // dd is for files the user may not read: root may read all.
      const needed = ['install', 'ln', 'mv', 'rm', 'sync'];
      expect([...used].sort()).toEqual(needed.map((name) => `/usr/bin/${name}`));
      const refused = await edit('other', null, text('1')).catch((error: Error) => error);
      expect(String(refused)).toMatch(
        /could not edit .*other on host01 .*sudo there does not allow .*doctor --sudoers/,
      );
      expectTidy();
      await other.close();
    });

    test('loses no edit of many made at once by editors that read again when they were too late', async () => {
      const other = createHosts([sshd.settings()]);
      put('a', '');
      await Promise.all(
        Array.from({ length: 12 }, async (_, index) => {
          const on = index % 2 ? host : other.host('host01');
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
      await other.close();
    });
  });

  describe('when the script dies half-way', () => {
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
});
