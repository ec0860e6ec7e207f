import type { RunNews } from '../../src/bot/news.ts';
import type { StepView } from '../../src/engine/run.ts';

/** The last line about a step's progress. */
export interface LastLine {
  /** Milliseconds. */
  readonly at: number;
  /** Quarters that were done then. */
  readonly quarter: number;
}

/** Milliseconds: of a shorter step there is none; least between two lines of a run; a line of a step at least so often. */
const [long, least, most] = [60_000, 60_000, 600_000];

/** What to remember when a line about a step's progress is due now; undefined when none is. At each quarter of a long step, and every 10 minutes. */
function due(step: StepView, told: LastLine | undefined, now: number): LastLine | undefined {
  const part = step.progress?.part ?? 0;
  const began = Date.parse(step.beganAt ?? '') || now;
  const elapsed = now - began;
  const expected = part > 0 ? elapsed / part : elapsed;
  const quarter = Math.floor(part * 4);
  const since = now - (told?.at ?? began);
  if (expected <= long || part >= 1) return undefined;
  const passed = quarter > (told?.quarter ?? 0);
  return passed || since >= most ? { at: now, quarter } : undefined;
}

/** Limits how often the progress of runs in flight is written. */
export class ProgressThrottle {
  readonly #lastLines = new Map<string, LastLine>();
  /** When a line about a run's progress was written last. */
  readonly #lastOfRun = new Map<number, number>();

  /** Whether the news are worth a line now. Remembers that it was given. */
  admits({ news, view }: RunNews, now = Date.now()): boolean {
    if (news.kind === 'ended') this.#forget(view.run);
    if (news.kind !== 'progress') return true;
    const step = view.steps.find(({ id }) => id === news.step);
    if (!step) return false;
    const key = `${view.run} ${news.step} ${step.attempt}`;
    if (now - (this.#lastOfRun.get(view.run) ?? Number.NEGATIVE_INFINITY) < least) return false;
    const told = due(step, this.#lastLines.get(key), now);
    if (told) {
      this.#lastLines.set(key, told);
      this.#lastOfRun.set(view.run, now);
    }
    return told !== undefined;
  }

  #forget(run: number): void {
    this.#lastOfRun.delete(run);
    for (const key of this.#lastLines.keys()) if (key.startsWith(`${run} `)) this.#lastLines.delete(key);
  }
}
