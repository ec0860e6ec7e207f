import type { Reply } from './adapter.ts';
import type { Incoming } from './incoming.ts';
import { placeKey } from './request-origin.ts';
import { speakerKey } from './said.ts';

/** Milliseconds for which the rest of an answer is kept, and how many rests are. */
const limits = { kept: 15 * 60_000, most: 200 };

/**
 * What is left of the answers people got, a rest for each person and place: `!more` goes on with it. A shorter answer in between leaves it; a longer one, time
 * and a restart take it away. Times are milliseconds.
 */
export class Remainders {
  readonly #rests = new Map<string, { readonly reply: Reply; readonly at: number }>();

  keep(message: Pick<Incoming, 'where' | 'speaker'>, reply: Reply, now: number): void {
    const key = keyOf(message);
    this.#rests.delete(key);
    this.#rests.set(key, { reply, at: now });
    for (const [oldest] of this.#rests) {
      if (this.#rests.size <= limits.most) break;
      this.#rests.delete(oldest);
    }
  }

  /** Gives the rest of this person's answer in this place, once; undefined where there is none, any more. */
  take(message: Pick<Incoming, 'where' | 'speaker'>, now: number): Reply | undefined {
    const key = keyOf(message);
    const rest = this.#rests.get(key);
    this.#rests.delete(key);
    return rest && now - rest.at < limits.kept ? rest.reply : undefined;
  }
}

function keyOf({ where, speaker }: Pick<Incoming, 'where' | 'speaker'>): string {
  return `${placeKey(where)} ${speakerKey(speaker)}`;
}
