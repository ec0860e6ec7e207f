import { Refusal } from '../../../src/bot/refusal.ts';

/** What it is refused with, in one line. Throws when it is not refused. */
export function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error.lines.join(' ');
    throw error;
  }
  throw new Error('it was not refused');
}
