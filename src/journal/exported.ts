import { chained, genesis } from './chain.ts';
import { type Anchor, JournalUnusable, type StoredEvent } from './journal.ts';

/** Events read at a time. */
const page = 500;

/** A journal that is only read. */
export interface EventSource {
  /** Its newest event, as its writer noted it. Throws JournalUnusable. */
  tip(): Promise<Anchor>;
  /** Events after `seq` in order, at most `limit`. Throws JournalUnusable. */
  since(seq: number, limit: number): Promise<readonly StoredEvent[]>;
  close(): void;
}

/**
 * The events from `from` on to the newest, each once it is sure that it belongs there: its hash is that of its contents, and names the event
 * before it, which is read too. Throws JournalUnusable at the first that does not, or is missing.
 */
export async function* exported(
  source: Pick<EventSource, 'tip' | 'since'>,
  from: number,
): AsyncGenerator<StoredEvent, void> {
  const tip = await source.tip();
  if (from > tip.seq + 1) throw broken(`event ${from - 1} is not there: ${tip.seq} were written`);
  let last: Anchor = { seq: Math.max(0, from - 2), hash: genesis };
  // What comes before the first that is read is not known, but of event 1.
  let linked = last.seq === 0;
  while (last.seq < tip.seq) {
    const events = await read(source, last.seq);
    if (events.length === 0) throw broken(`event ${last.seq + 1} is missing`);
    for (const event of events) {
      const { hash, ...rest } = event;
      if (event.seq !== last.seq + 1) throw broken(`event ${last.seq + 1} is missing`);
      if (chained(rest).hash !== hash) throw broken(`event ${event.seq} was altered`);
      if (linked && event.prev !== last.hash)
        throw broken(`event ${event.seq} was written after another event than the present ${last.seq}`);
      if (event.seq === tip.seq && hash !== tip.hash)
        throw broken(`event ${event.seq} is another one than that which was written last`);
      last = { seq: event.seq, hash };
      linked = true;
      if (event.seq >= from) yield event;
      if (event.seq === tip.seq) return;
    }
  }
}

async function read(source: Pick<EventSource, 'since'>, seq: number): Promise<readonly StoredEvent[]> {
  try {
    return await source.since(seq, page);
  } catch (error) {
    throw error instanceof SyntaxError ? broken(`an event after ${seq} was altered: its text is no JSON`) : error;
  }
}

function broken(what: string): JournalUnusable {
  return new JournalUnusable(
    `the journal is not as it was written: ${what}. What was exported before is whole; farmhand audit verify says more`,
  );
}
