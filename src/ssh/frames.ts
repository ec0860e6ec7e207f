/** What one script wrote on one stream. */
export interface Frame {
  readonly bytes: Buffer;
  readonly code: number;
  /** More was written than was kept. */
  readonly truncated: boolean;
}

/**
 * Cuts a stream at `<marker><exit code>\n`, wherever its chunks break, holding no more than `keep` bytes of each frame.
 * The first frame is what was written before the request began: it is dropped.
 */
export class Frames {
  readonly #marker: Buffer;
  readonly #keep: number;
  readonly #count: number;
  readonly #frames: Frame[] = [];
  #begun = false;
  #chunks: Buffer[] = [];
  #kept = 0;
  #truncated = false;
  #rest: Buffer = Buffer.alloc(0);

  constructor(marker: string, count: number, keep: number) {
    this.#marker = Buffer.from(marker);
    this.#count = count;
    this.#keep = keep;
  }

  /** The frames, once all are there. */
  get frames(): readonly Frame[] | undefined {
    return this.#frames.length === this.#count ? this.#frames : undefined;
  }

  push(chunk: Buffer): void {
    let rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const at = rest.indexOf(this.#marker);
      if (at < 0) {
        const safe = Math.max(0, rest.length - this.#marker.length + 1);
        this.#take(rest.subarray(0, safe));
        rest = rest.subarray(safe);
        break;
      }
      this.#take(rest.subarray(0, at));
      rest = rest.subarray(at);
      const end = rest.indexOf(0x0a);
      if (end < 0) break;
      this.#close(Number(rest.toString('latin1', this.#marker.length, end)));
      rest = rest.subarray(end + 1);
    }
    // A copy: the slice would hold the whole chunk it came from.
    this.#rest = Buffer.from(rest);
  }

  #take(bytes: Buffer): void {
    if (!this.#begun || bytes.length === 0) return;
    const room = this.#keep - this.#kept;
    if (bytes.length > room) this.#truncated = true;
    if (room <= 0) return;
    const part = bytes.subarray(0, room);
    this.#chunks.push(part);
    this.#kept += part.length;
  }

  #close(code: number): void {
    if (this.#begun) this.#frames.push({ bytes: Buffer.concat(this.#chunks), code, truncated: this.#truncated });
    this.#begun = true;
    this.#chunks = [];
    this.#kept = 0;
    this.#truncated = false;
  }
}
