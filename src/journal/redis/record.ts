import type { Lock, RunHead } from '../journal.ts';
import { canonical, type Json } from '../json.ts';

/** What is kept of a run besides its events: just what the last event of each write seals. */
export interface RunRecord {
  readonly head: RunHead;
  readonly locks: readonly Lock[];
}

/** The record as kept: the very text whose SHA-256 is the seal. */
export function recordText({ head, locks }: RunRecord): string {
  return canonical({
    head: head as unknown as Json,
    locks: Object.fromEntries(locks.map(({ key, mode }) => [key, mode])),
  });
}

/** Throws SyntaxError or TypeError for what is no record. */
export function recordOf(text: string): RunRecord {
  const { head, locks } = JSON.parse(text) as { head: RunHead; locks: Record<string, Lock['mode']> };
  return { head, locks: Object.entries(locks).map(([key, mode]) => ({ key, mode })) };
}
