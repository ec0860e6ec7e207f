import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commands } from '../../commands/index.ts';
import { bash } from '../../deploy/debian/completion.ts';
import { type Page, programPage } from '../../deploy/debian/man.ts';
import { manualOf } from '../../deploy/debian/markdown.ts';
import { completions } from '../../deploy/debian/usage.ts';
import { usage } from '../../main/usage.ts';
import { needs } from '../support/servers.ts';
import { root } from './package.ts';

const read = (file: string) => readFileSync(join(root, file), 'utf8');
const edition = { version: '0.2.0', date: '2026-11-30' };
const program = programPage(edition, read('.env.example'));
const farm = manualOf(read('docs/farm-yaml.md'), { name: 'farm.yaml', about: 'a farm', ...edition });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'farmhand-manual-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

needs('mandoc')('manual pages', () => {
  /** As it is read, without what makes it bold. */
  function shown(page: Page, ...words: string[]): string {
    const file = join(folder, `${page.name}.${page.section}`);
    writeFileSync(file, page.text);
    return execFileSync('mandoc', [...words, file], { encoding: 'utf8' }).replaceAll(/.\x08/g, '');
  }

  test.each([program, farm])('$name($section) has no mistake', (page) => {
    expect(shown(page, '-T', 'lint', '-W', 'warning,stop')).toBe('');
  });

  test('farmhand(1) has every subcommand, option, command and variable', () => {
    const text = shown(program, '-T', 'utf8', '-O', 'width=1000');
    const typed = [...usage.matchAll(/^ {2}(\S.*?)(?: {2,}|$)/gm)].map(([, words = '']) => words);
    expect(typed.length).toBeGreaterThan(15);
    const variables = [...read('.env.example').matchAll(/^#?([A-Z][A-Z_]+)=/gm)].map(([, name = '']) => name);
    const wanted = [...typed, ...commands.map(({ usage }) => `!${usage}`), ...variables];
    expect(wanted.filter((words) => !text.includes(words))).toEqual([]);
  });

  test('farm.yaml(5) has every setting of the page', () => {
    const text = shown(farm, '-T', 'utf8', '-O', 'width=1000');
    const settings = [...read('docs/farm-yaml.md').matchAll(/^\| `([\w.]+)` \|/gm)].map(([, name = '']) => name);
    expect(settings.length).toBeGreaterThan(50);
    expect(settings.filter((name) => !new RegExp(`^ +${name}\\b`, 'm').test(text))).toEqual([]);
  });
});

describe('completion', () => {
  function completed(...words: string[]): readonly string[] {
    const script = 'COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _farmhand; printf "%s\\n" "${COMPREPLY[@]}"';
    const out = execFileSync('bash', ['-c', `${bash()}\n${script}`, 'bash', ...words], { encoding: 'utf8' });
    return out.split('\n').filter((word) => word !== '');
  }

  test('offers every subcommand of farmhand --help', () => {
    const all = new Set([...usage.matchAll(/^ {2}farmhand ([a-z-]+)/gm)].map(([, name = '']) => name));
    expect(new Set(completions().map(({ name }) => name))).toEqual(all);
    expect(completed('farmhand', '')).toEqual(expect.arrayContaining([...all]));
  });

  test.each([
    [['farmhand', 'do'], ['doctor']],
    [['farmhand', 'start', '--no'], ['--no-work']],
    [['farmhand', 'journal', 'co'], ['copy']],
    [['farmhand', 'doctor', '--s'], ['--sudoers']],
    [['farmhand', 'demo', '--farm', ''], ['modern']],
    [['farmhand', 'say', '!cl'], ['!clone']],
    [['farmhand', 'say', '!clone', '!cl'], []],
  ])('of %j is %j', (words, wanted) => {
    expect(completed(...words)).toEqual(wanted);
  });

  test('of a farm is a file', () => {
    writeFileSync(join(folder, 'mine.yaml'), '');
    expect(completed('farmhand', 'check', '--farm', join(folder, 'mi'))).toEqual([join(folder, 'mine.yaml')]);
  });
});
