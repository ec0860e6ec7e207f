import { type RunEvent, read } from '../engine/events.ts';
import { fold, next } from '../engine/fold.ts';
import type { RunView } from '../engine/run.ts';
import type { Journal, StoredEvent } from '../journal/journal.ts';
import { within } from '../time/within.ts';
import type { Where } from './adapter.ts';
import { type Asked, placeKey } from './asked.ts';
import { type News, newsOf, type RunNews } from './news.ts';
import { Place, type Telling } from './place.ts';

export interface ReportsParts extends Telling {
  readonly journal: Pick<Journal, 'since' | 'events' | 'last' | 'watch'>;
  /** Where it is kept how far the journal was read, and each place told. */
  readonly cursors: Pick<Journal, 'cursor' | 'setCursor'>;
  /** Where what happens to a run is told; undefined: nowhere on this platform. */
  placeOf(view: RunView): Asked | undefined;
  /** The identity on this platform of a person of farm.yaml. */
  identityOf?(person: string): string | undefined;
  /** Other places that are told how the run ends. */
  subscribers?(view: RunView): Promise<readonly Where[]>;
}

/** Events read at once. */
const batch = 200;

/** Milliseconds that what is being told when farmhand stops may still take. */
const lastWords = 2000;

/** Milliseconds between two writings of how far the journal was read; places keep their own cursors. */
const saveInterval = 1000;

/**
 * Tells the places of one platform what happens to the runs asked there: follows the journal, whoever writes it. Each place
 * remembers how far it was told, so that what happened while farmhand was down is told once it is back, and nothing twice.
 */
export class Reports {
  readonly #parts: ReportsParts;
  readonly #places = new Map<string, Place>();
  /** Runs under way as of the events read so far. */
  readonly #views = new Map<number, RunView>();
  readonly #stopping = new AbortController();
  /** Seq of the last event when this began: progress until then was told, or is not worth telling any more. */
  #start = 0;
  /** Seq of the last event read; undefined before the first reading. */
  #position: number | undefined;
  #saved = { seq: 0, at: 0 };
  #reading: Promise<void> = Promise.resolve();
  #unwatch: () => void = () => undefined;

  constructor(parts: ReportsParts) {
    this.#parts = parts;
  }

  /** Begins to follow the journal; what was missed is told in the background. */
  start(): void {
    const { journal, adapter, log } = this.#parts;
    const wake = () => {
      this.#read().catch((error) => log(`reading the journal for ${adapter.platform} failed`, error));
    };
    this.#unwatch = journal.watch(wake);
    wake();
  }

  /** Resolves when a place was told (or, where it cannot be reached, tried to be told) everything written until now. */
  async catchUp(where: Where): Promise<void> {
    await this.#read();
    await this.#places.get(placeKey(where))?.tried();
  }

  /** What could not be told yet is told by the next start. An adapter may take as long as its network is away; that is not waited for. */
  async stop(): Promise<void> {
    this.#unwatch();
    this.#stopping.abort();
    await this.#reading.catch(() => undefined);
    const telling = Promise.all([...this.#places.values()].map((place) => place.tried()));
    await within(lastWords, telling);
    await this.#save();
  }

  get #name(): string {
    return `reports ${this.#parts.adapter.platform}`;
  }

  #read(): Promise<void> {
    const turn = this.#reading.catch(() => undefined).then(() => this.#readOn());
    this.#reading = turn;
    return turn;
  }

  async #readOn(): Promise<void> {
    const { journal, cursors } = this.#parts;
    if (this.#position === undefined) {
      this.#start = await journal.last();
      this.#position = await cursors.cursor(this.#name);
    }
    while (!this.#stopping.signal.aborted) {
      const events = await journal.since(this.#position, batch);
      for (const event of events) {
        await this.#take(event);
        this.#position = event.seq;
      }
      if (Date.now() - this.#saved.at >= saveInterval) await this.#save();
      if (events.length < batch) return;
    }
  }

  async #take(stored: StoredEvent): Promise<void> {
    const before = await this.#before(stored);
    const view = before ? next(before, stored) : fold([stored]);
    if (view.settled) this.#views.delete(view.run);
    else this.#views.set(view.run, view);
    const event = read(stored);
    const news = newsOf(event, before);
    if (!news || (news.kind === 'progress' && stored.seq <= this.#start)) return;
    for (const where of await this.#audience(event, news, view)) {
      const place = await this.#place(where);
      place.tell({ seq: stored.seq, at: stored.at, where, news, view, asker: this.#asker(view, where) });
    }
  }

  /** The places of this platform that are told of an event, each once. */
  async #audience(event: RunEvent, news: News, view: RunView): Promise<readonly Asked[]> {
    const { adapter, placeOf, subscribers } = this.#parts;
    const own = placeOf(view);
    const others = news.kind === 'ended' && event.type === 'ended' ? ((await subscribers?.(view)) ?? []) : [];
    const isTold = own?.platform === adapter.platform && !(await this.#toldByOther(event, own));
    const places = [...(isTold && own ? [own] : []), ...others.filter(({ platform }) => platform === adapter.platform)];
    return places.filter((one, index) => places.findIndex((first) => placeKey(first) === placeKey(one)) === index);
  }

  /** What to call who asked for this run; of a place where others only hear of it, nothing is known but the name in farm.yaml. */
  #asker({ by }: RunView, where: Asked): Pick<RunNews, 'asker' | 'askerAccount'> {
    const account = this.#parts.identityOf?.(by);
    return {
      ...(where.nick !== undefined && { asker: where.nick }),
      ...(account !== undefined && { askerAccount: account }),
    };
  }

  /** The run as of the event before; undefined for its first. */
  async #before({ run, version }: StoredEvent): Promise<RunView | undefined> {
    if (version === 1) return undefined;
    const known = this.#views.get(run);
    if (known?.version === version - 1) return known;
    const events = await this.#parts.journal.events(run);
    return fold(events.filter((event) => event.version < version));
  }

  /** A place that asked for the undoing hears of it by that run; telling it the other's end as well would be saying it twice. */
  async #toldByOther(event: RunEvent, where: Where): Promise<boolean> {
    if (event.type !== 'undone') return false;
    const [first] = await this.#parts.journal.events(event.run);
    const other = first && this.#parts.placeOf(fold([first]));
    return other !== undefined && placeKey(other) === placeKey(where);
  }

  async #place(where: Where): Promise<Place> {
    const key = placeKey(where);
    const known = this.#places.get(key);
    if (known) return known;
    const { cursors } = this.#parts;
    const name = `${this.#name} ${key}`;
    const told = {
      told: await cursors.cursor(name),
      begun: await cursors.cursor(`${name} begun`),
      begin: (seq: number) => cursors.setCursor(`${name} begun`, seq),
      end: (seq: number) => cursors.setCursor(name, seq),
    };
    const place = new Place(this.#parts, told, this.#stopping.signal);
    this.#places.set(key, place);
    return place;
  }

  /** Everything up to the first event some place still has to be told of. */
  async #save(): Promise<void> {
    if (this.#position === undefined) return;
    const open = [...this.#places.values()].map((place) => place.first).filter((seq) => seq !== undefined);
    const seq = Math.min(this.#position, ...open.map((first) => first - 1));
    const at = Date.now();
    if (seq > this.#saved.seq) await this.#parts.cursors.setCursor(this.#name, seq);
    this.#saved = { seq, at };
  }
}
