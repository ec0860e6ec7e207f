import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, expectTypeOf, test } from 'vitest';
import * as z from 'zod';
import { type Action, type Actions, action } from '../../src/engine/action.ts';
import { CannotUndo } from '../../src/engine/undo.ts';
import { toyActions } from '../support/toy-actions.ts';
import { type ToyEngine, toyEngine } from '../support/toy-engine.ts';
import { toyThings } from '../support/toy-things.ts';

/** The actions, with one that reads its receipts by another schema. */
function reading(actions: Actions, name: string, schema: z.ZodType, more: Partial<Action> = {}): Actions {
  const old = actions.get(name) as Action;
  return new Map([...actions, [name, { ...old, ...more, receipt: { ...old.receipt, schema } as Action['receipt'] }]]);
}

async function done(toy: ToyEngine, ...steps: Parameters<ToyEngine['wanted']>[0]) {
  const { run } = await toy.submit(toy.wanted(steps));
  return toy.until(run, 'done');
}

describe('a receipt that does not fit', () => {
  const path = 'path: Invalid input: expected number, received string';

  test('keeps its run from being undone, with one error that says which step and what is wrong; the hosts are not asked', async () => {
    const toy = await toyEngine();
    const { run } = await done(toy, toy.put('a'), toy.put('b', ['a']));
    const upgraded = await toy.again(reading(toyActions, 'file.put', z.object({ path: z.number() })));
    upgraded.host.gone = true;
    const refusal = await upgraded.engine.undoing(run).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(CannotUndo);
    expect(refusal).toMatchObject({
      message: expect.stringMatching(/^run 1 cannot be undone: /),
      reasons: ['a', 'b'].map(
        (step) =>
          `the receipt of step ${step} in the journal does not fit file.put of this version of farmhand (${path})`,
      ),
    });
    expect(upgraded.files()).toEqual(['a', 'b']);
    const view = await upgraded.engine.view(run);
    expect(view && (await upgraded.engine.undoable(view))).toBe(false);
  });

  test('of a later run counts as a removal: nothing is taken for what an earlier run made that has no identity', async () => {
    const toy = await toyEngine({ actions: toyThings });
    const thing = (action: string) => ({
      id: 'thing',
      action,
      args: { host: 'here', path: join(toy.folder, 'thing'), id: 'x' },
      after: [],
    });
    await done(toy, thing('thing.make'));
    const first = await done(toy, toy.put('name'));
    const later = await done(toy, thing('thing.end'));
    const upgraded = await toy.again(reading(toyThings, 'thing.end', z.object({ id: z.number() })));
    await expect(upgraded.engine.undoing(first.run)).rejects.toThrow(`run ${later.run} came after it`);
  });

  test('is said where its step has something to tell, and the run ends all the same', async () => {
    const toy = await toyEngine();
    const { run } = await toy.submit(toy.wanted([toy.put('a'), toy.put('b', ['a'], 'hang')]));
    await toy.until(run, ({ steps }) => steps[1]?.state === 'running');
    writeFileSync(join(toy.folder, 'b'), 'x');
    const summary = () => 'it was written';
    const upgraded = await toy.again(reading(toyActions, 'file.put', z.object({ path: z.number() }), { summary }));
    expect(await upgraded.until(run, 'done')).toMatchObject({
      why: expect.stringContaining(`the receipt of step a in the journal does not fit file.put`),
    });
  });
});

test('a receipt of an earlier version gets what was added since, and an undo gets what its schema says', async () => {
  const toy = await toyEngine();
  const { run } = await done(toy, toy.put('a'));
  const schema = z.object({ path: z.string(), was: z.string().default('nothing') });
  const undo: Action['undo'] = (_args, receipt) => ({
    by: [{ action: 'file.remove', args: { host: 'here', ...Object(receipt) } }],
  });
  const upgraded = await toy.again(reading(toyActions, 'file.put', schema, { undo }));
  expect(await upgraded.engine.undoing(run)).toMatchObject({
    steps: [{ args: { path: join(toy.folder, 'a'), was: 'nothing' } }],
  });
});

test('what an undo gets has the type of the schema, and so has what a receipt is made of', () => {
  const shared = {
    name: 'file.put',
    risk: 'safe',
    args: z.strictObject({}),
    title: () => 'x',
    facts: () => ({}),
    see: () => null,
    judge: () => ({ is: 'done', why: 'x' }) as const,
    apply: async () => undefined,
  } as const;
  action({
    ...shared,
    receipt: { schema: z.object({ was: z.number() }), of: () => ({ was: 1 }) },
    summary: (_args, { was }) => `it was ${was}`,
    undo: (_args, receipt) => {
      expectTypeOf(receipt).toEqualTypeOf<{ was: number }>();
      return { by: [] };
    },
  });
  action({
    ...shared,
    // @ts-expect-error: its own schema does not read it.
    receipt: { schema: z.object({ was: z.number() }), of: () => ({ was: 'one' }) },
    undo: () => ({ by: [] }),
  });
});
