import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { NotNow } from '../../src/engine/not-now.ts';
import type { WantedStep } from '../../src/engine/plan.ts';
import { oneApproval, type ToyEngine, toyEngine } from '../support/toy-engine.ts';

/** An engine that withholds everything but plans that decide something, as long as the test wants it to. */
async function withholding(folder?: string) {
  const mind: { why: string | undefined; when: () => boolean } = { why: undefined, when: () => true };
  const toy = await toyEngine({
    ...(folder !== undefined && { folder }),
    withheld: async ({ decisions = [] }) => (decisions.length === 0 && mind.when() ? mind.why : undefined),
  });
  return { toy, mind };
}

const remove = (toy: ToyEngine, name: string, after: readonly string[]): WantedStep => ({
  ...toy.put(name, after),
  id: `remove-${name}`,
  action: 'file.remove',
});

test('what is withheld is neither planned, nor approved, nor gone on with, and denied and cancelled all the same', async () => {
  const { toy, mind } = await withholding();
  const waiting = await toy.submit(toy.wanted([toy.put('a')]), oneApproval);
  const failed = await toy.submit(toy.wanted([toy.put('b', [], 'fail')], { locks: [] }));
  await toy.until(failed.run, 'failed');
  mind.why = 'another farm.yaml holds';
  const ballot = { person: 'nina', from: 'irc', hash: waiting.plan.hash, enough: () => true } as const;
  for (const attempt of [
    () => toy.submit(toy.wanted([toy.put('c')], { locks: [] })),
    () => toy.engine.vote(waiting.run, { ...ballot, vote: 'approve' }),
    () => toy.engine.retry(failed.run, 'nina'),
  ])
    await expect(attempt()).rejects.toThrow(new NotNow('nothing is begun here: another farm.yaml holds'));
  expect((await toy.engine.vote(waiting.run, { ...ballot, vote: 'deny' })).state).toBe('denied');
  expect((await toy.engine.cancel(failed.run, 'nina')).settled).toBe(true);
});

test('what may be begun is left to a process that does not withhold it', async () => {
  const withheld = await withholding();
  withheld.mind.why = 'another farm.yaml holds';
  const asking = await toyEngine({ folder: withheld.toy.folder, start: false });
  const { run } = await asking.submit(asking.wanted([asking.put('a')]));
  const other = await withholding(withheld.toy.folder);
  await other.toy.until(run, 'done');
  const events = await other.toy.engine.journal.events(run);
  expect(events.filter(({ type }) => type === 'running')).toHaveLength(1);
});

test('a run under way is let go of before its next step that others may notice, and has not failed', async () => {
  const { toy, mind } = await withholding();
  writeFileSync(join(toy.folder, 'disk'), 'x');
  mind.when = () => existsSync(join(toy.folder, 'a'));
  mind.why = 'another farm.yaml holds';
  const { run } = await toy.submit(toy.wanted([toy.put('a'), remove(toy, 'disk', ['a'])]));
  const view = await toy.until(run, ({ steps }) => steps[0]?.state === 'done');
  expect([view.state, existsSync(join(toy.folder, 'disk'))]).toEqual(['running', true]);
  const other = await withholding(toy.folder);
  expect((await other.toy.until(run, 'done')).steps.map(({ state }) => state)).toEqual(['done', 'done']);
  expect(existsSync(join(toy.folder, 'disk'))).toBe(false);
});

test('what decides which one holds is done by whoever there is', async () => {
  const { toy, mind } = await withholding();
  mind.why = 'another farm.yaml holds';
  const decision = { kind: 'settings', about: 'farm.yaml', title: 'this one holds', value: 'abc', before: null };
  const { run } = await toy.submit(toy.wanted([], { decisions: [decision], locks: [] }));
  await toy.until(run, 'done');
  expect((await toy.engine.decided('settings')).get('farm.yaml')?.value).toBe('abc');
});

test('a decision that stays is not taken back: its run has nothing to undo, and says what to do instead', async () => {
  const { toy } = await withholding();
  const decision = { kind: 'settings', about: 'farm.yaml', title: 'this one holds', value: 'abc', before: null };
  const { run } = await toy.submit(toy.wanted([], { decisions: [{ ...decision, stays: 'edit the file' }], locks: [] }));
  const view = await toy.until(run, 'done');
  expect(await toy.engine.undoable(view)).toBe(false);
  await expect(toy.engine.undoing(run)).rejects.toThrow('this one holds: edit the file');
});
