import { chmodSync, cpSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { pageText, root } from './pages.ts';
import { copyOfTree, follow, makeAnew, passes, type Tree } from './tree-by-page.ts';

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

let tree: Tree;
let followed: readonly string[];
beforeAll(async () => {
  tree = copyOfTree();
  const folder = join(tree.folder, 'platforms/dnsmasq');
  mkdirSync(folder, { recursive: true });
  for (const file of globSync('*.js', { cwd: plugin }))
    writeFileSync(join(folder, file.replace(/js$/, 'ts')), inTree(readFileSync(join(plugin, file), 'utf8')));
  cpSync(join(plugin, 'README.md'), join(folder, 'README.md'));
  followed = follow(tree, 'docs/add-a-platform.md');
  for (const file of globSync('sandbox/tools/*', { cwd: folder })) chmodSync(join(folder, file), 0o755);
  await makeAnew(tree);
});
afterAll(() => tree?.remove());

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
    expect(followed).toHaveLength(7);
    await passes(tree, [
      ...['test/platforms/index.test.ts', 'test/platforms/neutral.test.ts', 'test/imports.test.ts'],
      ...['test/farm/config/example.test.ts', 'test/docs/generated.test.ts'],
      ...['test/sandbox/parts.test.ts', 'test/sandbox/tools.test.ts', 'test/house.test.ts'],
    ]);
  });

  test('has a demo with it, where a clone is planned and done', async () => {
    const said = '!clone gallifrey dev\n!plan 1\n!approve 1\n';
    const { code, out } = await tree.runWith(said, 'bin/farmhand', 'demo', '--farm', 'dnsmasq');
    expect(out).toMatch(/52:54\S+,10\.10\.60\.6,gallifrey-dev\.xivo\.vm\.farm/);
    expect(out).toMatch(/Run 1 is done/i);
    expect(code).toBe(0);
  });
});
