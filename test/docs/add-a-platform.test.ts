import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { example } from './code.ts';
import { pageText, root } from './pages.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const page = pageText('docs/add-a-platform.md');
const plugin = join(root, 'examples/dnsmasq');

/** Where each name of farmhand/plugin comes from, by src/plugin.ts. */
const origins = new Map(
  [...readFileSync(join(root, 'src/plugin.ts'), 'utf8').matchAll(/^export \{([^}]*)\} from '\.\/([^']+)';/gm)].flatMap(
    ([, names = '', module = '']) =>
      names.split(',').map((name) => [name.trim().split(' as ').at(-1) ?? '', { name: name.trim(), module }] as const),
  ),
);

/** A file of the plugin as a file of platforms/dnsmasq. */
function inTree(source: string): string {
  return source
    .replace(/^import \{ ([^}]*) \} from 'farmhand\/plugin';$/m, (_, names: string) =>
      names
        .split(', ')
        .filter((name) => name !== 'definePlugin')
        .map((name) => {
          if (name === 'z') return "import * as z from 'zod';";
          const origin = origins.get(name);
          if (!origin) throw new Error(`farmhand/plugin has no ${name}`);
          return `import { ${origin.name} } from '../../src/${origin.module}';`;
        })
        .join('\n'),
    )
    .replace(/from '(\.\/[^']+)\.js'/g, "from '$1.ts'")
    .replace(/\nexport default definePlugin.*\n/, '');
}

/** The page's changes to files, each with what must stand there before and what then does. */
const changes = [...page.matchAll(/```diff\n {3}--- (\S+)\n([\s\S]*?)```/g)].flatMap(([, file = '', body = '']) =>
  body.split(/^ {3}@@\n/m).map((hunk) => {
    const lines = hunk.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.slice(3)]));
    const text = (own: readonly string[]) => own.map((line) => line.slice(1)).join('\n');
    return { file, before: text(lines.filter((line) => !line.startsWith('+'))), after: text(lines) };
  }),
);

let tree: string;
beforeAll(async () => {
  tree = mkdtempSync(join(tmpdir(), 'farmhand-tree-'));
  for (const path of globSync(
    ['{src,commands,adapters,platforms,test,examples,docs,bin,packaging-farm}', '*.{ts,json,md,yaml}', '.env.example'],
    { cwd: root },
  ))
    cpSync(join(root, path), join(tree, path), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  const folder = join(tree, 'platforms/dnsmasq');
  mkdirSync(join(folder, 'sandbox'), { recursive: true });
  for (const file of globSync('*.js', { cwd: plugin }))
    writeFileSync(join(folder, file.replace(/js$/, 'ts')), inTree(readFileSync(join(plugin, file), 'utf8')));
  cpSync(join(plugin, 'README.md'), join(folder, 'README.md'));
  const part = example('dnsmasq-sandbox.ts').split('\n').slice(1, -2).join('\n');
  writeFileSync(join(folder, 'sandbox/files.ts'), part);
  cpSync(join(root, 'test/docs/examples/tools'), join(folder, 'sandbox/tools'), { recursive: true });
  for (const { file, before, after } of changes) {
    const old = readFileSync(join(tree, file), 'utf8');
    expect(old.split(before), `${file}: ${before}`).toHaveLength(2);
    writeFileSync(
      join(tree, file),
      old.replace(before, () => after),
    );
  }
  const schema = await run('bin/farmhand', 'schema');
  writeFileSync(join(tree, 'farm.schema.json'), schema.out);
  expect(await run('test/docs/write.ts')).toMatchObject({ code: 0 });
});
afterAll(() => rmSync(tree, { recursive: true, force: true }));

/** Runs a program of the copy. */
async function run(...words: string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  return runWith('', ...words);
}

async function runWith(input: string, ...words: string[]) {
  const { VITEST: _, NODE_OPTIONS: __, ...env } = process.env;
  const child = spawn(process.execPath, words, { cwd: tree, env: { ...env, NO_COLOR: '1' } });
  child.stdin.end(input);
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: code as number, out, err };
}

test('the page names every file of the example, and shows each of its modules', () => {
  const shown = [...page.matchAll(/<!-- begin source examples\/dnsmasq\/(\S+) -->/g)].map(([, name]) => name);
  expect(shown.toSorted()).toEqual(globSync('*.js', { cwd: plugin }).toSorted());
  const tools = [...page.matchAll(/<!-- begin tool (\S+) -->/g)].map(([, name]) => name);
  const folder = join(root, 'test/docs/examples/tools');
  const all = globSync('**/*', { cwd: folder, withFileTypes: true }).filter((file) => file.isFile());
  expect(tools.toSorted()).toEqual(all.map((file) => relative(folder, join(file.parentPath, file.name))).toSorted());
});

describe('a copy of farmhand to which the platform was added as the page says', () => {
  test('passes the tests that go through every platform', async () => {
    const { code, out, err } = await run(
      'node_modules/vitest/vitest.mjs',
      ...['run', '--project', 'farmhand'],
      ...['test/platforms/index.test.ts', 'test/platforms/neutral.test.ts', 'test/imports.test.ts'],
      ...['test/farm/config/example.test.ts', 'test/docs/generated.test.ts', 'test/sandbox/parts.test.ts'],
    );
    expect({ code, failed: code === 0 ? '' : out + err }).toEqual({ code: 0, failed: '' });
    expect(out).toMatch(/Test Files {2}6 passed/);
  });

  test('has a demo with it, where a clone is planned and done', async () => {
    const said = '!clone gallifrey dev\n!plan 1\n!approve 1\n';
    const { code, out } = await runWith(said, 'bin/farmhand', 'demo', '--farm', 'dnsmasq');
    expect(out).toMatch(/52:54\S+,10\.10\.60\.6,gallifrey-dev\.xivo\.vm\.farm/);
    expect(out).toMatch(/Run 1 is done/i);
    expect(code).toBe(0);
  });
});
