import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isMadeByPage } from './docs/code.ts';
import { longest } from './longest-first.ts';
import { servers } from './support/installed.ts';
import { modulesIn, ownFolders, pluginFolder, root, textOf } from './support/source.ts';

const tests = globSync('test/**/*.test.ts', { cwd: root });
const proofs = tests.filter((file) => file.endsWith('.proof.test.ts'));
const isThere = (path: string) => globSync(path, { cwd: root }).length > 0;

/** A file with its ending, or a folder with its slash. */
const named = new RegExp(
  `(?<![\\w./~@:$}*-])((?:${[...ownFolders, pluginFolder, 'test', 'docs'].join('|')})/[\\w./*-]*(?:\\.[a-z]+|/))(?![\\w{*-])`,
  'g',
);

test.each([
  ...modulesIn(...ownFolders, pluginFolder, 'test'),
  ...['.ci/run', 'bin/farmhand', 'build.ts', 'bundle.ts', 'vitest.config.ts', 'package.json', 'knip.json'],
])('every file and folder of the repository that %s names is there', (file) => {
  const paths = [...textOf(file).matchAll(named)].map(([, path = '']) => path.replace(/\bX\b/, '*'));
  expect(paths.filter((path) => !isMadeByPage(path) && !isThere(path))).toEqual([]);
});

describe('the lists of the tests themselves:', () => {
  test.each(longest)('%s, begun first, is there', (name) => {
    expect(tests.filter((file) => file.includes(name))).not.toEqual([]);
  });

  test.each(Object.entries(servers).flatMap(([name, { suites }]) => suites.split(', ').map((one) => [name, one])))(
    '%s is needed by a suite of %s',
    (name, folder) => {
      expect(modulesIn(folder).filter((file) => textOf(file).includes(`'${name}'`))).not.toEqual([]);
    },
  );

  const [, filters = '', excluded = ''] = /^npm run proof -- (.*) --exclude '(.*)'$/m.exec(textOf('.ci/run')) ?? [];
  test.each(filters.split(' '))('%s, which .ci/run proves, is one of the proofs', (filter) => {
    expect(proofs.filter((file) => file.includes(filter))).not.toEqual([]);
  });

  test('what .ci/run leaves out of them is there', () => {
    expect(globSync(excluded, { cwd: join(root, 'test') })).toHaveLength(3);
  });
});
