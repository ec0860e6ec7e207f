import { type RunEvent, read } from '../engine/events.ts';
import { fold, next } from '../engine/fold.ts';
import type { RunView } from '../engine/run.ts';
import type { Journal, StoredEvent } from '../journal/journal.ts';
import { within } from '../time/within.ts';
import { identified } from './calls.ts';
import { type Delivery, type DeliveryParts, DeliveryQueue } from './delivery-queue.ts';
import type { Where } from './incoming.ts';
import { type Called, type News, newsOf } from './news.ts';
import { placeKey, type RequestOrigin } from './request-origin.ts';

export interface NotifierParts extends DeliveryParts {
  readonly journal: Pick<Journal, 'since' | 'events' | 'last' | 'watch'>;
  /** Where it is kept how far the journal was read, and how far news were delivered to each place. */
  readonly cursors: Pick<Journal, 'cursor' | 'setCursor'>;
  /** The place that gets the news of a run; undefined: none on this platform. */
  placeOf(view: RunView): RequestOrigin | undefined;
  /** The identity on this platform of a person of farm.yaml. */
  identityOf?(person: string): string | undefined;
  /** Other places that get the news of the run's end. */
  subscribers?(view: RunView): Promise<readonly Where[]>;
}

/** Events read at once. */
const batch = 200;

/** Milliseconds that deliveries in flight may still take when farmhand stops. */
const lastDeliveries = 2000;

/** Milliseconds between two writings of how far the journal was read; places keep their own cursors. */
const saveInterval = 1000;

/**
 * Delivers the news of runs to the places of one platform where they were asked for: follows the journal, whichever process writes it. Each
 * place has a cursor, so that what happened while farmhand was down is delivered once it is back, and nothing twice.
 */
export class Notifier {
  readonly #parts: NotifierParts;
  readonly #queues = new Map<string, DeliveryQueue>();
  /** Runs in flight as of the events read so far. */
  readonly #views = new Map<number, RunView>();
  readonly #stopping = new AbortController();
  /** Seq of the last event when this began: progress until then was delivered, or is out of date. */
  #start = 0;
  /** Seq of the last event read; undefined before the first reading. */
  #position: number | undefined;
  #saved = { seq: 0, at: 0 };
  #reading: Promise<void> = Promise.resolve();
  #unwatch: () => void = () => undefined;

  constructor(parts: NotifierParts) {
    this.#parts = parts;
  }

  /** Begins to follow the journal; what was missed is delivered in the background. */
  start(): void {
    const { journal, adapter, log } = this.#parts;
    const wake = () => {
      this.#read().catch((error) => log(`reading the journal for ${adapter.platform} failed`, error));
    };
    this.#unwatch = journal.watch(wake);
    wake();
  }

  /** Resolves when everything written until now was delivered to a place, or, where it cannot be reached, when that failed. */
  async catchUp(where: Where): Promise<void> {
    await this.#read();
    await this.#queues.get(placeKey(where))?.tried();
  }

  /** What could not be delivered yet is delivered by the next start. An adapter may take as long as its network is away; that is not waited for. */
  async stop(): Promise<void> {
    this.#unwatch();
    this.#stopping.abort();
    await this.#reading.catch(() => undefined);
    const delivering = Promise.all([...this.#queues.values()].map((queue) => queue.tried()));
    await within(lastDeliveries, delivering);
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
      const queue = await this.#queueOf(where);
      const asker = {
        ...this.#asker(view, where),
        ...(news.kind === 'alert' && { called: news.people.map(this.#called) }),
      };
      queue.push({ seq: stored.seq, at: stored.at, where, news, view, asker });
    }
  }

  /** The places of this platform that get the news of an event, each once. */
  async #audience(event: RunEvent, news: News, view: RunView): Promise<readonly RequestOrigin[]> {
    const { adapter, placeOf, subscribers } = this.#parts;
    const own = placeOf(view);
    const others = news.kind === 'ended' && event.type === 'ended' ? ((await subscribers?.(view)) ?? []) : [];
    const isDue = own?.platform === adapter.platform && !(await this.#deliveredByOther(event, own));
    const places = [...(isDue && own ? [own] : []), ...others.filter(({ platform }) => platform === adapter.platform)];
    return places.filter((one, index) => places.findIndex((first) => placeKey(first) === placeKey(one)) === index);
  }

  /** What to call who asked for this run, and who would notice it; of a place that only subscribes to it, nothing is known but the name in farm.yaml. */
  #asker({ by, plan }: RunView, where: RequestOrigin): Delivery['asker'] {
    const account = this.#parts.identityOf?.(by);
    const noticed = plan.noticed?.map(this.#called);
    return {
      ...(noticed && { noticed }),
      ...(where.nick !== undefined && { asker: where.nick }),
      ...(account !== undefined && { askerAccount: account }),
    };
  }

  readonly #called = (name: string): Called => {
    const account = this.#parts.identityOf?.(name);
    return { name, ...(account !== undefined && { account }) };
  };

  /** The run as of the event before; undefined for its first. */
  async #before({ run, version }: StoredEvent): Promise<RunView | undefined> {
    if (version === 1) return undefined;
    const known = this.#views.get(run);
    if (known?.version === version - 1) return known;
    const events = await this.#parts.journal.events(run);
    return fold(events.filter((event) => event.version < version));
  }

  /** A place that asked for the undoing gets the news of that run; the end of the run taken back would say the same twice. */
  async #deliveredByOther(event: RunEvent, where: Where): Promise<boolean> {
    if (event.type !== 'undone') return false;
    const [first] = await this.#parts.journal.events(event.run);
    const other = first && this.#parts.placeOf(fold([first]));
    return other !== undefined && placeKey(other) === placeKey(where);
  }

  async #queueOf(where: Where): Promise<DeliveryQueue> {
    const key = placeKey(where);
    const known = this.#queues.get(key);
    if (known) return known;
    const { cursors } = this.#parts;
    const name = `${this.#name} ${key}`;
    const cursor = {
      delivered: await cursors.cursor(name),
      begun: await cursors.cursor(`${name} begun`),
      begin: (seq: number) => cursors.setCursor(`${name} begun`, seq),
      end: (seq: number) => cursors.setCursor(name, seq),
    };
    const about = async (view: RunView) => identified(await this.#parts.about(view), this.#called);
    const queue = new DeliveryQueue({ ...this.#parts, about }, cursor, this.#stopping.signal);
    this.#queues.set(key, queue);
    return queue;
  }

  /** Everything up to the first event whose news are still to be delivered to some place. */
  async #save(): Promise<void> {
    if (this.#position === undefined) return;
    const open = [...this.#queues.values()].map((queue) => queue.first).filter((seq) => seq !== undefined);
    const seq = Math.min(this.#position, ...open.map((first) => first - 1));
    const at = Date.now();
    if (seq > this.#saved.seq) await this.#parts.cursors.setCursor(this.#name, seq);
    this.#saved = { seq, at };
  }
}
