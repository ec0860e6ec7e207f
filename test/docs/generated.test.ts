import { describe, expect, test } from 'vitest';
import { pages, pageText, partsOf, table, withParts } from './pages.ts';
import { made, recordings } from './parts.ts';
import { pluginExports } from './plugin-exports.ts';
import { sections } from './settings-table.ts';

const parts = pages.flatMap((page) => partsOf(pageText(page)).map((part) => ({ page, ...part })));

describe('what is made in a page is as the code has it now (node test/docs/write.ts)', () => {
  test.each(parts.filter(({ name }) => !recordings.includes(name)))('$page: $name', ({ name, text }) => {
    expect(text).toBe(made(name));
  });
});

test('docs/farm-yaml.md has a table for every section of farm.yaml', () => {
  const shown = parts.filter(({ page }) => page === 'docs/farm-yaml.md').map(({ name }) => name);
  expect(shown.toSorted()).toEqual(
    sections()
      .map((section) => `settings ${section}`.trimEnd())
      .toSorted(),
  );
});

test('everything farmhand/plugin exports has a doc comment, and is in docs/plugins.md', async () => {
  const known = pluginExports();
  expect(known.filter(({ about }) => !about).map(({ name }) => name)).toEqual([]);
  expect(parts.filter(({ page, name }) => page === 'docs/plugins.md' && name === 'plugin')).toHaveLength(1);
  // The list is read from the text: what a program gets of the module is in it.
  const values = known.filter(({ is }) => is !== 'type').map(({ name }) => name);
  expect(values).toEqual(Object.keys(await import('../../src/plugin.ts')).toSorted());
});

test("docs/chat.md has every command's usage, once", () => {
  expect(parts.filter(({ page, name }) => page === 'docs/chat.md' && name === 'commands')).toHaveLength(1);
});

test('a part is found by its marks and replaced between them', () => {
  const page = 'a\n<!-- begin x y -->\nold\n<!-- end x y -->\nb\n';
  expect(partsOf(page)).toEqual([{ name: 'x y', text: 'old\n' }]);
  expect(withParts(page, (name) => `new ${name}\n`)).toBe('a\n<!-- begin x y -->\nnew x y\n<!-- end x y -->\nb\n');
  expect(table([['a'], ['b|c']])).toBe('| a |\n| --- |\n| b\\|c |\n');
});
