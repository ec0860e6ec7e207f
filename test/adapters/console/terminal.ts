import { PassThrough, Writable } from 'node:stream';

/** A terminal as far as a line editor needs one: text, line feeds, cursor moves and clearing (ECMA-48). Rows are never scrolled off. */
export class Terminal extends Writable {
  readonly isTTY = true;
  readonly columns: number;
  readonly rows = 24;
  #lines: string[][] = [[]];
  #row = 0;
  #column = 0;
  /** Everything written, escapes and all. */
  written = '';

  constructor(columns = 80) {
    super({ decodeStrings: false });
    this.columns = columns;
  }

  /** What is to be seen, line by line, trailing blanks left out. */
  get lines(): readonly string[] {
    return this.#lines.map((line) =>
      Array.from(line, (char) => char ?? ' ')
        .join('')
        .trimEnd(),
    );
  }

  override _write(chunk: string | Buffer, _encoding: string, done: () => void): void {
    const text = chunk.toString();
    this.written += text;
    for (const [token] of text.matchAll(/\x1b\[[\d;?]*[A-Za-z]|[\s\S]/gu)) this.#take(token);
    done();
  }

  #take(token: string): void {
    const [, number = '', command] = /^\x1b\[([\d;?]*)([A-Za-z])$/.exec(token) ?? [];
    const n = Number(number || 1);
    if (token === '\n') this.#move(this.#row + 1, 0);
    else if (token === '\r') this.#move(this.#row, 0);
    else if (command === undefined) this.#put(token);
    else if (command === 'A') this.#move(this.#row - n, this.#column);
    else if (command === 'B') this.#move(this.#row + n, this.#column);
    else if (command === 'C') this.#move(this.#row, this.#column + n);
    else if (command === 'D') this.#move(this.#row, this.#column - n);
    else if (command === 'G') this.#move(this.#row, n - 1);
    else if (command === 'J') this.#clearDown();
    else if (command === 'K') this.#lines[this.#row]?.splice(this.#column);
    else if (!/[mhl]/.test(command)) throw new Error(`unknown escape ${JSON.stringify(token)}`);
  }

  #put(char: string): void {
    if (this.#column >= this.columns) this.#move(this.#row + 1, 0);
    const line = this.#lines[this.#row] ?? [];
    line[this.#column] = char;
    this.#column += 1;
  }

  #move(row: number, column: number): void {
    this.#row = Math.max(0, row);
    this.#column = Math.max(0, column);
    while (this.#lines.length <= this.#row) this.#lines.push([]);
  }

  #clearDown(): void {
    this.#lines[this.#row]?.splice(this.#column);
    this.#lines.splice(this.#row + 1);
  }
}

/** What somebody types on it. */
export function keyboard(): PassThrough & { readonly isTTY: true } {
  return Object.assign(new PassThrough(), { isTTY: true as const, setRawMode: () => undefined });
}
