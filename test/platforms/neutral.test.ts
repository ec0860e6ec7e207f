import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { platforms } from '../../platforms/index.ts';

const root = join(import.meta.dirname, '../..');
const files = globSync('{src,commands,adapters}/**/*.ts', { cwd: root }).filter((file) => !/^src\/main[./]/.test(file));
const textOf = (file: string) => readFileSync(join(root, file), 'utf8');

/** Kinds and titles that are words of the farm's own too. */
const ordinary = ['guest', 'guests'];

/** Lines that name a platform, by a part of each. */
const exceptions: readonly { readonly file: string; readonly line: string; readonly why: string }[] = [
  {
    file: 'src/ssh/said.ts',
    line: 'Shorewall configuration verified',
    why: 'what checkers print is told apart in one place, before it is known whose checker it was',
  },
  { file: 'src/ssh/said.ts', line: '/^nginx: ', why: 'the same' },
  {
    file: 'src/farm/config/scalars.ts',
    line: 'such as /etc/bind/db.farm',
    why: 'an example of a path',
  },
];

const names = platforms.flatMap(({ kind, title }) => [kind, title]).filter((name) => !ordinary.includes(name));
const naming = new RegExp(`(?<![\\w-])(${[...new Set(names)].join('|')})(?![\\w-])`, 'i');

/** Code without its comments, and its names as words: `inGaneti` as `in Ganeti`. */
function wordsOf(code: string): readonly string[] {
  const strings = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/;
  const comments = /\/\*[\s\S]*?\*\/|\/\/.*/;
  return code
    .replace(RegExp(`(${strings.source})|${comments.source}`, 'g'), (whole, string?: string) =>
      string === undefined ? whole.replace(/[^\n]/g, '') : string,
    )
    .split('\n')
    .map((line) => line.replace(/(?<=[a-z])(?=[A-Z])/g, ' '));
}

/** Where code names a platform: numbers of lines. */
function namedIn(file: string, code: string): readonly number[] {
  const own = exceptions.filter((one) => one.file === file);
  const lines = code.split('\n');
  return wordsOf(code).flatMap((line, index) =>
    naming.test(line) && !own.some((one) => lines[index]?.includes(one.line)) ? [index + 1] : [],
  );
}

describe('nothing but a platform itself and the list', () => {
  test('imports from the folder of one', () => {
    const problems = files.flatMap((file) =>
      [...textOf(file).matchAll(/\b(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].flatMap(([, name = '']) => {
        const to = relative(root, join(root, dirname(file), name));
        return /^platforms\/[^/]+\//.test(to) ? [`${file} imports ${to}`] : [];
      }),
    );
    expect(problems).toEqual([]);
  });

  test('names one outside of comments', () => {
    expect(files.flatMap((file) => namedIn(file, textOf(file)).map((line) => `${file}:${line}`))).toEqual([]);
  });

  test('is an exception that is none', () => {
    expect(exceptions.filter(({ file, line }) => !textOf(file).includes(line))).toEqual([]);
  });
});

test.each([
  ["sure('Ganeti', instances);", [1]],
  ['function inGaneti() {}', [1]],
  ["/** Ganeti's word. */\nconst step = 'lvm.snapshot'; // nginx", [2]],
  ['const url = `https://${host}`; // of nginx', []],
  ['/*\n * Shorewall\n */\nconst hypervisor = 1;', []],
  ["const one = 'packaging-farm.conf'; const farm = 'a packaging farm'", [1]],
])('%j names a platform in lines %j', (code, lines) => {
  expect(namedIn('src/farm/some.ts', code)).toEqual(lines);
});
