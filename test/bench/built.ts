import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtIn } from '../support/built.ts';

let made: Promise<string> | undefined;

/**
 * Path of farmhand's launcher as the packages have it: with the bundle of this checkout beside it, made at the first call. What this
 * checkout starts is another thing: it takes the types out of several hundred files, and keeps the whole of the libraries in memory.
 */
export async function builtFarmhand(): Promise<string> {
  made ??= inNewFolder();
  return join(await made, 'bin/farmhand');
}

async function inNewFolder(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'farmhand-built-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return await builtIn(folder);
}
