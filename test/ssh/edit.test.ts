import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs';
import { expect, test } from 'vitest';
import { EditRefused, type FileState } from '../../src/ssh/host.ts';
import { needs } from '../support/servers.ts';
import { at, expectTidy, failureOf, folder, get, hook, log, logged, put, read, text, useFiles } from './files.ts';
import { host } from './one-host.ts';

needs('sshd')('a transaction on files', () => {
  useFiles();

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
});
