import { once } from 'node:events';
import { type Redact, redacted } from '../src/bot/secrets.ts';
import { type EventSource, exported } from '../src/journal/exported.ts';
import type { StoredEvent } from '../src/journal/journal.ts';
import { canonical, type Json } from '../src/journal/json.ts';
import type { Program } from './program.ts';

/** Where events are exported to, and how. */
interface Export {
  /** The first of them, by its seq. */
  readonly from: number;
  readonly output: Program['output'];
  readonly redact: Redact;
}

/**
 * Writes the events of a journal, a line of canonical JSON each: what its hash is of, and the hash. One with a secret in it is written without the
 * secret and marked `redacted`; its hash then cannot be computed from the line. Throws JournalUnusable at the first that is not as it was written.
 */
export async function exportEvents(source: EventSource, { from, output, redact }: Export): Promise<void> {
  for await (const event of exported(source, from))
    if (!output.write(`${lineOf(event, redact)}\n`)) await once(output, 'drain');
}

/** An event as a line. */
function lineOf(event: StoredEvent, redact: Redact): string {
  const { prev, hash, ...rest } = event;
  const safe = redacted(rest, redact) as unknown as Json & object;
  const line = canonical({ ...safe, prev, hash });
  const whole = canonical(event as unknown as Json);
  return line === whole ? whole : canonical({ ...safe, prev, hash, redacted: true });
}
