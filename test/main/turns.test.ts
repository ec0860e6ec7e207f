import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AdapterSession } from '../../main/adapter-session.ts';
import { Turns } from '../../main/turns.ts';
import type { Adapter, Trouble } from '../../src/bot/adapter.ts';
import type { LeaderLease } from '../../src/bot/leader-lease.ts';
import { type Lease, LeaseLost } from '../../src/journal/journal.ts';
import { notesInMemory } from '../support/notes.ts';

/** Leases by a clock the test sets. */
class Leases {
  readonly #held = new Map<string, Lease>();
  #token = 0;

  async lease(of: string, owner: string, milliseconds: number): Promise<Lease | undefined> {
    const held = this.#held.get(of);
    if (held && held.expires > Date.now()) return undefined;
    this.#token += 1;
    const lease = { of, owner, token: this.#token, expires: Date.now() + milliseconds };
    this.#held.set(of, lease);
    return lease;
  }

  async renew(lease: Lease, milliseconds: number): Promise<Lease> {
    if (this.#held.get(lease.of)?.token !== lease.token) throw new LeaseLost('somebody else has it');
    const renewed = { ...lease, expires: Date.now() + milliseconds };
    this.#held.set(lease.of, renewed);
    return renewed;
  }

  async release(lease: Lease): Promise<void> {
    if (this.#held.get(lease.of)?.token === lease.token) this.#held.delete(lease.of);
  }
}

const leases = new Leases();
const stopping: AbortController[] = [];
const refused: Trouble = { why: 'the network refuses it', lasts: true };

/** A process whose adapter the test makes hear, deaf, or refused. */
function process(name: string) {
  const state: { hears: boolean; trouble: Trouble | undefined; starts: () => Promise<void> } = {
    hears: true,
    trouble: undefined,
    starts: async () => undefined,
  };
  const logged: string[] = [];
  const over = new AbortController();
  stopping.push(over);
  const adapter = {
    platform: 'toy',
    get connected() {
      return state.hears;
    },
    get trouble() {
      return state.trouble;
    },
  } as Adapter;
  const turns = new Turns(
    { platform: 'toy', adapter: async () => adapter },
    {
      leases,
      owner: name,
      notes: notesInMemory(),
      log: (message) => logged.push(message),
      info: () => undefined,
      newSession: (seated: Adapter, _: LeaderLease) =>
        ({ adapter: seated, begin: () => state.starts(), end: async () => undefined }) as unknown as AdapterSession,
      stopping: over.signal,
      leaving: over.signal,
    },
  );
  return { state, logged, turns, speaks: () => turns.adapter !== undefined, begin: () => turns.begin() };
}

const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(async () => {
  for (const one of stopping.splice(0)) one.abort();
  await seconds(10);
  vi.useRealTimers();
});

test('a process the network refuses gives its turn to one that stands by, and takes it back when that one ends', async () => {
  const [one, other] = [process('a'), process('b')];
  await one.begin();
  await other.begin();
  Object.assign(one.state, { hears: false, trouble: refused });
  await seconds(15);
  expect([one.speaks(), other.speaks()]).toEqual([false, true]);
  expect(one.logged).toEqual([expect.stringMatching(/cannot speak here.*the network refuses it; another process/)]);
  Object.assign(one.state, { hears: true, trouble: undefined });
  await seconds(120);
  expect([one.speaks(), other.speaks()]).toEqual([false, true]);
  stopping[1]?.abort();
  await seconds(10);
  expect([one.speaks(), one.turns.trouble]).toEqual([true, undefined]);
});

test.each<[string, Trouble | undefined, number, boolean]>([
  ['in trouble that may pass, for a while', { why: 'HTTP 503', lasts: false }, 15, true],
  ['in trouble that may pass, and does not', { why: 'HTTP 503', lasts: false }, 30, false],
  ['that only connects anew, for a minute', undefined, 80, true],
  ['that only connects anew, for long', undefined, 110, false],
])('a process %s keeps its turn or gives it to one that waits', async (_, trouble, after, keeps) => {
  const [one, other] = [process('a'), process('b')];
  await one.begin();
  await other.begin();
  Object.assign(one.state, { hears: false, trouble });
  await seconds(after);
  expect([one.speaks(), other.speaks()]).toEqual([keeps, !keeps]);
});

test('a deaf process keeps its turn, and goes on trying, while no other waits; one that comes has it then', async () => {
  const one = process('a');
  await one.begin();
  Object.assign(one.state, { hears: false, trouble: refused });
  await seconds(600);
  expect(one.speaks()).toBe(true);
  const other = process('b');
  void other.begin();
  await seconds(5);
  expect([one.speaks(), other.speaks()]).toEqual([false, true]);
});

test('of two deaf ones each tries in its turn, ever less often', async () => {
  const [one, other] = [process('a'), process('b')];
  for (const { state } of [one, other]) Object.assign(state, { hears: false, trouble: refused });
  const tries: number[] = [];
  for (const { state } of [one, other])
    state.starts = async () => {
      tries.push(Date.now());
      return new Promise(() => undefined);
    };
  void one.begin();
  void other.begin();
  await seconds(600);
  const half = Date.now() - 300_000;
  const [first, second] = [tries.filter((at) => at < half).length, tries.filter((at) => at >= half).length];
  expect(second).toBeGreaterThan(1);
  expect(second).toBeLessThanOrEqual(first);
  expect(tries.length).toBeLessThan(40);
});

test('one that cannot even begin is refused when it starts, and tries for ever when it has stood by', async () => {
  const first = process('a');
  first.state.starts = () => Promise.reject(new Error('wrong token'));
  await expect(first.begin()).rejects.toThrow('wrong token');
  const [one, other] = [process('a'), process('b')];
  let tries = 0;
  other.state.starts = async () => {
    tries += 1;
    if (tries <= 5) throw new Error('wrong token');
  };
  await one.begin();
  await other.begin();
  stopping[1]?.abort();
  other.state.hears = false;
  await seconds(4);
  expect(other.turns.trouble).toEqual({ why: 'wrong token', lasts: true });
  await seconds(240);
  other.state.hears = true;
  expect([tries, other.speaks()]).toEqual([6, true]);
  expect(other.logged).toEqual([expect.stringContaining('wrong token')]);
});
