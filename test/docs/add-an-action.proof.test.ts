import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { checked, copyOfTree, follow, passes, type Tree } from './tree-by-page.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

let tree: Tree;
let followed: readonly string[];
beforeAll(() => {
  tree = copyOfTree();
  followed = follow(tree, 'docs/add-an-action.md');
});
afterAll(() => tree?.remove());

describe('a copy of farmhand to which the action was added as the page says', () => {
  test('has it, and passes the compiler and Biome', async () => {
    expect(followed).toEqual([
      ...['platforms/lvm/note.ts', 'test/platforms/lvm/note.test.ts'],
      ...['src/farm/roles/storage.ts', 'platforms/lvm/steps.ts', 'platforms/lvm/role.ts'],
      ...['platforms/lvm/index.ts', 'platforms/lvm/sandbox/breaks.ts'],
    ]);
    await checked(tree, followed);
  });

  test('does and undoes it, and passes the tests that go through every action', async () => {
    await passes(tree, [
      ...['test/platforms/lvm/note.test.ts', 'test/platforms/index.test.ts', 'test/platforms/neutral.test.ts'],
      ...['test/sandbox/parts.test.ts', 'test/imports.test.ts'],
    ]);
  });
});
