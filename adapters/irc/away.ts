import type { Logger } from 'pino';
import type { Notes } from '../../src/journal/journal.ts';

/** Until when farmhand listened on this network: epoch milliseconds, undefined when it never did. */
export interface Listening {
  until(): Promise<number | undefined>;
  /** farmhand listens now. */
  now(): Promise<void>;
}

/** The shelf for when farmhand listened, by platform. */
const listeningShelf = 'listening';

/** Kept where the next process that listens finds it. */
export function listeningInNotes(notes: Notes, platform: string): Listening {
  return {
    until: async () => Number((await notes.notes(listeningShelf)).get(platform) ?? Number.NaN) || undefined,
    now: () => notes.putNote(listeningShelf, platform, Date.now()),
  };
}

/** Milliseconds between two notes that farmhand listens. */
const interval = 5000;

/** Milliseconds of absence that are not worth a word: no longer than a note is old at most, and a takeover takes. */
const moment = 10_000;

/** How long nobody listened, in words; undefined when it was but a moment. */
export function awayFor(milliseconds: number): string | undefined {
  if (milliseconds < moment) return undefined;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

/** Notes that farmhand listens, until it is stopped. `before`: until when farmhand listened before. */
export function keepListening(
  listening: Listening,
  log: Logger,
): { readonly before: Promise<number | undefined>; stop(): void } {
  const complain = (error: unknown) => {
    log.warn({ err: error }, 'until when farmhand listened cannot be noted');
    return undefined;
  };
  const note = () => void listening.now().catch(complain);
  const before = listening.until().catch(complain);
  void before.then(note);
  const timer = setInterval(note, interval).unref();
  return {
    before,
    stop: () => {
      clearInterval(timer);
      note();
    },
  };
}
