import { auditIdentity } from '../audit.ts';
import type { EventSource } from '../exported.ts';
import { JournalUnusable } from '../journal.ts';
import { explained } from './errors.ts';
import { eventsSince } from './events.ts';
import { identityOf } from './identity.ts';
import { openForReading, type Reading } from './reading.ts';
import { isNew } from './schema.ts';
import { tip } from './tip.ts';

/**
 * The events in a file, of which nothing is written, neither there nor beside it; others may go on writing to it. `identity`: which journal it
 * must be. Throws JournalUnusable.
 */
export function sqliteSource(file: string, identity?: string): EventSource {
  let reading = opened(file, identity);
  const read = async <T>(body: (from: Reading) => T): Promise<T> => {
    try {
      for (;;) {
        const found = body(reading);
        if (!reading.stale()) return found;
        reading.close();
        reading = opened(file, identity);
      }
    } catch (error) {
      throw explained(error, file);
    }
  };
  return {
    tip: () => read(({ db }) => tip(db)),
    since: (seq, limit) => read(({ db }) => eventsSince(db, seq, limit)),
    close: () => reading.close(),
  };
}

function opened(file: string, identity: string | undefined): Reading {
  let reading: Reading | undefined;
  try {
    reading = openForReading(file);
    if (isNew(reading.db, file)) throw new JournalUnusable(`there is no journal in ${file} yet`);
    const problem = auditIdentity(identityOf(reading.db), identity);
    if (problem !== undefined) throw new JournalUnusable(`${file}: ${problem}`);
    return reading;
  } catch (error) {
    reading?.close();
    throw explained(error, file);
  }
}
