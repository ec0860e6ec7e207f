import { describe, expect, test } from 'vitest';
import type { Decision } from '../../src/engine/decision.ts';
import { CannotUndo } from '../../src/engine/undo.ts';
import { type ToyEngine, toyEngine } from '../support/toy-engine.ts';
import { toyThings } from '../support/toy-things.ts';

function owner(about: string, value: string | null, before: string | null = null): Decision {
  return { kind: 'owner', about, title: `${about} belongs to ${value}`, value, before };
}

/** What holds, by what it is about. */
async function holding(toy: ToyEngine): Promise<Readonly<Record<string, unknown>>> {
  return Object.fromEntries([...(await toy.engine.decided('owner'))].map(([about, { value }]) => [about, value]));
}

async function decide(toy: ToyEngine, ...decisions: readonly Decision[]): Promise<number> {
  const { run } = await toy.submit(toy.wanted([], { decisions }));
  await toy.until(run, 'done');
  return run;
}

describe('what a plan decides', () => {
  test('holds from the end of a run without steps, for each thing the newest', async () => {
    const toy = await toyEngine();
    expect(await holding(toy)).toEqual({});
    const first = await decide(toy, owner('a', 'alice'), owner('b', 'bob'));
    expect(await holding(toy)).toEqual({ a: 'alice', b: 'bob' });
    await decide(toy, owner('a', 'chloe', 'alice'));
    expect(await holding(toy)).toEqual({ a: 'chloe', b: 'bob' });
    expect((await toy.engine.decided('owner')).get('b')?.run).toBe(first);
    expect((await toy.engine.decided('lease')).size).toBe(0);
  });

  test('holds once all steps are done, and not when one fails', async () => {
    const toy = await toyEngine();
    const failed = await toy.submit(toy.wanted([toy.put('x', [], 'fail')], { decisions: [owner('a', 'alice')] }));
    await toy.until(failed.run, 'failed');
    expect(await holding(toy)).toEqual({});
    const done = await toy.submit(
      toy.wanted([toy.put('y')], { subjects: ['y'], decisions: [owner('a', 'bob')], locks: [] }),
    );
    await toy.until(done.run, 'done');
    expect(await holding(toy)).toEqual({ a: 'bob' });
  });

  test('is for a restarted process as it was', async () => {
    const toy = await toyEngine();
    await decide(toy, owner('a', 'alice'));
    expect(await holding(await toy.again())).toEqual({ a: 'alice' });
  });

  test('undone, is again what it was before', async () => {
    const toy = await toyEngine();
    await decide(toy, owner('a', 'alice'));
    const run = await decide(toy, owner('a', 'chloe', 'alice'));
    const undo = await toy.submit(await toy.engine.undoing(run));
    await toy.until(undo.run, 'done');
    expect(await holding(toy)).toEqual({ a: 'alice' });
    expect(await toy.engine.view(run)).toMatchObject({ state: 'undone', undoneBy: undo.run });
  });

  test('undone, is what others had decided by its end, while it waited for its approval', async () => {
    const toy = await toyEngine();
    const gate = { need: 1, roles: [], askerCounts: true, expires: '2999-01-01T00:00:00.000Z' };
    const { run, plan } = await toy.submit(toy.wanted([], { locks: [], decisions: [owner('a', null)] }), gate);
    await decide(toy, owner('a', 'alice'));
    await toy.engine.vote(run, { vote: 'approve', person: 'bob', from: 'toy', hash: plan.hash, enough: () => true });
    await toy.until(run, 'done');
    expect(await holding(toy)).toEqual({ a: null });
    const undo = await toy.submit(await toy.engine.undoing(run));
    await toy.until(undo.run, 'done');
    expect(await holding(toy)).toEqual({ a: 'alice' });
  });

  test('is left by an undoing where a later run decided anew', async () => {
    const toy = await toyEngine();
    const run = await decide(toy, owner('a', 'alice'), owner('b', 'bob'));
    const later = await decide(toy, owner('a', 'chloe', 'alice'));
    const undo = await toy.submit(await toy.engine.undoing(run));
    expect(undo.plan.notes).toEqual([`a belongs to alice: left as it is, since run ${later} decided anew`]);
    await toy.until(undo.run, 'done');
    expect(await holding(toy)).toEqual({ a: 'chloe', b: null });
  });

  test('is nothing of a run that stopped before its end, whatever was decided before', async () => {
    const toy = await toyEngine();
    await decide(toy, owner('a', 'alice'));
    const failed = await toy.submit(
      toy.wanted([toy.put('x', [], 'fail')], { decisions: [owner('a', 'bob', 'alice')] }),
    );
    await toy.until(failed.run, 'failed');
    await expect(toy.engine.undoing(failed.run)).rejects.toThrow('it changed nothing');
  });

  test('about what it makes holds, too, where the run is left half done after that was begun, and nothing else of it does', async () => {
    const toy = await toyEngine({ actions: toyThings });
    const make = {
      id: 'make',
      action: 'thing.make',
      after: [],
      args: { host: 'here', path: `${toy.folder}/t`, id: 'T' },
    };
    const decisions = [{ ...owner('a', 'alice'), ofMade: true } as const, owner('b', 'bob')];
    for (const [steps, holds] of [
      [[toy.put('x', [], 'fail'), { ...make, after: ['x'] }], {}],
      [[make, toy.put('y', ['make'], 'fail')], { a: 'alice' }],
    ] as const) {
      const { run } = await toy.submit(toy.wanted(steps, { decisions }));
      await toy.until(run, 'failed');
      expect(await holding(toy)).toEqual({});
      await toy.engine.cancel(run, 'alice');
      expect(await holding(toy)).toEqual(holds);
    }
    const undo = await toy.submit(await toy.engine.undoing(2));
    await toy.until(undo.run, 'done');
    expect(await holding(toy)).toEqual({ a: null });
  });

  test('is nothing to take back where all of it was decided anew', async () => {
    const toy = await toyEngine();
    const run = await decide(toy, owner('a', 'alice'));
    await decide(toy, owner('a', 'chloe', 'alice'));
    await expect(toy.engine.undoing(run)).rejects.toThrow(CannotUndo);
  });
});
