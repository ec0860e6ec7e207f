import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../../platforms/sandboxes.ts';
import { installExample, type PluginFarm, pluginFarm } from '../main/plugin-farm.ts';
import { giveInput } from '../support/input.ts';
import { type Installed, nodeOf, packedAndInstalled, root, run } from './package.ts';

let installed: Installed;
beforeAll(async () => {
  installed = await packedAndInstalled();
});
afterAll(() => installed?.remove());

/** What farmhand says to these lines, run elsewhere than in its package; how it ends. */
async function said(words: readonly string[], input = '', node = process.execPath) {
  const { VITEST: _, NODE_OPTIONS: __, ...env } = process.env;
  const child = spawn(node, [installed.program, ...words], {
    cwd: installed.folder,
    env: { ...env, NODE_NO_WARNINGS: '1' },
  });
  giveInput(child, input);
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: code as number, out, err };
}

test('has in it what is run and read, and no test, source or source map', () => {
  const foreign = installed.files.filter((file) => /^(test|src|commands|adapters)\/|\.map$|\.ts$/.test(file));
  expect(foreign.filter((file) => !/^dist\/.*\.d\.ts$/.test(file))).toEqual([]);
  expect(installed.files).toEqual(
    expect.arrayContaining([
      'LICENSE',
      'README.md',
      'bin/farmhand',
      'dist/LICENSES.txt',
      'dist/src/main.js',
      'docs/deploy.md',
    ]),
  );
});

test('takes less than 60 MB with everything it needs, nothing of which runs at install or was compiled', async () => {
  const kilobytes = Number((await run('du', ['-sk', 'node_modules'], installed.folder)).split('\t')[0]);
  expect(kilobytes).toBeLessThan(60_000);
  const scripts = await run(
    'sh',
    ['-c', 'grep -lE \'"(pre|post)?install":\' $(find . -name package.json) || true'],
    installed.folder,
  );
  expect(scripts).toBe('');
  expect(await run('find', ['.', '-name', '*.node', '-o', '-name', 'binding.gyp'], installed.folder)).toBe('');
});

test('has each library named in it, with its licence and the text where the library has one', () => {
  const licences = readFileSync(join(installed.package, 'dist/LICENSES.txt'), 'utf8').split(`\n${'-'.repeat(80)}\n\n`);
  const heads = licences.map((text) => text.split('\n')[0] ?? '');
  expect(heads.filter((head) => !/^\S+ \d\S* \(.+\)$/.test(head))).toEqual([]);
  for (const name of ['ssh2', 'irc-framework', '@slack/bolt', '@bull-board/ui', 'yaml'])
    expect(heads.filter((head) => head.startsWith(`${name} `))).toHaveLength(1);
  expect(licences.filter((text) => /copyright/i.test(text)).length).toBeGreaterThan(0.8 * licences.length);
});

describe('on each Node that package.json says', () => {
  test.each(['22.19.0', '24.0.0', process.versions.node])(
    '%s: version, schema, and a clone in the demo',
    async (version) => {
      const node = version === process.versions.node ? process.execPath : await nodeOf(version, installed.folder);
      const { version: own } = JSON.parse(readFileSync(join(installed.package, 'package.json'), 'utf8'));
      expect(await said(['--version'], '', node)).toEqual({ code: 0, out: `farmhand ${own}\n`, err: '' });
      const schema = await said(['schema'], '', node);
      expect(JSON.parse(schema.out)).toEqual(JSON.parse(readFileSync(join(root, 'farm.schema.json'), 'utf8')));
      const demo = await said(['demo'], '!clone gallifrey dev\n!approve\n!status gallifrey-dev\n', node);
      expect(demo.out).toMatch(/Run \d+ is done in .*: clone gallifrey to gallifrey-dev/);
      expect(demo.out).toContain('gallifrey-dev: running on host01.farm');
      expect(demo.code).toBe(0);
    },
  );
});

test.each(['0.12.18', '20.19.0'])('says in one sentence what it needs on Node %s', async (version) => {
  const { code, out, err } = await said(['--version'], '', await nodeOf(version, installed.folder));
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(/^farmhand needs Node 24 or newer, or 22\.19 or a later 22, and this is \S+: see \S+\n$/);
});

test('every module of the bundle can be loaded', async () => {
  const all = installed.files.filter((file) => /^dist\/src\/[^/]+\.js$/.test(file) && file !== 'dist/src/main.js');
  expect(all.length).toBeGreaterThan(10);
  const script =
    'for (const file of process.argv.slice(1)) await import(`file://${process.cwd()}/${file}`); process.exit()';
  await run(process.execPath, ['--input-type=module', '-e', script, ...all], installed.package);
});

describe('with a plugin', () => {
  let sandbox: Sandbox;
  let farm: PluginFarm;
  beforeAll(async () => {
    sandbox = await createSandbox({ diskSize: 4 * 2 ** 20 });
    farm = pluginFarm(sandbox, { plugins: ['farmhand-uptime'] });
    installExample('uptime', installed.folder);
  });
  afterAll(async () => {
    farm?.remove();
    await sandbox?.close();
  });

  test('loads one that is installed beside it', async () => {
    const { out, code } = await said(['say', '!uptime gallifrey', '--farm', farm.file]);
    expect({ out, code }).toEqual({ code: 0, out: expect.stringMatching(/^gallifrey has been running for \d/) });
  });
});

test('farmhand/plugin is what the package gives, types and all', async () => {
  const { folder } = installed;
  // As `npm install --save-dev farmhand@npm:@farmhand/farmhand` does.
  symlinkSync('@farmhand/farmhand', join(folder, 'node_modules/farmhand'));
  symlinkSync(join(root, 'node_modules/@types'), join(folder, 'node_modules/@types'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(
    join(folder, 'plugin.ts'),
    `import { action, apiVersion, definePlugin, type Fact, label, noReceipt, type Planning, Procedure, z } from 'farmhand/plugin';
const ranWell = (host: string): Fact<boolean> => ({ host, read: { script: 'true' }, parse: ({ code }) => code === 0 });
const noted = action({
  name: 'noted.down',
  risk: 'safe',
  args: z.strictObject({ host: label }),
  title: ({ host }) => host.toUpperCase(),
  facts: ({ host }) => ({ done: ranWell(host) }),
  see: (_args, { done }) => ({ there: done }),
  judge: (_args, { there }) => (there ? { is: 'done', why: 'it is' } : { is: 'blocked', why: 'it is not' }),
  apply: async ({ host }, _seen, { hosts }) => void (await hosts(host).run({ script: 'true' })),
  receipt: noReceipt,
  undo: () => ({ by: [] }),
});
const note: Planning = {
  name: 'note', kind: 'plan', risk: 'safe', usage: 'note', summary: 'Notes.', examples: [{ say: 'note', shows: 'x' }],
  plan: async ({ farm }) => {
    const procedure = new Procedure();
    procedure.step('note', { action: 'noted.down', args: { host: farm.hypervisor.host } });
    return { command: 'note', title: 'note', subjects: [], values: [], notes: [], locks: [], steps: procedure.steps };
  },
};
// @ts-expect-error: another version of the interface.
definePlugin({ api: apiVersion + 1, name: 'other' });
export default definePlugin({ api: 2, name: 'noting', commands: [note], actions: [noted] });
`,
  );
  const checked = [
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2024',
    '--types',
    'node',
    'plugin.ts',
  ];
  expect(await run('tsc', checked, folder)).toBe('');
  expect(
    await run(process.execPath, ['-e', "import('farmhand/plugin').then((all) => console.log(all.apiVersion))"], folder),
  ).toBe('2\n');
});
