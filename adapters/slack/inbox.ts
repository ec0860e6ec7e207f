import { closeSync, constants, fdatasyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import type { Heard } from './hear.ts';

/** Milliseconds for which what was heard is known again: Slack delivers the last time after five minutes, or within the hour. */
const remembered = 3600_000;

/** Lines after which the file is written anew with what is still of use. */
const longest = 5000;

type Line = { readonly at: number; readonly heard: Heard } | { readonly done: string };

/** What is written is on disk when the call returns. */
const durable = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_DSYNC;

interface Entry {
  readonly at: number;
  readonly heard: Heard;
  done: boolean;
}

/**
 * What was heard and is not dealt with yet, in a file of JSON lines: written down before Slack is told that it arrived, so that
 * a crash loses nothing, and remembered for a while after, so that what Slack delivers again is not done again. It writes
 * synchronously, as the journal does: a quarter of a millisecond, where threads would take four times that.
 */
export class Inbox {
  readonly #path: string;
  readonly #entries = new Map<string, Entry>();
  readonly #known = new Map<string, number>();
  #file: { readonly durable: number; readonly quick: number };
  #lines = 0;

  /** Throws when the file is there and cannot be read, or cannot be written. */
  constructor(path: string) {
    this.#path = path;
    for (const line of readLines(path)) this.#take(line);
    this.#file = opened(path);
    this.#compact();
  }

  /** What was heard and not dealt with, oldest first. */
  get left(): readonly Heard[] {
    return [...this.#entries.values()].filter(({ done }) => !done).map(({ heard }) => heard);
  }

  /** Whether it was heard before, by any of its keys. */
  knows({ keys }: Heard): boolean {
    return keys.some((key) => this.#known.has(key));
  }

  /** Writes it down; it is known from now on. Throws when it cannot be written. */
  add(heard: Heard): void {
    const line = { at: Date.now(), heard };
    writeSync(this.#file.durable, text(line));
    this.#take(line);
    if (this.#lines > longest) this.#compact();
  }

  /** It was dealt with. Should a crash lose this, it is dealt with again: with what the journal knows of it. */
  done({ keys }: Heard): void {
    const line = { done: keys[0] ?? '' };
    writeSync(this.#file.quick, text(line));
    this.#take(line);
  }

  close(): void {
    closeSync(this.#file.durable);
    closeSync(this.#file.quick);
  }

  #take(line: Line): void {
    this.#lines += 1;
    if ('done' in line) {
      const entry = this.#entries.get(line.done);
      if (entry) entry.done = true;
      return;
    }
    const { at, heard } = line;
    this.#entries.set(heard.keys[0] ?? '', { at, heard, done: false });
    for (const key of heard.keys) this.#known.set(key, at);
  }

  /** Writes the file anew without what is dealt with and old. */
  #compact(): void {
    const since = Date.now() - remembered;
    for (const [name, { at, done, heard }] of [...this.#entries]) {
      if (!done || at >= since) continue;
      this.#entries.delete(name);
      for (const key of heard.keys) this.#known.delete(key);
    }
    const lines = [...this.#entries].flatMap(([name, { at, heard, done }]): Line[] =>
      done ? [{ at, heard }, { done: name }] : [{ at, heard }],
    );
    const fresh = openSync(`${this.#path}.new`, 'w', 0o600);
    writeSync(fresh, lines.map(text).join(''));
    fdatasyncSync(fresh);
    closeSync(fresh);
    renameSync(`${this.#path}.new`, this.#path);
    this.close();
    this.#file = opened(this.#path);
    this.#lines = lines.length;
  }
}

function opened(path: string): { durable: number; quick: number } {
  return { durable: openSync(path, durable, 0o600), quick: openSync(path, 'a', 0o600) };
}

function text(line: Line): string {
  return `${JSON.stringify(line)}\n`;
}

/** The lines of the file; a last one that was not written to its end, by a crash, was not acknowledged either. */
function readLines(path: string): readonly Line[] {
  let whole = '';
  try {
    whole = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return whole
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      try {
        return JSON.parse(line) as Line;
      } catch (error) {
        throw new Error(
          `${path} should hold what was heard in Slack, a line of JSON each: ${(error as Error).message}`,
        );
      }
    });
}
