import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeNew } from '../../main/write-new.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farmhand-write-new-'));
  file = join(folder, 'farm.yaml');
});
afterEach(() => rm(folder, { recursive: true }));

test('a new file is written whole, and nothing is left beside it', async () => {
  await writeNew(file, 'text\n');
  expect(await readFile(file, 'utf8')).toBe('text\n');
  expect(await readdir(folder)).toEqual(['farm.yaml']);
});

test.each([
  ['a file that is there', () => writeFile(file, 'mine\n')],
  ['a link that leads nowhere', () => symlink('nowhere', file)],
])('%s is not replaced', async (_, make) => {
  await make();
  await expect(writeNew(file, 'text\n')).rejects.toThrow(`${file} was not written: EEXIST`);
  expect(await readdir(folder)).toEqual(['farm.yaml']);
  expect(await readFile(file, 'utf8').catch(() => 'none')).not.toBe('text\n');
});

test('what cannot be written is not there at all', async () => {
  const missing = join(folder, 'gone', 'farm.yaml');
  await expect(writeNew(missing, 'text\n')).rejects.toThrow(`${missing} was not written: ENOENT`);
  expect(await readdir(folder)).toEqual([]);
});
