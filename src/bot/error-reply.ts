import { JournalUnusable } from '../journal/journal.ts';
import { HostUnreachable, OutcomeUnknown } from '../ssh/host.ts';
import type { Reply } from './adapter.ts';
import { Refusal } from './refusal.ts';

/** What to say about a failure that is nobody's mistake in the program; undefined for others. */
export function errorReply(error: unknown): Reply | undefined {
  if (error instanceof Refusal) return { tone: 'refusal', lines: error.lines };
  if (error instanceof JournalUnusable)
    return { tone: 'error', lines: [error.message, 'Ask again once it can be used.'], unsure: true };
  if (error instanceof HostUnreachable)
    return { tone: 'error', lines: [error.message, 'Nothing was done. Ask again once it can be reached.'] };
  if (error instanceof OutcomeUnknown)
    return { tone: 'error', lines: [error.message, 'Nothing was changed: farmhand was only looking. Ask again.'] };
  return undefined;
}

/** What to say about a mistake in the program. */
export function faultReply(error: unknown): Reply {
  return {
    tone: 'error',
    lines: [
      `That went wrong, and it is a fault of farmhand's: ${error instanceof Error ? error.message : String(error)}`,
      'Its log says more; !runs shows whether anything was begun.',
    ],
  };
}
