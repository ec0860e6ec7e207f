import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { action } from '../../src/engine/action.ts';
import { findingOf } from '../../src/engine/as-left.ts';
import { type Left, leftOf } from '../../src/engine/left.ts';
import type { WantedStep } from '../../src/engine/plan.ts';
import { type ToyEngine, toyEngine } from '../support/toy-engine.ts';

const Args = z.object({ host: z.string(), path: z.string(), text: z.string(), fails: z.boolean().default(false) });

/** Sets what a file says; it is blocked by another text, unless it is to take its place. */
const set = action({
  name: 'file.set',
  risk: 'safe',
  args: Args.extend({ over: z.string().optional() }),
  title: ({ text }) => `set ${text}`,
  facts: ({ host, path }) => ({
    text: { host, read: { script: 'cat -- "$1"', args: [path] }, parse: ({ stdout }) => stdout },
  }),
  see: (_, { text }) => text,
  judge: ({ text, over }, seen) => {
    if (seen === text) return { is: 'done', why: 'it says so' };
    if (seen.startsWith('by hand') && seen !== over) return { is: 'blocked', why: 'a hand wrote it' };
    const change = { host: 'here', path: 'value', removed: [seen], added: [text] };
    return { is: 'todo', effect: { commands: [`set ${text}`], changes: [change] } };
  },
  async apply({ host, path, text, fails }, _, { hosts }) {
    if (fails) throw new Error('no space left');
    await hosts(host).run({ script: 'printf %s "$2" >"$1"', args: [path, text] });
  },
  receipt: { schema: z.object({ was: z.string() }), of: (_, was, is) => (was === is ? null : { was }) },
  lasting: {
    name: ({ path }) => path.split('/').at(-1) ?? '',
    gone: ({ text }) => text === '',
    ends: ({ text }) => (text === 'all' ? ['other'] : []),
    again: ({ over: _, ...args }) => args,
    now: (_, seen) => (seen === 'not to be told' ? undefined : `it says ${seen}`),
    over: (args, seen) => (seen === 'by hand for good' ? args : { ...args, over: seen }),
  },
  undo: (args, { was }) => ({ by: [{ action: 'file.set', args: { ...args, text: was } }] }),
});

async function toys() {
  const toy = await toyEngine({ actions: new Map([[set.name, set]]) });
  for (const name of ['value', 'other']) writeFileSync(join(toy.folder, name), 'first');
  const step = (id: string, file: string, text: string, more: object = {}): WantedStep => ({
    id,
    action: set.name,
    args: { host: 'here', path: join(toy.folder, file), text, ...more },
    after: [],
  });
  const done = async (...steps: readonly WantedStep[]) => {
    const { run } = await toy.submit(toy.wanted(steps));
    return (await toy.until(run, ({ state }) => state === 'done' || state === 'failed')).run;
  };
  const undone = async (run: number) => {
    const { run: undo } = await toy.submit(await toy.engine.undoing(run));
    return (await toy.until(undo, 'done')).run;
  };
  return { toy, step, done, undone };
}

async function left({ engine }: ToyEngine, subject = 'vm') {
  const found = await leftOf(subject, engine.journal, new Map([[set.name, set]]));
  return found.left.map(({ view, step, name, compared }) => `${name} ${step.id} ${view.run}${compared ? '' : ' open'}`);
}

test('of each name the newest step counts, what was taken away is not left, nor what was ended', async () => {
  const { toy, step, done } = await toys();
  await done(step('a', 'value', 'one'), step('b', 'other', 'one'));
  expect(await left(toy)).toEqual(['value a 1', 'other b 1']);
  await done(step('c', 'value', 'two'));
  expect(await left(toy)).toEqual(['other b 1', 'value c 2']);
  await done(step('d', 'value', 'all'));
  expect(await left(toy)).toEqual(['value d 3']);
  await done(step('e', 'value', ''));
  expect(await left(toy)).toEqual([]);
  expect(await left(toy, 'another')).toEqual([]);
});

test('what was there already is nobody’s doing', async () => {
  const { toy, step, done } = await toys();
  await done(step('a', 'value', 'one'));
  await done(step('b', 'value', 'one'), step('c', 'other', 'first'));
  expect(await left(toy)).toEqual(['value a 1']);
});

test('what was undone is not left, and what that had replaced is; undone in turn, it is again', async () => {
  const { toy, step, done, undone } = await toys();
  await done(step('a', 'value', 'one'));
  const second = await done(step('b', 'value', 'two'));
  const undo = await undone(second);
  expect(await left(toy)).toEqual(['value a 1']);
  await undone(undo);
  expect(await left(toy)).toEqual(['value b 2']);
});

test('a run that failed takes what it may have changed, and nothing of it is compared before it is settled', async () => {
  const { toy, step, done } = await toys();
  await done(step('a', 'value', 'one'), step('z', 'other', 'one'));
  const failed = await done(step('b', 'value', 'two'), { ...step('c', 'other', 'two', { fails: true }), after: ['b'] });
  expect(await left(toy)).toEqual(['value b 2 open', 'other c 2 open']);
  await toy.engine.cancel(failed, 'loic');
  expect(await left(toy)).toEqual(['value b 2', 'other c 2 open']);
});

test('runs before the one that made it anew are not read, however many there are', async () => {
  const { toy, step, done } = await toys();
  for (let count = 0; count < 12; count += 1) await done(step('a', 'value', `text ${count}`));
  const last = await done(step('b', 'value', 'made'));
  const { journal } = toy.engine;
  const meant = { action: set.name, args: {} };
  const thing = { id: 'x', name: 'value', there: meant, gone: meant };
  const makes: typeof set = { ...set, thing: () => thing };
  const read: number[] = [];
  const counting = {
    ...journal,
    events: (run: number) => {
      read.push(run);
      return journal.events(run);
    },
  };
  const found = await leftOf('vm', counting, new Map([[makes.name, makes]]));
  expect(found.left.map(({ view }) => view.run)).toEqual([last]);
  expect(read).toEqual(Array.from({ length: 8 }, (_, index) => last - index));
});

test('what is seen is as it was left, or otherwise with the step that puts it back, or cannot be told', async () => {
  const { toy, step, done } = await toys();
  await done(step('a', 'value', 'one', { over: 'first' }));
  const [one] = (await leftOf('vm', toy.engine.journal, new Map([[set.name, set]]))).left as [Left];
  expect(findingOf(one, () => 'one', [])).toEqual({ is: 'as left' });
  expect(findingOf(one, () => 'two', [])).toMatchObject({
    is: 'otherwise',
    now: 'it says two',
    changes: [{ path: 'value', removed: ['one'], added: ['two'] }],
  });
  expect(findingOf(one, () => 'by hand', [])).toMatchObject({
    back: { action: 'file.set', args: { text: 'one', over: 'by hand' } },
  });
  expect(findingOf(one, () => 'by hand for good', [])).toMatchObject({
    is: 'otherwise',
    back: { none: 'a hand wrote it' },
  });
  expect(findingOf(one, () => 'not to be told', [])).toEqual({ is: 'untold', why: 'it would take set one' });
  const moved = [{ why: 'it is another now', found: null }];
  expect(findingOf(one, () => 'two', moved)).toEqual({ is: 'untold', why: 'it is another now' });
  const marks = ['two', 'two', 'three'].map(
    (seen) => (findingOf(one, () => seen, []) as { readonly mark: string }).mark,
  );
  expect(marks[0]).toBe(marks[1]);
  expect(marks[0]).not.toBe(marks[2]);
});
