import { describe, expect, test } from 'vitest';
import { choicesOf } from '../../src/bot/choices.ts';
import { causeOf, outcomeOf } from '../../src/bot/outcome.ts';
import type { RunView, StepView } from '../../src/engine/run.ts';

const step = (given: Partial<StepView>): StepView =>
  ({ id: 'add', title: 'add the instance x', state: 'waiting', attempt: 0, ...given }) as StepView;
const view = (given: Partial<RunView>): RunView =>
  ({
    run: 7,
    by: 'nina',
    settled: true,
    steps: [step({ id: 'copy', title: 'copy', state: 'done' }), step({})],
    ...given,
    plan: { title: 'clone a to b', command: 'clone a b', ...given.plan },
  }) as RunView;

describe('how a run ended', () => {
  test('is what it tells, where it is there only to tell somebody something', () => {
    const tells = { headline: 'gallifrey-dev ends on Friday', next: ['!extend gallifrey-dev 7d keeps it'] };
    const told = view({ state: 'done', steps: [], plan: { tells } as unknown as RunView['plan'] });
    expect(outcomeOf({ view: told })).toEqual({ tone: 'warning', ...tells, more: [] });
  });

  test('says where it failed and why once, whatever stands in its reasons', () => {
    const why = 'add the instance x: host01: the volume is gone\nline 2\nline 3\nline 4';
    const failed = view({
      state: 'failed',
      settled: false,
      why: `add the instance x: ${why}`,
      steps: [step({ state: 'failed', why })],
    });
    expect(outcomeOf({ view: failed })).toEqual({
      tone: 'bad',
      headline: 'run 7 failed at step 1 of 1, add the instance x: host01: the volume is gone',
      more: [],
      next: ['!retry 7 goes on, !undo 7 takes it back, !cancel 7 leaves it as it is', '!log 7 add shows more'],
    });
  });

  test('says of a failure the line in which the checker says what is wrong, and no other', () => {
    const why =
      'host01: shorewall check failed:\nChecking /etc/shorewall/rules...\n   ERROR: Unknown Host (x) rules (line 12)\nTerminated';
    const { headline, more } = outcomeOf({ view: view({ state: 'failed', steps: [step({ state: 'failed', why })] }) });
    expect([headline, more]).toEqual([
      'run 7 failed at step 1 of 1, add the instance x: host01: ERROR: Unknown Host (x) rules (line 12)',
      [],
    ]);
  });

  test('says first what a run found out that makes it a failed one, and that it can be asked for again: nothing is held', () => {
    const why = 'IT DID NOT BOOT; the copy is sound';
    const found = view({
      state: 'failed',
      why,
      steps: [step({ state: 'done', attempt: 1 }), step({ state: 'skipped' })],
    });
    expect(outcomeOf({ view: found })).toEqual({
      tone: 'bad',
      headline: `run 7 failed: clone a to b: ${why}`,
      more: [],
      next: ['!clone a b asks again', '!log 7 shows more'],
    });
  });

  test('offers to take back what can be, but no undoing', () => {
    const done = view({ state: 'done' });
    expect(outcomeOf({ view: done, undoable: true }).next).toEqual(['!undo 7 takes it back']);
    expect(outcomeOf({ view: done, undoable: false }).next).toEqual([]);
    const undoing = view({ state: 'done', plan: { undoes: 3 } as RunView['plan'] });
    expect(outcomeOf({ view: undoing, undoable: true }).next).toEqual([]);
  });

  test('offers to ask again what was never begun', () => {
    expect(outcomeOf({ view: view({ state: 'expired', why: 'nobody approved it in time' }) }).next).toEqual([
      '!clone a b asks again',
    ]);
    expect(outcomeOf({ view: view({ state: 'failed', why: 'changed', steps: [] }) }).next).toEqual([
      'Nothing was begun. !clone a b asks again',
    ]);
  });
});

test('what can be typed at an end is what its buttons say, but for what is only worth a button', () => {
  const failed = { state: 'failed', why: 'gone' } as const;
  for (const given of [
    { state: 'done' },
    { state: 'cancelled' },
    { state: 'cancelled', settled: false },
    { state: 'failed', settled: false, steps: [step(failed)] },
    { state: 'failed', steps: [step(failed)] },
    { state: 'expired' },
    { state: 'denied' },
  ] as const) {
    const told = { view: view(given), undoable: true };
    const buttons = choicesOf(told)
      .filter(({ spare }) => !spare)
      .map(({ say }) => say);
    const typed = outcomeOf(told).next.join(' ');
    expect([...typed.matchAll(/!(clone a b|\w+ 7(?: add)?)/g)].map(([, said]) => said)).toEqual(buttons);
  }
  expect(choicesOf({ view: view({ state: 'cancelled' }) }).map(({ is }) => is)).toEqual(['again', 'log']);
});

test('the cause of a step is without its own title', () => {
  expect(causeOf({ title: 'a', why: 'a: a: host: a: b' })).toBe('host: a: b');
  expect(causeOf({ title: 'a' })).toBe('');
});
