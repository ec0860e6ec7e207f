import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { action } from '../../src/engine/action.ts';
import { toyEngine } from '../support/toy-engine.ts';

const Args = z.object({ host: z.string(), path: z.string(), text: z.string() });

/** Sets what a file says. */
const set = action({
  name: 'file.set',
  risk: 'safe',
  args: Args,
  title: ({ text }) => `set ${text}`,
  facts: ({ host, path }) => ({
    text: { host, read: { script: 'cat -- "$1"', args: [path] }, parse: ({ stdout }) => stdout },
  }),
  see: (_, { text }) => text,
  judge: ({ text }, seen) =>
    seen === text ? { is: 'done', why: 'it says so' } : { is: 'todo', effect: { commands: [`set ${text}`] } },
  async apply({ host, path, text }, _, { hosts }) {
    await hosts(host).run({ script: 'printf %s "$2" >"$1"', args: [path, text] });
  },
  receipt: { schema: z.object({ was: z.string() }), of: (_, was, is) => (was === is ? null : { was }) },
  sets: ({ path }) => `text of ${path}`,
  undo: (args, { was }) => ({ by: [{ action: 'file.set', args: { ...args, text: was } }] }),
});

test('what a run set is taken back after a later run that set it was taken back, and not while that one counts', async () => {
  const toy = await toyEngine({ actions: new Map([[set.name, set]]) });
  const path = join(toy.folder, 'value');
  writeFileSync(path, 'first');
  const saying = async (text: string) => {
    const step = { id: 'set', action: set.name, args: { host: 'here', path, text }, after: [] };
    const { run } = await toy.submit(toy.wanted([step]));
    return await toy.until(run, 'done');
  };
  const undone = async (of: number) => {
    const { run } = await toy.submit(await toy.engine.undoing(of));
    return await toy.until(run, 'done');
  };
  const { run: first } = await saying('second');
  const { run: later } = await saying('third');
  await expect(toy.engine.undoing(first)).rejects.toThrow(`run ${later} came after it`);
  const back = await undone(later);
  expect((await toy.engine.undoing(first)).steps).toMatchObject([{ args: { text: 'first' } }]);
  const again = await undone(back.run);
  await expect(toy.engine.undoing(first)).rejects.toThrow(`run ${again.run} came after it`);
  await undone(again.run);
  await undone(first);
  expect(readFileSync(path, 'utf8')).toBe('first');
});
