import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataSettings } from '../farm/farm.ts';

/** Where it is remembered which journal this farmhand uses. */
export function journalIdFile({ folder }: Pick<DataSettings, 'folder'>): string {
  return join(folder, 'journal.id');
}

/** The identity of the journal that was used here before; undefined where none was. Throws when that cannot be read. */
export async function knownJournal(data: Pick<DataSettings, 'folder'>): Promise<string | undefined> {
  const file = journalIdFile(data);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw new Error(`which journal farmhand used before cannot be read: ${error.message}`, { cause: error });
  });
  if (text === undefined) return undefined;
  const [, identity] = /^([0-9a-f]{32})\n?$/.exec(text) ?? [];
  if (identity === undefined)
    throw new Error(
      `${file} is to hold the 32 hexadecimal digits of the journal farmhand uses, and does not: put it back; or, to go on with the journal that is there, type: farmhand journal accept`,
    );
  return identity;
}

/** Remembers it: on the disk when it resolves. Throws what the file system throws. */
export async function rememberJournal(data: Pick<DataSettings, 'folder'>, identity: string): Promise<void> {
  const file = journalIdFile(data);
  await mkdir(data.folder, { recursive: true, mode: 0o700 });
  const beside = `${file}.${randomUUID()}`;
  try {
    const written = await open(beside, 'wx', 0o644);
    try {
      await written.writeFile(`${identity}\n`);
      await written.sync();
    } finally {
      await written.close();
    }
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
