import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { createSandbox, type Sandbox } from '../../platforms/sandboxes.ts';
import { farmhand } from './farmhand.ts';
import { command, file, inFile, installExample, linkFarmhand, type PluginFarm, pluginFarm } from './plugin-farm.ts';
import { running } from './running.ts';

let sandbox: Sandbox;
let farm: PluginFarm;
/** The package, a farm.yaml that names it, and a rule about one of its commands. */
beforeAll(async () => {
  sandbox = await createSandbox({ diskSize: 4 * 2 ** 20 });
  farm = pluginFarm(sandbox, {
    plugins: ['farmhand-uptime'],
    policy: [{ commands: ['notice'], who: ['operator'], approvals: { need: 1, asker_counts: true } }],
  });
  await linkFarmhand(farm.folder);
  installExample('uptime', farm.folder);
});
afterAll(async () => {
  farm?.remove();
  await sandbox?.close();
});

const say = (...words: string[]) => farmhand(['--farm', farm.file, 'say', ...words]);
const notices = () => readFileSync(join(sandbox.hosts[0].folder, 'var/lib/farmhand/notices'), 'utf8');

describe('a package that farm.yaml names', () => {
  test('has its commands in !help', async () => {
    const { code, out, err } = await say('!help');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^see: .*\buptime\b/m);
    expect(out).toMatch(/^change: .*\bnotice\b/m);
    expect((await say('!help uptime')).out).toContain('For example !uptime gallifrey');
  });

  test('answers by a fact of its own', async () => {
    expect(await say('!uptime gallifrey')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^gallifrey has been running for \d/),
    });
    expect(await say('!uptime skaro')).toMatchObject({ code: 1, out: expect.stringContaining('skaro does not run') });
    expect((await say('!uptim gallifrey')).out).toContain('Did you mean !uptime?');
  });

  test('has its steps planned, held to the policy, approved, done, and undone', async () => {
    const asked = await say('!notice Monday at noon');
    expect(asked).toMatchObject({ code: 3, out: expect.stringContaining('notice on host01: Monday at noon') });
    expect(asked.out).toContain('!approve 1');
    expect(await say('!approve 1')).toMatchObject({ code: 0, out: expect.stringContaining('Run 1 is done') });
    expect(notices()).toBe('Monday at noon\n');
    writeFileSync(join(sandbox.hosts[0].folder, 'var/lib/farmhand/notices'), 'Monday at noon\nof another\n');
    // The rule about its command is about taking it back too.
    expect(await say('!undo 1')).toMatchObject({ code: 3, out: expect.stringContaining('no more notice on host01') });
    expect(await say('!approve 2')).toMatchObject({ code: 0 });
    expect((await say('!undo 1')).code).toBe(1);
    expect(notices()).toBe('of another\n');
  });

  test('is known to farmhand worker, which names it in its log and does its step', async () => {
    const worker = await running(['worker', '--farm', farm.file]);
    const bot = await farmhand(['start', '--no-work', '--farm', farm.file], {
      input: '!notice done by a worker\n!approve\n',
    });
    expect(bot.out).toMatch(/Run \d+ is done/);
    expect(bot.err).toMatch(/"plugin":"uptime","commands":\["!uptime","!notice"\],"actions":\["notice.line"\]/);
    expect(worker.printed()).toContain('"plugin":"uptime"');
    expect(notices()).toContain('done by a worker\n');
  });

  test('whose action another process does not have fails there and cannot be undone there, and it says why', async () => {
    const without = join(farm.folder, 'without.yaml');
    const { plugins: _, policy: __, ...rest } = parse(readFileSync(farm.file, 'utf8'));
    writeFileSync(without, stringify(rest));
    const asked = await say('!notice said elsewhere');
    const run = /!approve (\d+)/.exec(asked.out)?.[1];
    const approved = await farmhand(['--farm', without, 'say', `!approve ${run}`]);
    const none = 'this farmhand has no action notice.line: another version has it, or a plugin that farm.yaml does not';
    expect(approved.out).toContain(none);
    expect(await say('!notice said elsewhere')).toMatchObject({ code: 3 });
    expect(await say('!approve')).toMatchObject({ code: 0 });
    expect(notices()).toContain('said elsewhere\n');
    const undone = await farmhand(['--farm', without, 'say', `!undo ${Number(run) + 1}`]);
    expect(undone).toMatchObject({ code: 1, out: expect.stringContaining(none) });
  });

  test('is named by farmhand doctor', async () => {
    const { out } = await farmhand(['doctor', '--farm', farm.file]);
    expect(out).toMatch(/^ok +plugin uptime: adds !uptime, !notice and notice\.line$/m);
  });

  test('has its examples tried by farmhand doctor --plugins', async () => {
    const { code, out, err } = await farmhand(['doctor', '--plugins', '--farm', farm.file]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^ok +plugin uptime: adds !uptime, !notice and notice\.line$/m);
    expect(out.match(/^ok +!.* shows /gm)).toHaveLength(6);
    expect(out).toMatch(/Every example shows what it says\.\n$/);
  });

  test('leaves no sandbox where farmhand doctor --plugins is interrupted', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'farmhand-interrupted-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const ended = await farmhand(['doctor', '--plugins', '--farm', farm.file], {
      env: { TMPDIR: folder },
      interruptAt: 'plugin uptime: adds',
    });
    expect(ended).toMatchObject({ code: 1, err: '' });
    expect(ended.out).not.toContain('Every example');
    expect(readdirSync(folder).filter((name) => name.startsWith('farmhand-sandbox-'))).toEqual([]);
  });
});

describe('a file beside farm.yaml', () => {
  test.each([
    ['hello.js', file(`commands: [${command('hello')}]`)],
    ['hello.ts', file(`commands: [${command('hello', "aliases: ['hi'] as string[],")}]`)],
    [
      'hello.cjs',
      `module.exports = require('farmhand/plugin').definePlugin({ api: 2, name: 'l', commands: [${command('hello')}] })`,
    ],
  ])('%s needs nothing installed', async (name, text) => {
    const ended = await inFile(sandbox, { [name]: text }, [`./${name}`], 'say', '!hello');
    expect(ended).toMatchObject({ code: 0, out: 'hello\n', err: '' });
  });

  test('refuses in the words of its own Refusal', async () => {
    const text = file(
      `commands: [{ ...${command('hello')}, answer: async () => { throw new Refusal('Not today.'); } }]`,
    );
    expect(await inFile(sandbox, { 'a.js': text }, ['./a.js'], 'say', '!hello')).toMatchObject({
      code: 1,
      out: 'Not today.\n',
    });
  });

  test('whose example shows something else is a problem for the doctor', async () => {
    const text = file(`commands: [${command('hello').replace("shows: 'hello'", "shows: 'good bye'")}]`);
    const { code, out } = await inFile(sandbox, { 'a.js': text }, ['./a.js'], 'doctor', '--plugins');
    expect(code).toBe(1);
    expect(out).toMatch(
      /^PROBLEM !hello: was said on a sandbox and should show "good bye", but came back with: hello$/m,
    );
    expect(out).toMatch(/\n1 problem\.\n$/);
  });
});
