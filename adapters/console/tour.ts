import type { RunState, RunView } from '../../src/engine/run.ts';
import type { Line } from './lines.ts';

/** One thing to see. */
export interface TourStop {
  /** What was seen last, and what comes now; a paragraph each. `{NAME}` is the number of the run that a stop before named. */
  readonly says: readonly string[];
  /** What Enter types. */
  readonly types: string;
  /** The state the run comes to that the line is about, and what that run is called from here on. */
  readonly run?: { readonly comesTo: RunState; readonly name?: string };
}

export interface Tour {
  readonly stops: readonly TourStop[];
  /** Said at its end. */
  readonly ends: readonly string[];
}

/** Leads somebody through a tour: what to type, one thing after the other. */
export class TourGuide {
  readonly #tour: Tour;
  readonly #runs = new Map<string, number>();
  #at = 0;
  #leading = false;

  constructor(tour: Tour) {
    this.#tour = tour;
  }

  /** What Enter types; undefined: nothing. */
  get next(): string | undefined {
    const stop = this.#tour.stops[this.#at];
    return this.#leading && stop ? this.#filled(stop.types) : undefined;
  }

  /** `/tour`, and the word that follows it. */
  asked(word: string): readonly Line[] {
    if (word === 'off') {
      const was = this.#leading;
      this.#leading = false;
      return [faint(was ? 'The tour waits: /tour goes on.' : 'No tour is under way: /tour begins one.')];
    }
    if (word === 'again') {
      this.#at = 0;
      this.#runs.clear();
    } else if (word === 'next' && this.#at < this.#tour.stops.length) this.#at += 1;
    else if (word !== '' && word !== 'next') return [faint(usage)];
    this.#leading = true;
    return this.here();
  }

  /** Whether that line is what the tour waits for, a run's number being left out or not. */
  awaits(line: string): boolean {
    const bare = (text: string) => text.replace(/^!/, '').replace(/\s+/g, ' ').toLowerCase();
    const { next } = this;
    return next !== undefined && [bare(next), bare(next).replace(/ \d+$/, '')].includes(bare(line));
  }

  /** Goes on, when that was done and what came of it rests. `touched`: the runs it made or moved, newest last. */
  done(touched: readonly RunView[]): readonly Line[] {
    const { run } = this.#tour.stops[this.#at] ?? {};
    const view = touched.at(-1);
    if (run && view?.state !== run.comesTo) return [{ text: stays, shade: 'guide' }];
    if (run?.name !== undefined && view) this.#runs.set(run.name, view.run);
    this.#at += 1;
    return this.#leading ? this.here() : [];
  }

  /** What is to be said where the tour is. */
  here(): readonly Line[] {
    const { stops, ends } = this.#tour;
    const stop = stops[this.#at];
    if (!stop) {
      this.#leading = false;
      return [blank, ...ends.map((text): Line => ({ text, shade: 'guide' }))];
    }
    const head = `Tour, ${this.#at + 1} of ${stops.length}. `;
    const [first = '', ...more] = stop.says.map((text) => this.#filled(text));
    return [
      blank,
      ...[head + first, ...more].map((text): Line => ({ text, shade: 'guide' })),
      { text: `Enter types: ${this.#filled(stop.types)}`, shade: 'strong' },
    ];
  }

  #filled(text: string): string {
    return text.replace(/\{(\w+)\}/g, (_, name) => String(this.#runs.get(name) ?? ''));
  }
}

const blank: Line = { text: '' };
const usage =
  '/tour begins or goes on, /tour off leaves, /tour next leaves out what it waits for, /tour again begins anew.';
const stays =
  'That did not come to where the tour needs it, so it stays here. Mend it and press Enter, or /tour next goes on without.';

function faint(text: string): Line {
  return { text, shade: 'faint' };
}
