import { open, readFile, rename } from 'node:fs/promises';

/** An approving reaction, as one text. */
export function reactionKey(channel: string, message: string, user: string): string {
  return `${channel} ${message} ${user}`;
}

/**
 * The approving reactions that were handed on, in a file: by them a restart finds out which were taken back while nobody listened.
 * An approval that was typed is none of them.
 */
export class Given {
  readonly #path: string;
  readonly #keys: Set<string>;
  #writing: Promise<void> = Promise.resolve();

  private constructor(path: string, keys: Iterable<string>) {
    this.#path = path;
    this.#keys = new Set(keys);
  }

  /** Throws when the file is there and cannot be read. */
  static async open(path: string): Promise<Given> {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    return new Given(path, text.split('\n').filter(Boolean));
  }

  get keys(): readonly string[] {
    return [...this.#keys];
  }

  add(key: string): Promise<void> {
    this.#keys.add(key);
    return this.#write();
  }

  /** Forgets those. */
  drop(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.#keys.delete(key);
    return this.#write();
  }

  #write(): Promise<void> {
    const writing = this.#writing.then(async () => {
      const file = await open(`${this.#path}.new`, 'w', 0o600);
      await file.writeFile([...this.#keys].map((key) => `${key}\n`).join(''));
      await file.datasync();
      await file.close();
      await rename(`${this.#path}.new`, this.#path);
    });
    this.#writing = writing.catch(() => undefined);
    return writing;
  }
}
