import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { stop } from 'esbuild';
import { bundle } from '../../bundle.ts';
import { withLock } from './lock.ts';
import { root } from './source.ts';

/** What of a package is not in its bundle, and a program or a plugin may look for: files and folders that package.json names whole. */
function beside(): readonly string[] {
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { files: readonly string[] };
  return files.filter((file) => !file.includes('*') && !made.includes(file));
}

const made = ['bin', 'dist'];

/**
 * A folder in `shared` that is as an installed package, with the bundle of this checkout, made by the first process that asks. To start it takes two
 * thirds of the processor that this checkout takes, whose types are taken out of several hundred files.
 */
export async function builtIn(shared: string): Promise<string> {
  const folder = join(shared, 'package');
  await withLock(join(shared, 'package.lock'), async () => {
    if (existsSync(folder)) return;
    const making = join(shared, 'package.new');
    await mkdir(making, { recursive: true });
    await bundle(join(making, 'dist'));
    await stop();
    for (const part of ['bin', 'package.json']) await cp(join(root, part), join(making, part), { recursive: true });
    for (const part of beside()) await symlink(join(root, part), join(making, part));
    await rename(making, folder);
  });
  return folder;
}
