import { execFile } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../../platforms/sandboxes.ts';
import { installExample, type PluginFarm, pluginFarm } from './plugin-farm.ts';

const root = join(import.meta.dirname, '../..');
let sandbox: Sandbox;
let farm: PluginFarm;
/** node_modules in which farmhand and its libraries are, as `npm install --global` makes it; no plugin can be found from farm.yaml's folder. */
let installed: string;

beforeAll(async () => {
  sandbox = await createSandbox({ diskSize: 4 * 2 ** 20 });
  farm = pluginFarm(sandbox, { plugins: ['farmhand-uptime'] });
  const folder = mkdtempSync(join(tmpdir(), 'farmhand-built-'));
  installed = join(folder, 'node_modules');
  mkdirSync(installed);
  for (const name of globSync(['*', '@*/*'], { cwd: join(root, 'node_modules') })) {
    if (/^@[^/]+$/.test(name)) mkdirSync(join(installed, name), { recursive: true });
    else symlinkSync(join(root, 'node_modules', name), join(installed, name));
  }
  const own = join(installed, 'farmhand');
  await run(process.execPath, ['build.ts', join(own, 'dist')], root);
  for (const part of ['bin', 'package.json']) cpSync(join(root, part), join(own, part), { recursive: true });
  installExample('uptime', folder);
});
afterAll(async () => {
  farm?.remove();
  await sandbox?.close();
  if (installed) rmSync(join(installed, '..'), { recursive: true });
});

/** What it prints. The sandbox's servers are in this process, so it is not waited for in one go. */
async function run(program: string, words: readonly string[], cwd: string): Promise<string> {
  const PATH = `${join(root, 'node_modules/.bin')}:${process.env.PATH}`;
  const { stdout } = await promisify(execFile)(program, words, { cwd, env: { ...process.env, PATH } });
  return stdout;
}

test('a farmhand that was built loads a plugin installed beside it', async () => {
  const words = [join(installed, 'farmhand/bin/farmhand'), 'say', '!uptime gallifrey', '--farm', farm.file];
  expect(await run(process.execPath, words, farm.folder)).toMatch(/^gallifrey has been running for \d/);
});

test('farmhand/plugin is what the package gives, types and all', async () => {
  const folder = join(installed, '..');
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
