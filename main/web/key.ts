import { randomBytes } from 'node:crypto';
import type { Notes } from '../../src/journal/journal.ts';

const shelf = 'web';
const name = 'key';

/** The key by which links and cookies are signed: made once, kept beside the log of the journal, the same for all its processes. Throws JournalUnusable. */
export async function webKey(notes: Pick<Notes, 'notes' | 'addNote'>): Promise<Buffer> {
  const known = (await notes.notes(shelf)).get(name);
  if (typeof known === 'string') return Buffer.from(known, 'base64');
  const made = randomBytes(32).toString('base64');
  if (await notes.addNote(shelf, name, made)) return Buffer.from(made, 'base64');
  return webKey(notes);
}
