import type { Notes, Taken } from '../journal/journal.ts';
import type { Json } from '../journal/json.ts';

/** What the journal keeps of an entry: with how many processes tried it and did not finish; of one that is done and still remembered, that it is. */
type Note<T> =
  | { readonly at: number; readonly heard: T; readonly tries?: number }
  | { readonly at: number; readonly done: true };

/** How often an entry is tried: one that ends each process that touches it must not do so for ever. */
const mostTries = 3;

/** Something received, under the key by which it is known. */
export interface InboxEntry<T> {
  readonly key: string;
  readonly heard: T;
}

/**
 * What was received on a platform and is not dealt with yet, on a shelf all processes see: written down before anything is done about
 * it, so that the next leader finds it after a crash, and so that what two processes receive is taken by one.
 */
export class Inbox<T> {
  readonly #notes: Notes;
  readonly #shelf: string;
  readonly #remembered: number;
  /** Keys of what this process deals with now. */
  readonly #inFlight = new Set<string>();

  /** `remembered`: milliseconds for which what was dealt with is known again, should the network deliver it again. */
  constructor(notes: Notes, platform: string, remembered = 0) {
    this.#notes = notes;
    this.#shelf = `heard on ${platform}`;
    this.#remembered = remembered;
  }

  /** Writes it down, for this process to deal with: from then on a crash of it loses nothing. Undefined: it is known already. */
  async take(key: string, heard: T): Promise<Taken | undefined> {
    this.#inFlight.add(key);
    try {
      const note: Note<T> = { at: Date.now(), heard };
      const taken = await this.#notes.takeNote(this.#shelf, key, note as unknown as Json);
      if (!taken) this.#inFlight.delete(key);
      return taken;
    } catch (error) {
      this.#inFlight.delete(key);
      throw error;
    }
  }

  /** It was dealt with. Should a crash lose this, it is dealt with again: with what the journal knows of it. */
  async done(key: string): Promise<void> {
    if (this.#remembered === 0) await this.#notes.dropNotes(this.#shelf, [key]);
    else await this.#notes.putNote(this.#shelf, key, { at: Date.now(), done: true });
    this.#inFlight.delete(key);
  }

  /** Leaves what this process has in hand to the next, in good order: that it was tried here does not count. Only while nobody else may take it. */
  async leave(): Promise<void> {
    const notes = (await this.#notes.notes(this.#shelf)) as unknown as ReadonlyMap<string, Note<T>>;
    for (const key of this.#inFlight) {
      const note = notes.get(key);
      if (!note || !('heard' in note) || !note.tries) continue;
      await this.#notes.putNote(this.#shelf, key, { ...note, tries: note.tries - 1 } as unknown as Json);
    }
  }

  /**
   * What nobody deals with, oldest first: from now on this process does. Forgets what was done long ago, and gives up what was begun
   * too often.
   */
  async left(): Promise<{ readonly left: readonly InboxEntry<T>[]; readonly givenUp: readonly InboxEntry<T>[] }> {
    const notes = [...(await this.#notes.notes(this.#shelf))] as unknown as readonly (readonly [string, Note<T>])[];
    const old = notes.filter(([, note]) => 'done' in note && Date.now() - note.at > this.#remembered);
    await this.#notes.dropNotes(
      this.#shelf,
      old.map(([key]) => key),
    );
    const found = notes
      .flatMap(([key, note]) => ('heard' in note && !this.#inFlight.has(key) ? [{ key, ...note }] : []))
      .sort((a, b) => a.at - b.at);
    for (const { key, tries = 0, ...note } of found) {
      this.#inFlight.add(key);
      if (tries < mostTries)
        await this.#notes.putNote(this.#shelf, key, { ...note, tries: tries + 1 } as unknown as Json);
      else await this.done(key);
    }
    const those = (tried: boolean) =>
      found.filter(({ tries = 0 }) => tries >= mostTries === tried).map(({ key, heard }) => ({ key, heard }));
    return { left: those(false), givenUp: those(true) };
  }
}
