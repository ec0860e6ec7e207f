import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { DataSettings } from '../src/farm/settings.ts';
import type { RedisAddress } from '../src/redis/address.ts';

/** Where it is remembered which journal this farmhand uses in which place: lines of `IDENTITY PLACE`. */
export function journalIdFile({ folder }: Pick<DataSettings, 'folder'>): string {
  return join(folder, 'journal.id');
}

/** What a place is called there: a Redis, its database and prefix, without a password; else a file, as seen from the folder. */
export function placeOf(redis: RedisAddress | undefined, { folder, journal }: DataSettings): string {
  return redis ? `Redis ${redis.shown} ${redis.options.db ?? 0} ${redis.prefix}` : relative(folder, journal);
}

/** The identities of the journals that were used from here before, by place. Throws when that cannot be read. */
export async function knownJournals(data: Pick<DataSettings, 'folder'>): Promise<ReadonlyMap<string, string>> {
  const file = journalIdFile(data);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return '';
    throw new Error(`which journal farmhand used before cannot be read: ${error.message}`, { cause: error });
  });
  const lines = text.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const [, identity, place] = /^([0-9a-f]{32}) (.+)$/.exec(line) ?? [];
      if (identity === undefined || place === undefined)
        throw new Error(
          `${file} has a line that is not "IDENTITY PLACE": ${JSON.stringify(line)}. Put that file back as farmhand wrote it; or remove it, and farmhand goes on with the journal it finds`,
        );
      return [place, identity] as const;
    }),
  );
}

/** Remembers it: on the disk when it resolves. Throws what the file system throws. */
export async function rememberJournal(data: DataSettings, place: string, identity: string): Promise<void> {
  const known = new Map([...(await knownJournals(data)), [place, identity]]);
  const file = journalIdFile(data);
  await mkdir(data.folder, { recursive: true, mode: 0o700 });
  const beside = `${file}.${randomUUID()}`;
  try {
    const written = await open(beside, 'wx', 0o644);
    try {
      await written.writeFile([...known].map(([where, which]) => `${which} ${where}\n`).join(''));
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
