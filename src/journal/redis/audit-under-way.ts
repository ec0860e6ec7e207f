import type { Connection } from '../../redis/connection.ts';
import type { walk } from '../audit.ts';
import type { Anchor } from '../journal.ts';
import type { Keys } from './keys.ts';

/** What is wrong, and the event at which it shows; 0: the journal as a whole. */
export interface Problem {
  readonly seq: number;
  readonly problem: string;
}

/** An audit under way. */
export interface Audit {
  readonly connection: Connection;
  readonly keys: Keys;
  /** Which Redis, for people. */
  readonly shown: string;
  readonly seen: ReturnType<typeof walk>;
  /** Key of a list of recent events → how many events belong in it, of those walked. */
  readonly recent: Map<string, number>;
  /** Id of the last entry of the log that was walked. */
  last: string;
  readonly expected: Anchor | undefined;
}
