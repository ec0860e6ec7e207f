import type { Readable, Writable } from 'node:stream';

/** What a subcommand gets of the process it runs in. */
export interface Program {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number };
  readonly error: Writable;
  /** Path of farm.yaml. */
  readonly farmFile: string;
  /** `--farm` as it was given: of the demo, the name of a sandbox farm. */
  readonly farm: string | undefined;
  /** `--sudoers`: the doctor prints instead of looking. */
  readonly sudoers: boolean;
  /** `--plugins`: the doctor tries the examples of plugins instead. */
  readonly plugins: boolean;
  /** `--web`: of the demo, pages in a browser. */
  readonly web: boolean;
  /** `--host`: the one host it is about; all when left out. */
  readonly host: string | undefined;
  /** `--key`: of init, the private key file the hosts are reached with. */
  readonly key: string | undefined;
  /** Not `--no-work`: the bot works on runs itself. */
  readonly work: boolean;
  /** `--concurrency`: how many runs it works on at once. */
  readonly concurrency: number | undefined;
  /** `--json`: what it comes to as one JSON document. */
  readonly json?: boolean;
  /** `--follow`: and before it a line for each event of its runs, to their end. */
  readonly follow?: boolean;
  /** `--from`: of an export, the seq of the first event. */
  readonly from?: number | undefined;
  /** What follows the subcommand. */
  readonly words: readonly string[];
}

/** How the process ends. */
export const exit = {
  done: 0,
  /** Refused, failed, or something broke. */
  failed: 1,
  /** The command line made no sense. */
  usage: 2,
  /** A run waits for approval. */
  waiting: 3,
} as const;

export type Exit = (typeof exit)[keyof typeof exit];

/** The command line is not one of farmhand's; the message says what would be. */
export class UsageError extends Error {
  override name = 'UsageError';
}
