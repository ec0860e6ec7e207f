import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pages, pageText, root } from './pages.ts';
import { shownBy } from './tree-by-page.ts';

test.each(pages.filter((page) => pageText(page).includes('```diff')))(
  'each change %s shows has its one place',
  (page) => {
    expect(shownBy(pageText(page), (file) => readFileSync(join(root, file), 'utf8')).size).toBeGreaterThan(0);
  },
);
