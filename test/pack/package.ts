import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

export const root = join(import.meta.dirname, '../..');

/** Runs a program to its end, with the checkout's own programs first in PATH; its standard output. Rejects where it fails. */
export async function run(program: string, words: readonly string[], cwd: string): Promise<string> {
  const PATH = `${join(root, 'node_modules/.bin')}:${process.env.PATH}`;
  const { VITEST: _, NODE_OPTIONS: __, ...env } = process.env;
  const { stdout } = await promisify(execFile)(program, words, { cwd, env: { ...env, PATH }, maxBuffer: 2 ** 26 });
  return stdout;
}

/** A checkout without anything that was built or left there: the files that git has or would have, and the installed packages. */
export function cleanCheckout(): string {
  const folder = mkdtempSync(join(tmpdir(), 'farmhand-checkout-'));
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: root });
  const gone = execFileSync('git', ['ls-files', '--deleted', '-z'], { cwd: root }).toString().split('\0');
  for (const file of files
    .toString()
    .split('\0')
    .filter((file) => file !== '' && !gone.includes(file))) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    cpSync(join(root, file), join(folder, file));
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** farmhand as `npm install` puts it into a folder. */
export interface Installed {
  /** What npm made: `node_modules` is in it. */
  readonly folder: string;
  readonly package: string;
  readonly program: string;
  /** Files of the package. */
  readonly files: readonly string[];
  remove(): void;
}

/** Packs a clean checkout and installs the package elsewhere, with production dependencies only and without running any script. Takes the npm registry. */
export async function packedAndInstalled(): Promise<Installed> {
  const checkout = cleanCheckout();
  const folder = mkdtempSync(join(tmpdir(), 'farmhand-installed-'));
  try {
    const [packed] = JSON.parse(await run('npm', ['pack', '--json', '--pack-destination', folder], checkout)) as [
      { readonly filename: string; readonly files: readonly { readonly path: string }[] },
    ];
    const quiet = ['--no-audit', '--no-fund', '--omit=dev', '--ignore-scripts'];
    await run('npm', ['install', ...quiet, '--prefix', folder, join(folder, packed.filename)], folder);
    const own = join(folder, 'node_modules/@farmhand/farmhand');
    return {
      folder,
      package: own,
      program: join(own, JSON.parse(readFileSync(join(own, 'package.json'), 'utf8')).bin.farmhand),
      files: packed.files.map(({ path }) => path),
      remove: () => rmSync(folder, { recursive: true }),
    };
  } catch (error) {
    rmSync(folder, { recursive: true });
    throw error;
  } finally {
    rmSync(checkout, { recursive: true });
  }
}

/** The program of a published version of Node, from npm. */
export async function nodeOf(version: string, folder: string): Promise<string> {
  const own = join(folder, `node-${version}`);
  mkdirSync(own, { recursive: true });
  const arch = process.arch === 'arm64' ? 'arm64' : 'x64';
  await run('npm', ['pack', '--silent', `node-linux-${arch}@${version}`], own);
  await run('sh', ['-c', 'tar -xzf *.tgz package/bin/node && rm -- *.tgz'], own);
  return join(own, 'package/bin/node');
}
