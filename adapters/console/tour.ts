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

  /** The number of the stop it is at, from 0. */
  get at(): number {
    return this.#at;
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
    } else if (word === 'next') this.#leaveOut();
    else if (word !== '') return [faint(usage)];
    this.#leading = true;
    return this.here();
  }

  /** Whether that line is what the tour waits for, a run's number being left out or not. */
  awaits(line: string): boolean {
    const { next } = this;
    return next !== undefined && [bare(next), bare(next).replace(/ \d+$/, '')].includes(bare(line));
  }

  /** Goes on, when what it waited for at that stop was done and what came of it rests. `touched`: the runs that were made or moved meanwhile, newest last. */
  done(at: number, touched: readonly RunView[]): readonly Line[] {
    // It was led elsewhere meanwhile.
    if (at !== this.#at) return [];
    const { run, types = '' } = this.#tour.stops[this.#at] ?? {};
    const said = bare(this.#filled(types));
    // Something else may have been typed meanwhile.
    const view = touched.findLast(({ plan, run: number }) => said === plan.command || said.endsWith(` ${number}`));
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

  /** Goes on without this stop, and without those that are about a run it would have named. */
  #leaveOut(): void {
    const { stops } = this.#tour;
    const lacks = ({ types, says }: TourStop) =>
      [types, ...says].some((text) => [...text.matchAll(name)].some(([, word = '']) => !this.#runs.has(word)));
    do this.#at = Math.min(this.#at + 1, stops.length);
    while (stops.slice(this.#at, this.#at + 1).some(lacks));
  }

  #filled(text: string): string {
    return text.replace(name, (_, word) => String(this.#runs.get(word) ?? ''));
  }
}

/** Where a text has the number of a run. */
const name = /\{(\w+)\}/g;
const blank: Line = { text: '' };
const usage =
  '/tour begins or goes on, /tour off leaves, /tour next leaves out what it waits for, /tour again begins anew.';
const stays =
  'That did not come to where the tour needs it, so it stays here. Mend it and press Enter, or /tour next goes on without.';

/** A line as the command it is, however it is typed. */
function bare(line: string): string {
  return line.trim().replace(/^!/, '').replace(/\s+/g, ' ').toLowerCase();
}

function faint(text: string): Line {
  return { text, shade: 'faint' };
}
