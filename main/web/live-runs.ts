import type { ServerResponse } from 'node:http';
import { announcement, liveParts } from './pages/run.ts';
import type { RunShown } from './run-shown.ts';

export interface LiveParts {
  /** Reads a run as its page shows it. */
  shown(run: number): Promise<RunShown | undefined>;
  /** The version of a run, without reading its events. */
  version(run: number): Promise<number | undefined>;
  watch(wake: () => void): () => void;
  log(message: string, error: unknown): void;
}

/** Somebody who looks at a run. */
interface Watcher {
  readonly response: ServerResponse;
  /** Whether they may see it still. */
  readonly may: () => boolean;
}

/** A run that somebody looks at. */
interface Watched {
  readonly watchers: Set<Watcher>;
  /** What each part was sent as last. */
  readonly sent: Map<string, string>;
  version: number;
}

/** Milliseconds between two looks at the journal: a host may say more often how far it is. */
const rest = 250;
/** Milliseconds between signs of life, without which a proxy takes a connection for dead. */
const sign = 20_000;
/** Bytes that may wait for a reader who does not read: such a one is let go of, and comes again. */
const most = 2 ** 20;

/** Sends the parts of a run's page that changed to all who look at it. Each run is read and made into markup once, however many they are. */
export class LiveRuns {
  readonly #parts: LiveParts;
  readonly #runs = new Map<number, Watched>();
  #unwatch: (() => void) | undefined;
  #signs: NodeJS.Timeout | undefined;
  #turn: NodeJS.Timeout | undefined;
  #busy: Promise<void> = Promise.resolve();

  constructor(parts: LiveParts) {
    this.#parts = parts;
  }

  /** Sends what it is now, and what changes from then on, until they leave, or may not see it any more. */
  add(run: number, shown: RunShown, watcher: Watcher): void {
    const { response } = watcher;
    // Who left while it was read says so no more.
    if (response.destroyed) return;
    const watched = this.#runs.get(run) ?? { watchers: new Set(), sent: new Map(), version: 0 };
    this.#runs.set(run, watched);
    watched.watchers.add(watcher);
    response.once('close', () => this.#drop(run, watcher));
    response.write(eventsOf(textsOf(shown)));
    this.#begin();
    // What came since it was read, and may have been sent to the others already.
    if (shown.view.version < watched.version) watched.version = 0;
    if (watched.version === 0) watched.sent.clear();
    this.#soon();
  }

  /** Lets go of all. */
  async close(): Promise<void> {
    for (const { watchers } of this.#runs.values()) for (const { response } of watchers) response.destroy();
    this.#runs.clear();
    this.#end();
    await this.#busy;
  }

  #begin(): void {
    this.#unwatch ??= this.#parts.watch(() => this.#soon());
    this.#signs ??= setInterval(() => {
      for (const { watchers } of this.#runs.values()) for (const one of watchers) this.#send(one, ': \n\n');
    }, sign).unref();
  }

  #end(): void {
    this.#unwatch?.();
    this.#unwatch = undefined;
    clearInterval(this.#signs);
    this.#signs = undefined;
    clearTimeout(this.#turn);
    this.#turn = undefined;
  }

  #drop(run: number, watcher: Watcher): void {
    const watched = this.#runs.get(run);
    watched?.watchers.delete(watcher);
    if (watched?.watchers.size === 0) this.#runs.delete(run);
    if (this.#runs.size === 0) this.#end();
  }

  #soon(): void {
    this.#turn ??= setTimeout(() => {
      this.#turn = undefined;
      this.#busy = this.#busy.then(() => this.#look());
    }, rest).unref();
  }

  async #look(): Promise<void> {
    for (const [run, watched] of this.#runs) {
      try {
        await this.#lookAt(run, watched);
      } catch (error) {
        this.#parts.log(`the page of run ${run} is not kept up to date`, error);
      }
    }
  }

  async #lookAt(run: number, watched: Watched): Promise<void> {
    const version = await this.#parts.version(run);
    if (version === undefined || version === watched.version) return;
    const shown = await this.#parts.shown(run);
    if (!shown) return;
    watched.version = shown.view.version;
    const changed = Object.entries(textsOf(shown)).filter(([part, text]) => watched.sent.get(part) !== text);
    for (const [part, text] of changed) watched.sent.set(part, text);
    const events = eventsOf(Object.fromEntries(changed));
    for (const one of watched.watchers) this.#send(one, events);
  }

  #send({ response, may }: Watcher, text: string): void {
    if (!may() || response.writableLength > most) response.destroy();
    else response.write(text);
  }
}

function textsOf(shown: RunShown): Readonly<Record<string, string>> {
  const parts = Object.entries(liveParts(shown)).map(([part, { text }]) => [part, text] as const);
  return { ...Object.fromEntries(parts), announced: announcement(shown) };
}

/** An event each part: its id, and its markup, or for `announced` its text. */
function eventsOf(parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts)
    .map(([part, text]) => `data: ${JSON.stringify({ part, text })}\n\n`)
    .join('');
}
