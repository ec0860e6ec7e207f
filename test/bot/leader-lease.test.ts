import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LeaderLease, type LeaderLeaseParts } from '../../src/bot/leader-lease.ts';
import { JournalUnusable, type Lease, LeaseLost } from '../../src/journal/journal.ts';

/** Leases of one thing, by a clock the test sets. */
class Leases {
  held: Lease | undefined;
  gone = false;
  #token = 0;

  async lease(of: string, owner: string, milliseconds: number): Promise<Lease | undefined> {
    this.#answer();
    if (this.held && this.held.expires > Date.now()) return undefined;
    this.#token += 1;
    this.held = { of, owner, token: this.#token, expires: Date.now() + milliseconds };
    return this.held;
  }

  async renew(lease: Lease, milliseconds: number): Promise<Lease> {
    this.#answer();
    if (this.held?.token !== lease.token) throw new LeaseLost('somebody else has it');
    this.held = { ...lease, expires: Date.now() + milliseconds };
    return this.held;
  }

  async release(lease: Lease): Promise<void> {
    this.#answer();
    if (this.held?.token === lease.token) this.held = undefined;
  }

  #answer(): void {
    if (this.gone) throw new JournalUnusable('gone');
  }
}

let leases: Leases;
const never = new AbortController().signal;
const parts = (owner: string): LeaderLeaseParts => ({ leases, platform: 'irc', owner, log: () => undefined });
const standsBy = vi.fn();
const taken = async (owner: string): Promise<LeaderLease> => {
  const voice = await LeaderLease.acquire(parts(owner), never, standsBy);
  if (!voice) throw new Error('not taken');
  return voice;
};

beforeEach(() => {
  vi.useFakeTimers();
  leases = new Leases();
  standsBy.mockReset();
});
afterEach(() => {
  vi.useRealTimers();
});

test('is one process’s for as long as it renews it; another stands by, and has it when it is given back', async () => {
  const one = await taken('a');
  const other = taken('b');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(one.maySpeak()).toBe(true);
  expect(standsBy).toHaveBeenCalledTimes(1);
  await one.release();
  expect(one.maySpeak()).toBe(false);
  await vi.advanceTimersByTimeAsync(1000);
  expect((await other).maySpeak()).toBe(true);
});

test('is silent before its time is up when it cannot be renewed, and goes on when nobody took it', async () => {
  const one = await taken('a');
  leases.gone = true;
  await vi.advanceTimersByTimeAsync(4900);
  expect(one.maySpeak()).toBe(true);
  await vi.advanceTimersByTimeAsync(200);
  expect(one.maySpeak()).toBe(false);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(one.lost.aborted).toBe(false);
  leases.gone = false;
  await vi.advanceTimersByTimeAsync(1000);
  expect(one.maySpeak()).toBe(true);
});

test('is silent at once after the process was stopped, and lost when another one has it', async () => {
  const one = await taken('a');
  // Stopped: time passes, and no timer fires.
  vi.setSystemTime(Date.now() + 7000);
  expect(one.maySpeak()).toBe(false);
  const other = await taken('b');
  await vi.advanceTimersByTimeAsync(2000);
  expect(one.lost.aborted).toBe(true);
  expect(one.maySpeak()).toBe(false);
  expect(other.maySpeak()).toBe(true);
});

test('is asked for no more by a process that stops', async () => {
  await taken('a');
  const stopping = new AbortController();
  const other = LeaderLease.acquire(parts('b'), stopping.signal, standsBy);
  await vi.advanceTimersByTimeAsync(500);
  stopping.abort();
  await vi.advanceTimersByTimeAsync(1000);
  expect(await other).toBeUndefined();
});

test('is asked for again while the journal cannot be reached', async () => {
  leases.gone = true;
  const one = taken('a');
  await vi.advanceTimersByTimeAsync(5000);
  leases.gone = false;
  await vi.advanceTimersByTimeAsync(1000);
  expect((await one).maySpeak()).toBe(true);
});
