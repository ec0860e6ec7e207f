import { type FileHandle, open, readFile, rename } from 'node:fs/promises';
import type { Heard } from './hear.ts';

/** Milliseconds for which what was heard is known again: Slack delivers the last time after five minutes, or within the hour. */
const remembered = 3600_000;

/** Lines after which the file is written anew with what is still of use. */
const longest = 5000;

type Line = { readonly at: number; readonly heard: Heard } | { readonly done: string };

interface Entry {
  readonly at: number;
  readonly heard: Heard;
  done: boolean;
}

/**
 * What was heard and is not dealt with yet, in a file of JSON lines: written down before Slack is told that it arrived, so that
 * a crash loses nothing, and remembered for a while after, so that what Slack delivers again is not done again.
 */
export class Inbox {
  readonly #path: string;
  readonly #entries = new Map<string, Entry>();
  readonly #known = new Map<string, number>();
  #file: FileHandle;
  #lines = 0;
  #waiting: { readonly line: Line; resolve(): void; reject(error: unknown): void }[] = [];
  #writing: Promise<void> = Promise.resolve();

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  /** Throws when the file is there and cannot be read, or cannot be written. */
  static async open(path: string): Promise<Inbox> {
    const lines = await readLines(path);
    const inbox = new Inbox(path, await open(path, 'a', 0o600));
    for (const line of lines) inbox.#take(line);
    await inbox.#compact();
    return inbox;
  }

  /** What was heard and not dealt with, oldest first. */
  get left(): readonly Heard[] {
    return [...this.#entries.values()].filter(({ done }) => !done).map(({ heard }) => heard);
  }

  /** Whether it was heard before, by any of its keys. */
  knows({ keys }: Heard): boolean {
    return keys.some((key) => this.#known.has(key));
  }

  /** Resolves when it is on disk. It is known from now on; when it cannot be written it is not, and this throws. */
  async add(heard: Heard): Promise<void> {
    const line = { at: Date.now(), heard };
    this.#take(line);
    try {
      await this.#write(line);
    } catch (error) {
      this.#forget(heard);
      throw error;
    }
  }

  /** It was dealt with. */
  async done({ keys }: Heard): Promise<void> {
    const line = { done: keys[0] ?? '' };
    this.#take(line);
    await this.#write(line);
  }

  async close(): Promise<void> {
    await this.#writing.catch(() => undefined);
    await this.#file.close();
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

  #forget({ keys }: Heard): void {
    this.#entries.delete(keys[0] ?? '');
    for (const key of keys) this.#known.delete(key);
  }

  /** One write to disk for everything that waits. */
  #write(line: Line): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ line, resolve, reject });
      if (this.#waiting.length === 1) this.#writing = this.#writing.catch(() => undefined).then(() => this.#flush());
    });
  }

  async #flush(): Promise<void> {
    const taken = this.#waiting.splice(0);
    try {
      await this.#file.appendFile(taken.map(({ line }) => `${JSON.stringify(line)}\n`).join(''));
      if (taken.some(({ line }) => 'heard' in line)) await this.#file.datasync();
      for (const { resolve } of taken) resolve();
    } catch (error) {
      for (const { reject } of taken) reject(error);
    }
    if (this.#lines > longest) await this.#compact().catch(() => undefined);
  }

  /** Writes the file anew without what is dealt with and old. */
  async #compact(): Promise<void> {
    const since = Date.now() - remembered;
    for (const { at, done, heard } of [...this.#entries.values()]) if (done && at < since) this.#forget(heard);
    const lines = [...this.#entries.values()].flatMap(({ at, heard, done }): Line[] =>
      done ? [{ at, heard }, { done: heard.keys[0] ?? '' }] : [{ at, heard }],
    );
    const fresh = await open(`${this.#path}.new`, 'w', 0o600);
    await fresh.writeFile(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    await fresh.datasync();
    await fresh.close();
    await rename(`${this.#path}.new`, this.#path);
    await this.#file.close();
    this.#file = await open(this.#path, 'a', 0o600);
    this.#lines = lines.length;
  }
}

/** The lines of the file; a last one that was not written to its end, by a crash, was not acknowledged either. */
async function readLines(path: string): Promise<readonly Line[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text
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
