import type { Notes } from '../../src/journal/journal.ts';

/** The shelf of approving reactions, by reactionKey. */
const acknowledgedShelf = 'slack approvals';

/** An approving reaction, as one text. */
export function reactionKey(channel: string, message: string, user: string): string {
  return `${channel} ${message} ${user}`;
}

/**
 * The approving reactions that were handed on, as notes: by them the next leader finds out which were taken back while no process
 * did. An approval that was typed is none of them.
 */
export class AcknowledgedApprovals {
  readonly #notes: Notes;
  readonly #keys: Set<string>;

  private constructor(notes: Notes, keys: Iterable<string>) {
    this.#notes = notes;
    this.#keys = new Set(keys);
  }

  static async open(notes: Notes): Promise<AcknowledgedApprovals> {
    return new AcknowledgedApprovals(notes, (await notes.notes(acknowledgedShelf)).keys());
  }

  get keys(): readonly string[] {
    return [...this.#keys];
  }

  add(key: string): Promise<void> {
    this.#keys.add(key);
    return this.#notes.putNote(acknowledgedShelf, key, true);
  }

  /** Forgets those. */
  async drop(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.#keys.delete(key);
    await this.#notes.dropNotes(acknowledgedShelf, keys);
  }
}
