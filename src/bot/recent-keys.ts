/** How many keys are remembered. */
const remembered = 1000;

/** The keys of the latest messages, by which it is known when a network delivers one again. */
export class RecentKeys {
  readonly #keys = new Set<string>();

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  /** Whether this key is among them; it is from now on. */
  isKnown(key: string): boolean {
    if (this.#keys.has(key)) return true;
    this.#keys.add(key);
    const [oldest] = this.#keys;
    if (this.#keys.size > remembered && oldest !== undefined) this.#keys.delete(oldest);
    return false;
  }
}
