import type { RunNews } from '../../src/bot/news.ts';
import type { RunView } from '../../src/engine/run.ts';

/** What came of everything that was said. */
export interface Result {
  /** Something was refused, broke, or a run failed or expired. */
  readonly failed: boolean;
  /** Runs whose news were shown here, as they are. */
  readonly runs: readonly RunView[];
  /** Numbers of those that wait for approval. */
  readonly waiting: readonly number[];
  /** Numbers of those that go on by themselves. */
  readonly inFlight: readonly number[];
}

/** The runs whose news were shown here, by the latest news of each. */
export class Followed {
  readonly #runs = new Map<number, RunNews>();
  #waiters: { readonly but: ReadonlySet<number>; readonly resolve: () => void }[] = [];
  readonly #how: 'to the gate' | 'to the end';
  #failed = false;

  /** `how`: whether a run that waits for approval has come to rest. */
  constructor(how: 'to the gate' | 'to the end' = 'to the gate') {
    this.#how = how;
  }

  /** Something that was said failed. */
  fail(): void {
    this.#failed = true;
  }

  take(told: RunNews): void {
    const { news, view } = told;
    this.#runs.set(view.run, told);
    if (news.kind === 'expired' || (news.kind === 'ended' && view.state === 'failed')) this.fail();
    const resting = this.#waiters.filter(({ but }) => this.#rests(but));
    this.#waiters = this.#waiters.filter((one) => !resting.includes(one));
    for (const { resolve } of resting) resolve();
  }

  /** The news of runs that go on by themselves. */
  get inFlight(): readonly RunNews[] {
    const isAtRest = (told: RunNews) => this.#how === 'to the gate' && isAtGate(told);
    return [...this.#runs.values()].filter((told) => !isOver(told) && !isAtRest(told));
  }

  get result(): Result {
    return {
      failed: this.#failed,
      runs: [...this.#runs.values()].map(({ view }) => view),
      waiting: [...this.#runs.values()].filter((told) => !isOver(told) && isAtGate(told)).map(({ view }) => view.run),
      inFlight: this.inFlight.map(({ view }) => view.run),
    };
  }

  /** Resolves when every run shown here, but for those, is over or waits for approval. */
  async rest(but: ReadonlySet<number> = new Set()): Promise<void> {
    if (!this.#rests(but)) await new Promise<void>((resolve) => this.#waiters.push({ but, resolve }));
  }

  /** When all but the runs that were in flight then rests: those that have moved since, newest last. */
  async touchedSince({ runs, inFlight }: Result): Promise<readonly RunView[]> {
    await this.rest(new Set(inFlight));
    const before = new Map(runs.map(({ run, version }) => [run, version]));
    return this.result.runs
      .filter(({ run, version }) => !inFlight.includes(run) && before.get(run) !== version)
      .toSorted((a, b) => a.run - b.run);
  }

  #rests(but: ReadonlySet<number>): boolean {
    return this.inFlight.every(({ view }) => but.has(view.run));
  }
}

function isOver({ news }: RunNews): boolean {
  return news.kind === 'ended' || news.kind === 'expired';
}

function isAtGate({ view, waitsFor }: RunNews): boolean {
  return view.state === 'waiting' && waitsFor !== undefined;
}
