import { readFile, rename } from 'node:fs/promises';
import type { Notes } from '../journal/journal.ts';
import type { Json } from '../journal/json.ts';

/**
 * Takes over, once, what an earlier version kept in a file: as notes on a shelf, of which those that are there stay. The file is then
 * called FILE.taken-over. Throws when it is there and cannot be read.
 */
export async function migrate(
  notes: Notes,
  shelf: string,
  path: string,
  notesIn: (text: string) => readonly (readonly [key: string, value: Json])[],
): Promise<void> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return;
  try {
    for (const [key, value] of notesIn(text)) await notes.addNote(shelf, key, value);
  } catch (error) {
    throw new Error(`${path}, which an earlier farmhand wrote, cannot be taken over: ${(error as Error).message}`, {
      cause: error,
    });
  }
  // Another process on this machine may have done the same.
  await rename(path, `${path}.taken-over`).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}
