/** Not done, and the person can read why and what to type instead. Never a fault of farmhand's. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly lines: readonly string[];
  constructor(...lines: readonly string[]) {
    super(lines.join(' '));
    this.lines = lines;
  }
}

/** Something that passes by itself keeps it from beginning: a freeze, a window that is closed. */
export class NotNow extends Refusal {
  override name = 'NotNow';
}
