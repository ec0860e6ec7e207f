import { expect, test } from 'vitest';
import { modulesIn, ownFolders, textOf } from '../support/source.ts';

const { dependencies, devDependencies } = JSON.parse(textOf('package.json')) as {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};
const page = textOf('docs/dependencies.md');

/** Names in the first column of the table under a heading, in their order. */
function listed(heading: string): readonly string[] {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^\| `([^`]+)` \| \S/gm)].map(([, name = '']) => name);
}

/** The packages that sources import. */
const imported = new Set(
  modulesIn(...ownFolders).flatMap((file) =>
    [...textOf(file).matchAll(/(?: from |\bimport\()'((?!node:)(?:@[^/']+\/)?[^./'][^/']*)/g)].map(
      ([, name = '']) => name,
    ),
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
