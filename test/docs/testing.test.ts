import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pageText, root } from './pages.ts';

const page = pageText('docs/testing.md');
const [, proofs = ''] = /^## Proofs\n([\s\S]*?)^## /m.exec(page) ?? [];

test('docs/testing.md lists every proof there is, once, with what it does', () => {
  const rows = [...proofs.matchAll(/^\| `([^`]+)` \| (.+) \|$/gm)].map(([, file]) => file);
  expect(rows.toSorted()).toEqual(globSync('test/**/*.proof.test.ts', { cwd: root }).toSorted());
});

test('docs/testing.md names every folder of tests', () => {
  const folders = globSync('test/*/', { cwd: root }).map((folder) => folder.replace(/\/?$/, '/'));
  expect(folders.length).toBeGreaterThan(20);
  expect(folders.filter((folder) => !page.includes(`\`${folder}`))).toEqual([]);
});
