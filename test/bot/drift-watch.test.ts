import { expect, test } from 'vitest';
import type { Comparison, Drifted } from '../../src/bot/drift.ts';
import { driftWatch } from '../../src/bot/drift-watch.ts';
import { LookNotes, Looks } from '../../src/bot/look-notes.ts';
import type { Decided } from '../../src/engine/decision.ts';
import type { Wanted } from '../../src/engine/plan.ts';
import { notesInMemory } from '../support/notes.ts';

const lease = { of: 'duties', token: 1 };
const done = '2026-11-20T12:00:00.000Z';

/** A step of run 1, as it was left or otherwise. */
function comparison(id: string, now: string | null, since = done): Comparison {
  const left = {
    name: id,
    view: { run: 1, settled: true },
    step: { id, title: `title of ${id}`, state: 'done', endedAt: done },
  };
  const finding =
    now === null
      ? { is: 'as left' }
      : { is: 'otherwise', now, mark: `mark of ${now}`, changes: [], back: { none: '' } };
  return { left, finding, subject: 'rose', since } as unknown as Comparison;
}

/** The duty on a farm that shows what `shown` says, and what was told. */
function watch(channels: Record<string, string>[] = [], tell: Record<string, string> = { irc: '#farm' }) {
  const notes = notesInMemory();
  const decided = new Map<string, Decided>();
  const told: { readonly line: string; readonly place: unknown }[] = [];
  const farm = { shown: [] as Comparison[], looks: 0, broken: false };
  const submitItself = async ({ tells, decisions = [] }: Wanted, place: unknown) => {
    if (farm.broken) throw new Error('the journal cannot be used');
    told.push({ line: tells?.headline ?? '', place });
    for (const { about, value } of decisions) decided.set(about, { value, run: 2, at: done });
  };
  const duty = driftWatch({
    farm: { channels, drift: { at: 7 * 60 + 30, tell }, timezone: 'UTC' },
    drift: {
      all: async () => [],
      compare: async () => {
        farm.looks += 1;
        const looks = await new LookNotes(notes).all();
        return farm.shown.map((one) => ({ ...one, since: looks.lastSeen('rose', one.left) }));
      },
    },
    read: async () => ({}) as never,
    notes,
    runService: { decided: async () => decided, on: () => ({ submitItself }) } as never,
  });
  const due = (at: string) => duty.due(new Date(at), lease);
  return { farm, told, due, lines: () => told.map(({ line }) => line) };
}

test('it is looked once a day, after the time that farm.yaml says', async () => {
  const { farm, due } = watch();
  await due('2026-11-30T09:00:00Z');
  await due('2026-11-30T23:59:00Z');
  await due('2026-12-01T07:29:59Z');
  expect(farm.looks).toBe(1);
  await due('2026-12-01T07:30:00Z');
  await due('2026-12-01T07:31:00Z');
  expect(farm.looks).toBe(2);
});

test('it is looked again once a clock that was ahead was put back', async () => {
  const { farm, due, lines } = watch();
  farm.shown = [comparison('a', null)];
  await due('2030-01-01T08:00:00Z');
  farm.shown = [comparison('a', 'it is 1')];
  await due('2026-12-02T08:00:00Z');
  expect(lines()).toHaveLength(1);
});

test('what is new is told with a line each, and not again before it was as it was left', async () => {
  const { farm, due, lines } = watch();
  farm.shown = [comparison('a', null), comparison('b', null)];
  await due('2026-12-01T08:00:00Z');
  expect(lines()).toEqual([]);
  farm.shown = [comparison('a', 'it is 1'), comparison('b', null)];
  await due('2026-12-02T08:00:00Z');
  const first = 'rose a: title of a: it is 1, changed by hand after 2026-12-01 08:00 UTC';
  expect(lines()).toEqual([first]);
  farm.shown = [comparison('a', 'it is 1'), comparison('b', 'it is 2')];
  await due('2026-12-03T08:00:00Z');
  const second = 'rose b: title of b: it is 2, changed by hand after 2026-12-02 08:00 UTC';
  expect(lines()).toEqual([first, second]);
  farm.shown = [comparison('a', null), comparison('b', 'it is 3')];
  await due('2026-12-04T08:00:00Z');
  const other = 'rose b: title of b: it is 3, changed by hand after 2026-12-02 08:00 UTC';
  expect(lines()).toEqual([first, second, other]);
  farm.shown = [comparison('a', 'it is 1'), comparison('b', 'it is 3')];
  await due('2026-12-05T08:00:00Z');
  expect(lines()).toEqual([
    first,
    second,
    other,
    'rose a: title of a: it is 1, changed by hand after 2026-12-04 08:00 UTC',
  ]);
});

test('what could not be told is told at the next look, a minute later', async () => {
  const { farm, due, lines } = watch();
  farm.shown = [comparison('a', 'it is 1')];
  farm.broken = true;
  await expect(due('2026-12-01T08:00:00Z')).rejects.toThrow('the journal cannot be used');
  farm.broken = false;
  await due('2026-12-01T08:01:00Z');
  await due('2026-12-01T08:02:00Z');
  expect(lines()).toHaveLength(1);
});

test('what was taken as right is not told', async () => {
  const { farm, due, lines } = watch();
  farm.shown = [{ ...comparison('a', 'it is 1'), adopted: {} as NonNullable<Drifted['adopted']> }];
  await due('2026-12-01T08:00:00Z');
  expect(lines()).toEqual([]);
});

test('of many the last are told as how many they are', async () => {
  const { farm, due, lines } = watch();
  farm.shown = Array.from({ length: 25 }, (_, index) => comparison(`a${index}`, 'it is 1'));
  await due('2026-12-01T08:00:00Z');
  expect(lines()).toHaveLength(10);
  expect(lines().at(-1)).toBe('16 more things not as runs left them');
});

test('channels that belong together are told once', async () => {
  const tell = { irc: '#farm', slack: 'C1' };
  for (const [channels, times] of [
    [[], 2],
    [[{ irc: '#farm', slack: 'C1' }], 1],
  ] as const) {
    const { farm, due, told } = watch([...channels], tell);
    farm.shown = [comparison('a', 'it is 1')];
    await due('2026-12-01T08:00:00Z');
    expect(told).toHaveLength(times);
    expect(told[0]?.place).toEqual({ platform: 'irc', channel: '#farm', private: false });
  }
});

test('what a look could not tell counts as last seen when it was seen before', () => {
  const looks = new Looks([
    { at: '2026-12-02T08:00:00.000Z', others: { 'rose a': { since: '2026-12-01T08:00:00.000Z' } } },
  ]);
  const left = { name: 'a', step: { endedAt: done } } as never;
  expect(looks.lastSeen('rose', left)).toBe('2026-12-01T08:00:00.000Z');
  expect(looks.lastSeen('tardis', left)).toBe('2026-12-02T08:00:00.000Z');
});
