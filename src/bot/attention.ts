import { Budget } from './budget.ts';
import { putNewest } from './newest.ts';

/** Most things one known person says in one place that wait there for what they said before. */
const mostWaiting = 300;

/** What strangers may ask: each of them, and all together. */
const allowance = { each: { burst: 5, per_second: 1 / 30 }, all: { burst: 12, per_second: 1 / 3 } };

/** Most things of strangers that wait; milliseconds after which one that waited is let go. */
const strangersWaiting = { most: 10, longest: 20_000 };

/** Strangers whose questions are counted. */
const counted = 1000;

/**
 * Whose turn it is to be dealt with. What one known person says in one place is done in order, and nobody waits for anybody else.
 * Strangers wait for each other, and what is too much of theirs is let go: nobody else notices them.
 */
export class Attention {
  /** The end of each line of things to be done. */
  readonly #lines = new Map<string, { last: Promise<void>; waiting: number }>();
  readonly #strangers = new Map<string, Budget>();
  readonly #allStrangers = new Budget(allowance.all);

  /** After everything before it in that line. */
  inLine(line: string, work: () => Promise<void>): Promise<void> {
    const known = this.#lines.get(line) ?? { last: Promise.resolve(), waiting: 0 };
    this.#lines.set(line, known);
    known.waiting += 1;
    const turn = known.last.then(work).finally(() => {
      known.waiting -= 1;
      if (known.waiting === 0) this.#lines.delete(line);
    });
    known.last = turn.catch(() => undefined);
    return turn;
  }

  /** Whether so much waits in that line that no more is taken. */
  isFull(line: string): boolean {
    return (this.#lines.get(line)?.waiting ?? 0) > mostWaiting;
  }

  /** Something a stranger says; resolves, too, when it is let go. */
  async stranger(who: string, work: () => Promise<void>): Promise<void> {
    const heard = performance.now();
    if (!this.#admits(who, heard)) return;
    await this.inLine('strangers', async () => {
      if (performance.now() - heard < strangersWaiting.longest) await work();
    });
  }

  #admits(who: string, now: number): boolean {
    const own = this.#strangers.get(who) ?? new Budget(allowance.each);
    putNewest(this.#strangers, who, own, counted);
    const waiting = this.#lines.get('strangers')?.waiting ?? 0;
    if (own.wait(now) > 0 || this.#allStrangers.wait(now) > 0 || waiting > strangersWaiting.most) return false;
    own.spent(now);
    this.#allStrangers.spent(now);
    return true;
  }
}
