import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { checked, copyOfTree, follow, makeAnew, passes, type Tree } from './tree-by-page.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

let tree: Tree;
let followed: readonly string[];
beforeAll(async () => {
  tree = copyOfTree();
  followed = follow(tree, 'docs/add-an-adapter.md');
  await makeAnew(tree);
});
afterAll(() => tree?.remove());

describe('a copy of farmhand to which the adapter was added as the page says', () => {
  test('has it, and passes the compiler and Biome', async () => {
    expect(followed).toEqual([
      ...['settings', 'options', 'examine', 'index', 'lines'].map((name) => `adapters/lines/${name}.ts`),
      ...['test/adapters/contract/arenas/lines.ts', 'test/adapters/contract/lines.test.ts'],
      ...['main/adapters.ts', '.env.example', 'docs/farm-yaml.md', 'test/adapters/shape.test.ts'],
    ]);
    await checked(tree, followed);
  });

  test('describes its settings, in the schema and on the page of farm.yaml', () => {
    const read = (name: string) => readFileSync(join(tree.folder, name), 'utf8');
    expect(JSON.parse(read('farm.schema.json'))).toHaveProperty('properties.chat.properties.lines.properties.port');
    expect(read('docs/farm-yaml.md')).toMatch(/### chat\.lines\n[^#]*\| `port` \| On loopback/);
  });

  test('passes what every adapter is held to, and the tests that go through the house', async () => {
    await passes(tree, [
      ...[
        'test/adapters/shape.test.ts',
        'test/adapters/contract/lines.test.ts',
        'test/imports.test.ts',
        'test/house.test.ts',
      ],
      ...['test/farm/config/example.test.ts', 'test/docs/generated.test.ts'],
    ]);
  });
});
