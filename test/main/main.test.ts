import { copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadFarm } from '../../platforms/load-farm.ts';
import { createSandbox, type Sandbox } from '../../platforms/sandboxes.ts';
import { farmhand } from './farmhand.ts';

let sandbox: Sandbox;
let empty: string;
beforeAll(async () => {
  sandbox = await createSandbox({ diskSize: 4 * 2 ** 20 });
  empty = await mkdtemp(join(tmpdir(), 'farmhand-main-'));
});
afterAll(async () => {
  await sandbox.close();
  await rm(empty, { recursive: true });
});

const onSandbox = (...words: string[]) => farmhand(['--farm', sandbox.farmFile, ...words]);

describe('the command line', () => {
  test.each([
    [['--help'], 0, 'farmhand say'],
    [['--version'], 0, 'farmhand 0.'],
    [[], 2, ''],
    [['dance'], 2, ''],
    [['--loud'], 2, ''],
    [['say'], 2, ''],
    [['audit'], 2, ''],
    [['demo', 'now'], 2, ''],
  ])('%j ends with %i', async (words, code, shows) => {
    const ended = await farmhand(words, { cwd: empty });
    expect(ended).toMatchObject({ code, out: expect.stringContaining(shows) });
    if (code === 2) expect(ended.err).toMatch(/^farmhand: .*\nfarmhand --help says what there is\.\n$/);
  });

  test.each([
    [['demo', '--key', 'id'], 'farmhand demo has no option --key'],
    [['say', '--no-work', '!status'], 'farmhand say has no option --no-work'],
    [['check', '--sudoers'], 'farmhand check has no option --sudoers'],
    [['worker', '--no-work'], 'farmhand worker has no option --no-work'],
    [['say', '--follow', '!status'], '--follow goes with --json: farmhand say shows how its runs go anyway'],
    [['audit', 'export', '--from', '0'], '--from is a number from 1, not "0"'],
    [['reload', 'now'], 'farmhand reload takes no words, so "now" is too much'],
    [['start', 'now'], 'farmhand start takes no words, so "now" is too much'],
  ])('%j is refused rather than done without what was asked', async (words, says) => {
    const { code, err } = await farmhand(words, { cwd: empty });
    expect({ code, err }).toEqual({ code: 2, err: `farmhand: ${says}\nfarmhand --help says what there is.\n` });
  });

  test('on an older Node says in one sentence which one it needs', async () => {
    const older = join(empty, 'older.cjs');
    await writeFile(older, "Object.defineProperty(process.versions, 'node', { value: '20.19.0' });");
    expect(await farmhand(['--version'], { node: ['--require', older] })).toEqual({
      code: 1,
      out: '',
      err: 'farmhand needs Node 24 or newer, or 22.19 or a later 22, and this is 20.19.0: see https://nodejs.org/en/download\n',
    });
  });

  test('without a farm.yaml says what to do', async () => {
    const { code, err } = await farmhand(['say', '!status'], { cwd: empty });
    expect(code).toBe(1);
    expect(err).toContain('there is no farm.yaml. farmhand init makes one; or copy farm.example.yaml');
  });

  test('says which farm.yaml it cannot read', async () => {
    const { code, err } = await farmhand(['check', '--farm', empty]);
    expect({ code, err }).toEqual({
      code: 1,
      err: `farmhand: ${empty} cannot be read: EISDIR: illegal operation on a directory, read\n`,
    });
  });

  test('with a wrong farm.yaml names the line, and starts nothing', async () => {
    const file = join(empty, 'wrong.yaml');
    await writeFile(file, 'hosts:\n  host01: {}\nganetti: {}\n');
    const { code, err } = await farmhand(['start', '--farm', file]);
    expect(code).toBe(1);
    expect(err).toContain(`${file}:3:1: `);
  });

  test.each(['0', 'many', '1.5'])('with --concurrency %s says what it is, and starts nothing', async (number) => {
    const { code, err } = await farmhand(['worker', '--concurrency', number]);
    expect(code).toBe(2);
    expect(err).toContain(`--concurrency is a number from 1, not "${number}"`);
  });

  test('schema prints the JSON Schema of farm.yaml, with the chat platforms in it', async () => {
    const { out } = await farmhand(['schema']);
    const { properties } = JSON.parse(out);
    expect(Object.keys(properties)).toEqual(expect.arrayContaining(['hosts', 'people', 'policy', 'chat']));
    expect(Object.keys(properties.chat.properties)).toContain('irc');
  });
});

describe('farmhand say', () => {
  test('answers and ends with 0', async () => {
    const { code, out, err } = await onSandbox('say', '!status gallifrey');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^gallifrey: running on host01\.farm, protected\n/);
  });

  test.each([
    ['!destroy gallifrey', 'gallifrey is protected'],
    ['!stauts', 'Did you mean !status?'],
    ['!approve 99', 'There is no run 99'],
  ])('%s is refused and ends with 1', async (text, why) => {
    expect(await onSandbox('say', text)).toMatchObject({ code: 1, out: expect.stringContaining(why) });
  });

  test('ends with 3 where a run waits for approval; approving it from another process works on it to its end', async () => {
    const asked = await onSandbox('say', '!start skaro');
    expect(asked).toMatchObject({ code: 3, out: expect.stringContaining('!approve 1') });
    const approved = await onSandbox('say', 'approve', '1');
    expect(approved).toMatchObject({ code: 0, err: '', out: expect.stringContaining('Run 1 is done') });
    expect((await onSandbox('say', '!runs')).out).toMatch(/^1 +done +start skaro/);
  });

  test('interrupted lets go of its run, and the next takes it up again', async () => {
    await sandbox.faults.tool('gnt-instance', { kind: 'slow', seconds: 3 }, { when: 'stop' });
    await onSandbox('say', '!stop skaro');
    const interrupted = await farmhand(['--farm', sandbox.farmFile, 'say', '!approve 2'], {
      interruptAt: 'Run 2 begins',
    });
    expect(interrupted).toMatchObject({ code: 1, err: expect.stringContaining('Run 2 is let go of where it is') });
    expect((await onSandbox('say', '!why 2')).out).toContain('is running');
    const script = await farmhand(['--farm', sandbox.farmFile, 'start'], {
      input: '!memory gallifrey 2G\n!approve 3\n',
    });
    expect(script).toMatchObject({ code: 0 });
    expect(await onSandbox('say', '!runs skaro')).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(/^2 +done/),
    });
  });
});

describe('a script on standard input', () => {
  test('ends with 0 when all went well', async () => {
    const script = '# a clone, seen through\n!clone gallifrey dev\n!approve\n/as sarah\n!status gallifrey-dev\n';
    const { code, out } = await farmhand(['demo'], { input: script });
    expect(out).toContain('This is a sandbox');
    expect(out).toMatch(/Run \d+ is done in .*: clone gallifrey to gallifrey-dev/);
    expect(out).toMatch(/gallifrey-dev: running/);
    expect(code).toBe(0);
  });

  test('ends with 1 when something was refused', async () => {
    expect((await farmhand(['demo'], { input: '!clone nothing dev\n!list\n' })).code).toBe(1);
  });
});

describe('farmhand audit verify', () => {
  test('proves a journal whole, and what was noted, and finds what was altered', async () => {
    const whole = await onSandbox('audit', 'verify');
    expect(whole).toMatchObject({ code: 0, out: expect.stringContaining('each as it was written') });
    const noted = /farmhand audit verify (\S+)/.exec(whole.out)?.[1] ?? '';
    expect(await onSandbox('audit', 'verify', noted)).toMatchObject({
      code: 0,
      out: expect.stringContaining('is the one noted'),
    });
    expect((await onSandbox('audit', 'verify', 'nonsense')).code).toBe(2);
    const [last = 0] = /\d+(?=:)/.exec(noted) ?? [];
    const exported = await onSandbox('audit', 'export', '--from', String(last));
    expect(exported).toMatchObject({ code: 0, err: '' });
    expect(`${last}:${JSON.parse(exported.out).hash}`).toBe(noted);

    const { data } = await loadFarm(sandbox.farmFile);
    const db = new DatabaseSync(data.journal);
    db.exec(`UPDATE events SET data = replace(data, 'skaro', 'gallifrey') WHERE seq = 1`);
    db.close();
    expect(await onSandbox('audit', 'verify')).toMatchObject({
      code: 1,
      err: expect.stringContaining('is not as it was written at event 1'),
    });
    const { code, out } = await onSandbox('audit', 'verify', '--json');
    expect(JSON.parse(out)).toMatchObject({ exit: code, answer: { kind: 'audit', whole: false, seq: 1 } });
    expect(await onSandbox('audit', 'export')).toMatchObject({ code: 1, out: '' });
  });

  test('without a journal says so and makes none', async () => {
    const other = await createSandbox({ diskSize: 4 * 2 ** 20 });
    try {
      const { code, out, err } = await farmhand(['audit', 'verify', '--json', '--farm', other.farmFile]);
      expect(code).toBe(1);
      expect(err).toContain('there is no journal');
      expect(JSON.parse(out)).toMatchObject({ exit: 1, answer: { kind: 'error' } });
    } finally {
      await other.close();
    }
  });
});

describe('a journal where another one was', () => {
  test('is begun or taken only on request', async () => {
    const other = await createSandbox({ diskSize: 4 * 2 ** 20 });
    try {
      const on = (...words: string[]) => farmhand(['--farm', other.farmFile, ...words]);
      const { data } = await loadFarm(other.farmFile);
      expect((await on('say', '!start skaro')).code).toBe(3);
      await copyFile(data.journal, join(empty, 'backup.sqlite'));
      await writeFile(data.journal, '');
      for (const words of [['say', '!runs'], ['start'], ['audit', 'verify']])
        expect(await on(...words)).toEqual({
          code: 1,
          out: '',
          err: expect.stringMatching(/is gone or empty, and farmhand used one before .*type: farmhand journal new\n$/),
        });
      expect((await stat(data.journal)).size).toBe(0);
      expect((await on('journal', 'accept')).err).toMatch(/there is no journal .*type: farmhand journal new\n$/);
      expect(await on('journal', 'new')).toMatchObject({ code: 0, out: expect.stringContaining('is begun at run 1') });
      expect((await on('journal', 'new')).err).toMatch(/there is a journal .* already: .*farmhand journal accept\n$/);
      expect((await on('say', '!start skaro')).out).toContain('!approve 1');

      await copyFile(join(empty, 'backup.sqlite'), data.journal);
      expect((await on('say', '!runs')).err).toMatch(
        /is not the one farmhand used before: .*farmhand journal accept\n$/,
      );
      expect((await on('audit', 'verify')).err).toMatch(/it is another journal than farmhand used before/);
      expect(await on('journal', 'accept')).toMatchObject({ code: 0, out: expect.stringContaining('with 1 events') });
      expect((await on('say', '!runs')).code).toBe(0);
    } finally {
      await other.close();
    }
  });
});

describe('farmhand host-key', () => {
  test('shows the keys of a host, and adds only the one a person has compared', async () => {
    const known = await readFile(sandbox.knownHostsFile, 'utf8');
    await writeFile(sandbox.knownHostsFile, '');
    expect((await onSandbox('say', '!status')).out).toContain('farmhand host-key host01');
    const shown = await onSandbox('host-key', 'host01');
    expect(shown.code).toBe(1);
    const fingerprint = /SHA256:\S+/.exec(shown.out)?.[0] ?? '';
    expect(await onSandbox('host-key', 'host01', `${fingerprint}x`)).toMatchObject({
      code: 1,
      err: expect.stringContaining('none was added'),
    });
    expect(await readFile(sandbox.knownHostsFile, 'utf8')).toBe('');
    expect((await onSandbox('host-key', 'host01', fingerprint)).code).toBe(0);
    const [own] = known.split('\n').filter((line) => line.startsWith(`[127.0.0.1]:${sandbox.hosts[0].port} `));
    expect(await readFile(sandbox.knownHostsFile, 'utf8')).toBe(`${own}\n`);
    expect((await onSandbox('host-key', 'host09')).code).toBe(2);
  });
});
