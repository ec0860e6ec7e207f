import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};
const page = readFileSync(join(root, 'docs/dependencies.md'), 'utf8');

/** Names in the first column of the table under a heading, in their order. */
function listed(heading: string): readonly string[] {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^\| `([^`]+)` \| \S/gm)].map(([, name = '']) => name);
}

/** The packages that sources import. */
const imported = new Set(
  globSync('{src,commands,adapters,platforms}/**/*.ts', { cwd: root }).flatMap((file) =>
    [
      ...readFileSync(join(root, file), 'utf8').matchAll(
        /(?: from |\bimport\()'((?!node:)(?:@[^/']+\/)?[^./'][^/']*)/g,
      ),
    ].map(([, name = '']) => name),
  ),
);

test('docs/dependencies.md says of each package in package.json, and of no other, what it is for', () => {
  const all = [...listed('In the bundle'), ...listed('Installed beside it'), ...listed('To develop')];
  expect(all.toSorted()).toEqual([...Object.keys(dependencies), ...Object.keys(devDependencies)].toSorted());
});

test('what is in the bundle is what sources import, and what is installed beside it what package.json says', () => {
  expect(listed('Installed beside it')).toEqual(Object.keys(dependencies));
  expect([...listed('In the bundle'), ...listed('Installed beside it')].toSorted()).toEqual([...imported].toSorted());
});

test('each table is in the order of the alphabet', () => {
  for (const heading of ['In the bundle', 'Installed beside it', 'To develop'])
    expect(listed(heading)).toEqual(listed(heading).toSorted());
});
