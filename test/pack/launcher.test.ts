import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { transformSync } from 'esbuild';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const launcher = readFileSync(join(root, 'bin/farmhand'), 'utf8').replace(/^#!.*\n/, '');
const { engines, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly engines: { readonly node: string };
  readonly version: string;
};

/** What bin/farmhand does under a Node of that version: what it loads, what it says, and how it ends. */
function under(node: string) {
  const seen: unknown[] = [];
  runInNewContext(launcher, {
    process: { versions: { node }, exit: (code: number) => seen.push(code) },
    console: { error: (text: string) => seen.push(text) },
    require: (path: string) => seen.push(path),
  });
  return seen;
}

test.each(['22.19.0', '22.23.3', '24.0.0', '24.21.0', '26.1.0'])('starts on Node %s', (node) => {
  expect(under(node)).toEqual(['./load.js']);
});

test.each(['0.12.18', '12.22.12', '20.19.0', '22.18.0', '23.11.0'])(
  'says in a sentence what it needs on Node %s',
  (node) => {
    expect(under(node)).toEqual([
      `farmhand needs Node 24 or newer, or 22.19 or a later 22, and this is ${node}: see https://nodejs.org/en/download`,
      1,
    ]);
  },
);

test('says what engines in package.json says', () => {
  expect(engines.node).toBe('^22.19.0 || >=24.0.0');
});

test('is written so that any Node can read it: what no old Node has is nowhere in it', () => {
  // esbuild refuses to make ES5 of const and let, and makes functions of arrows.
  const { code } = transformSync(launcher, { target: 'es5' });
  const bare = (text: string) =>
    text
      .replace(/^\s*\/\/.*\n/gm, '')
      .replace(/['"]/g, '"')
      .replace(/[\s()]+/g, '');
  expect(bare(code)).toBe(bare(launcher));
});

test('farmhand --version is the version of package.json', () => {
  const { stdout } = spawnSync(process.execPath, [join(root, 'bin/farmhand'), '--version'], { encoding: 'utf8' });
  expect(stdout).toBe(`farmhand ${version}\n`);
});
