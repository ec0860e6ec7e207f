import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const root = join(import.meta.dirname, '../..');
let made: string | undefined;

/**
 * Path of farmhand's launcher as the packages have it: with the bundle of this checkout beside it, made at the first call. What this
 * checkout starts is another thing: it takes the types out of several hundred files, and keeps the whole of the libraries in memory.
 */
export function builtFarmhand(): string {
  if (made === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'farmhand-built-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    const PATH = `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH}`;
    const env = { ...process.env, PATH };
    execFileSync(process.execPath, ['build.ts', join(folder, 'dist')], { cwd: root, env, stdio: ['ignore', 2, 2] });
    for (const part of ['bin', 'package.json']) cpSync(join(root, part), join(folder, part), { recursive: true });
    made = join(folder, 'bin', 'farmhand');
  }
  return made;
}
