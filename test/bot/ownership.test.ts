import { expect, test } from 'vitest';
import { endSeenTo, Ownerships, putOff, saying } from '../../src/bot/ownership.ts';
import type { Decided, Decision } from '../../src/engine/decision.ts';

const until = '2026-12-15T08:00:00.000Z';
const now = new Date('2026-12-01T08:00:00.000Z');
const mine = { macs: ['52:54:00:00:00:01'] };
const other = { macs: ['52:54:00:00:00:02'] };

/** As the journal has these decisions, the newest of each kind. */
function holding(...decisions: readonly Decision[]): Ownerships {
  const of = (kind: string) =>
    new Map(
      decisions.flatMap((one, index) =>
        one.kind === kind
          ? [[one.about, { value: one.value, run: index + 1, at: until } satisfies Decided] as const]
          : [],
      ),
    );
  return new Ownerships(of('owner'), of('lease'), of('lease-end'));
}

const empty = new Ownerships();
const owned = empty.owning('a', 'chloe', mine);
const lent = empty.lending('a', until, mine, 'loic', now);
const told = saying('a', { until }, { about: 3, at: now.toISOString() }, mine, undefined);

test('what was decided holds for the instance it was decided about', () => {
  const held = holding(owned, lent, told);
  expect(held.of('a', mine)).toEqual({
    ...{ owner: 'chloe', run: 1 },
    lease: { until, since: now.toISOString(), by: 'loic', run: 2, mac: mine.macs[0] },
    said: { about: 3, at: now.toISOString(), until, mac: mine.macs[0] },
  });
});

test('and not for another of the same name, that a hand made later, nor for none', () => {
  const held = holding(owned, lent, told);
  expect(held.of('a', other)).toEqual({});
  expect(held.of('a', undefined)).toEqual({});
  expect(held.of('b', mine)).toEqual({});
});

test('for one without a network card it holds by its name', () => {
  expect(holding(empty.owning('a', 'chloe', { macs: [] })).of('a', other).owner).toBe('chloe');
});

test('what was said about one end is not said about another', () => {
  const longer = empty.lending('a', '2026-12-22T08:00:00.000Z', mine, 'loic', now);
  expect(holding(owned, longer, told).of('a', mine).said).toBeUndefined();
});

test('an undoing brings back what held', () => {
  const held = holding(owned, lent);
  expect(held.owning('a', 'bob', mine)).toMatchObject({ before: owned.value });
  expect(held.lending('a', undefined, mine, 'loic', now)).toMatchObject({ value: null, before: lent.value });
  expect(held.leaving('a').map(({ kind, value, before }) => ({ kind, value, before }))).toEqual([
    { kind: 'owner', value: null, before: owned.value },
    { kind: 'lease', value: null, before: lent.value },
  ]);
  expect(held.leaving('b')).toEqual([]);
});

test('a run that ends a lease stands as long as the lease has that end', async () => {
  const steps = [{ id: 'stop', action: 'toy', args: {}, after: [], title: 'stop', risk: 'disruptive' }] as const;
  const ends = { decisions: [saying('a', { until }, { about: 'end', at: until }, mine, undefined)], steps };
  const decided = (value: Decision['value']) => async () => new Map([['a', { value, run: 1, at: until }]]);
  expect(endSeenTo(ends.decisions)).toMatchObject({ vm: 'a', until });
  expect(await putOff(ends, { decided: decided(lent.value) })).toBeUndefined();
  expect(await putOff(ends, { decided: decided(null) })).toBe('a is lent for ever by now');
  expect(await putOff({ ...ends, decisions: [owned] }, { decided: decided(null) })).toBeUndefined();
});
