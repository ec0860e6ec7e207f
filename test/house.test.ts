import { globSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { modulesIn, ownFolders, pluginFolder, root, textOf } from './support/source.ts';

const mostLines = 250;
/** What starts farmhand, and what makes its packages: no part of the program. */
const aroundIt = ['bin', 'deploy'];
/** Scripts that run on hosts: stand-ins of the sandbox, and what farmhand installs there. Manual pages are text. */
const scripts = globSync(['{src,platforms/*}/sandbox/tools/{*,lib/*}', 'packaging-farm/{*,lib/*}'], {
  cwd: root,
  withFileTypes: true,
})
  .filter((file) => file.isFile() && !/\.\d$/.test(file.name))
  .map((file) => `${file.parentPath}/${file.name}`.slice(root.length + 1));

test('what goes through the code goes through every folder that has some', () => {
  const others = ['node_modules/**', 'dist/**', 'test/**', ...aroundIt.map((folder) => `${folder}/**`)];
  const folders = globSync('*/**/*.{ts,js}', { cwd: root, exclude: others }).map((file) => file.split('/')[0]);
  expect([...new Set(folders)].toSorted()).toEqual([...ownFolders, pluginFolder].toSorted());
});

describe(`no source file has more than ${mostLines} lines:`, () => {
  it.each([
    ...[...ownFolders, pluginFolder, ...aroundIt].map((folder) => [folder, modulesIn(folder)] as const),
    ['scripts', scripts] as const,
  ])('%s', (_, files) => {
    expect(files.length).toBeGreaterThan(0);
    const lines = (file: string) => textOf(file).split('\n').length - 1;
    expect(files.filter((file) => lines(file) > mostLines).map((file) => `${file}: ${lines(file)} lines`)).toEqual([]);
  });
});

test('no test waits as vitest does by itself, which gives up after a second', () => {
  const files = modulesIn('test').filter((file) => !file.includes('.proof.test.') && file !== 'test/house.test.ts');
  expect(files.filter((file) => /\bvi\.wait(For|Until)\(/.test(textOf(file)))).toEqual(['test/support/eventually.ts']);
});

test('no test ends because a process was gone before its input was written', () => {
  const files = modulesIn('test').filter((file) => /\bstdin\b.*\.end\(/.test(textOf(file)));
  expect(files).toEqual(['test/support/input.ts']);
});

describe('files that share a worker share its modules, so', () => {
  // This one has the words that it looks for.
  const tests = modulesIn('test').filter((file) => file !== 'test/house.test.ts');

  test('no test mocks a module', () => {
    expect(tests.filter((file) => /\bvi\.(mock|doMock)\(/.test(textOf(file)))).toEqual([]);
  });

  test('no module that tests share has a hook of its own at its top: only the first file would have it', () => {
    const shared = tests.filter((file) => !file.endsWith('.test.ts') && file !== 'test/setup.ts');
    expect(shared.filter((file) => /^(before|after)(Each|All)\(/m.test(textOf(file)))).toEqual([]);
  });
});
