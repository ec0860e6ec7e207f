import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import { giveInput } from '../support/input.ts';
import { ownFolders, pluginFolder } from '../support/source.ts';
import { pageText, root } from './pages.ts';

/** What came of a program of the tree. */
interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A copy of farmhand, to follow a page in. */
export interface Tree {
  readonly folder: string;
  /** Runs a program of the copy by node, with an empty standard input. */
  run(...words: readonly string[]): Promise<Ran>;
  /** The same with a standard input. */
  runWith(input: string, ...words: readonly string[]): Promise<Ran>;
  remove(): void;
}

export function copyOfTree(): Tree {
  const folder = mkdtempSync(join(tmpdir(), 'farmhand-tree-'));
  const folders = [...ownFolders, pluginFolder, 'test', 'docs', 'bin', 'packaging-farm', 'deploy', '.ci'];
  for (const path of globSync([...folders, '*.{ts,json,md,yaml}', '.env.example', 'Dockerfile'], { cwd: root }))
    cpSync(join(root, path), join(folder, path), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const runWith = async (input: string, ...words: readonly string[]): Promise<Ran> => {
    const { VITEST: _, NODE_OPTIONS: __, ...env } = process.env;
    const child = spawn(process.execPath, words, { cwd: folder, env: { ...env, NO_COLOR: '1' } });
    giveInput(child, input);
    const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { code: code as number, out, err };
  };
  return {
    folder,
    run: (...words) => runWith('', ...words),
    runWith,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A change of a file that a page shows: what must stand there once, and what then does. */
interface Change {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/** Blocks that begin with a comment of a path are files. */
function filesIn(page: string): readonly (readonly [string, string])[] {
  return [...page.matchAll(/^```(?:ts|sh)\n(?:\/\/|#) (\S+\/\S+)\n([\s\S]*?)^```$/gm)].map(
    ([, file = '', body = '']) => [file, body] as const,
  );
}

/** Blocks of differences; a list indents them. */
function changesIn(page: string): readonly Change[] {
  return [...page.matchAll(/^( *)```diff\n *--- (\S+)\n([\s\S]*?)^ *```$/gm)].flatMap(
    ([, indent = '', file = '', body = '']) =>
      body.split(new RegExp(`^${indent}@@\n`, 'm')).map((hunk) => {
        const lines = hunk.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.slice(indent.length)]));
        const whole = (own: readonly string[]) => own.map((line) => line.slice(1)).join('\n');
        return {
          file,
          before: whole(lines.filter((line) => !line.startsWith('+'))),
          after: whole(lines.filter((line) => !line.startsWith('-'))),
        };
      }),
  );
}

/** Each file that a page shows or changes, as the page leaves it, in the page's order; `read` gives a file as it is before. */
export function shownBy(page: string, read: (file: string) => string): ReadonlyMap<string, string> {
  const files = new Map(filesIn(page));
  for (const { file, before, after } of changesIn(page)) {
    const old = files.get(file) ?? read(file);
    expect(old.split(before), `${file}: ${before}`).toHaveLength(2);
    files.set(
      file,
      old.replace(before, () => after),
    );
  }
  return files;
}

/** Writes the files that a page shows, and makes the changes it shows; gives the paths of all of them. */
export function follow({ folder }: Tree, path: string): readonly string[] {
  const files = shownBy(pageText(path), (file) => readFileSync(join(folder, file), 'utf8'));
  for (const [file, body] of files) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(join(folder, file), body);
  }
  return [...files.keys()];
}

/** Makes anew what is made: `farm.schema.json` and the parts of pages. */
export async function makeAnew({ folder, run }: Tree): Promise<void> {
  const { out } = await run('bin/farmhand', 'schema');
  writeFileSync(join(folder, 'farm.schema.json'), out);
  expect(await run('test/docs/write.ts')).toMatchObject({ code: 0 });
}

/** The copy passes the compiler, and these files Biome. */
export async function checked({ run }: Tree, files: readonly string[]): Promise<void> {
  const own = files.filter((file) => file.endsWith('.ts'));
  const passed = ({ code, out, err }: Ran) => expect({ code, failed: code === 0 ? '' : out + err }).toEqual(good);
  passed(await run('node_modules/@biomejs/biome/bin/biome', 'check', '--vcs-enabled=false', ...own));
  passed(await run('node_modules/typescript/bin/tsc', '--noEmit'));
}

const good = { code: 0, failed: '' };

/** The copy passes these tests, each file of them; `more` is what else vitest is told. */
export async function passes({ run }: Tree, files: readonly string[], ...more: readonly string[]): Promise<void> {
  const words = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'farmhand', ...files, ...more];
  const { code, out, err } = await run(...words);
  expect({ code, failed: code === 0 ? '' : out + err }).toEqual(good);
  expect(out).toMatch(new RegExp(`Test Files {2}${files.length} passed`));
}
