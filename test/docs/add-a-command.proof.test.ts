import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { checked, copyOfTree, follow, makeAnew, passes, type Tree } from './tree-by-page.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

let tree: Tree;
let followed: readonly string[];
beforeAll(async () => {
  tree = copyOfTree();
  followed = follow(tree, 'docs/add-a-command.md');
  await makeAnew(tree);
});
afterAll(() => tree?.remove());

describe('a copy of farmhand to which commands were added as the page says', () => {
  test('has them, and passes the compiler and Biome', async () => {
    expect(followed).toEqual(['commands/zones.ts', 'commands/pointer.ts', 'commands/index.ts']);
    await checked(tree, followed);
  });

  test('passes the tests that go through every command', async () => {
    await passes(tree, ['test/imports.test.ts', 'test/platforms/neutral.test.ts', 'test/docs/generated.test.ts']);
    await passes(tree, ['test/commands/examples.test.ts'], '-t', '!(zones|pointer)|every command');
  });

  test('answers them', async () => {
    const said = '!zones\n!help pointer\n';
    const { code, out } = await tree.runWith(said, 'bin/farmhand', 'demo');
    expect(out).toMatch(/10\.10\.in-addr\.arpa +\d+/);
    expect(out).toContain('Gives a VM its reverse DNS record back.');
    expect(code).toBe(0);
  });
});
