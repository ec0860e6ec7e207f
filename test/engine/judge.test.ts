import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Action } from '../../src/engine/action.ts';
import type { Judge } from '../../src/engine/judge.ts';
import type { WantedStep } from '../../src/engine/plan.ts';
import { sealed } from '../../src/engine/plan.ts';
import { toyActions } from '../support/toy-actions.ts';
import { oneApproval, type ToyEngine, toyEngine } from '../support/toy-engine.ts';

/** An engine whose judge the test changes its mind for. */
async function judged(actions = toyActions) {
  const asked: (string | undefined)[] = [];
  const mind: { judge: Judge } = { judge: async () => undefined };
  const judge: Judge = (view, step) => {
    asked.push(step?.id);
    return mind.judge(view, step);
  };
  return { toy: await toyEngine({ judge, actions }), mind, asked };
}

const remove = (toy: ToyEngine, name: string, after: readonly string[] = []): WantedStep => ({
  ...toy.put(name, after),
  id: `remove-${name}`,
  action: 'file.remove',
});

const vote = (toy: ToyEngine, run: number, hash: string) =>
  toy.engine.vote(run, { vote: 'approve', person: 'nina', from: 'irc', hash, enough: () => true });

describe('what may not run any more', () => {
  test('is not begun, says why, and lets go of its locks', async () => {
    const { toy, mind } = await judged();
    const { run, plan } = await toy.submit(toy.wanted([toy.put('a')]), oneApproval);
    mind.judge = async () => 'nina is not listed any more';
    await vote(toy, run, plan.hash);
    const view = await toy.until(run, 'failed');
    expect(view).toMatchObject({ why: 'it was not begun: nina is not listed any more', settled: true });
    expect(toy.files()).toEqual([]);
    expect(await toy.engine.journal.locks()).toEqual([]);
  });

  test('stops before the step that loses something, and keeps its locks', async () => {
    const { toy, mind } = await judged();
    writeFileSync(join(toy.folder, 'disk'), 'x');
    mind.judge = async () => (existsSync(join(toy.folder, 'a')) ? 'it is protected' : undefined);
    const { run } = await toy.submit(toy.wanted([toy.put('a'), remove(toy, 'disk', ['a'])]));
    const view = await toy.until(run, 'failed');
    expect(view.why).toBe('remove disk: not done: it is protected');
    expect(view).toMatchObject({ settled: false, steps: [{ state: 'done' }, { state: 'failed', attempt: 0 }] });
    expect(toy.files()).toContain('disk');
  });

  test('stops before every step of a run that loses something, though the step alone would lose nothing', async () => {
    const { toy, asked } = await judged();
    writeFileSync(join(toy.folder, 'disk'), 'x');
    const { run } = await toy.submit(
      toy.wanted([toy.put('a'), remove(toy, 'disk', ['a']), toy.put('b', ['remove-disk'])]),
    );
    await toy.until(run, 'done');
    // At its start, and before each step until nothing more is lost.
    expect(asked).toEqual([undefined, 'a', 'remove-disk']);
  });

  test('is not retried, and stays as it is', async () => {
    const { toy, mind } = await judged();
    const { run } = await toy.submit(toy.wanted([toy.put('a', [], 'fail')]));
    await toy.until(run, 'failed');
    mind.judge = async () => 'it is protected';
    await expect(toy.engine.retry(run, 'loic')).rejects.toThrow(
      `run ${run} cannot go on: it is protected; !undo ${run} takes back what was done, !cancel ${run} leaves it as it is`,
    );
    expect((await toy.engine.view(run))?.state).toBe('failed');
  });

  test('is not gone on with where it was retried before things changed', async () => {
    const { toy, mind } = await judged();
    const { run } = await toy.submit(toy.wanted([toy.put('a', [], 'fail')]));
    await toy.until(run, 'failed');
    let answers = 0;
    mind.judge = async () => (++answers > 1 ? 'it is protected' : undefined);
    await toy.engine.retry(run, 'loic');
    const view = await toy.until(run, ({ state, version }) => state === 'failed' && version > 8);
    expect(view).toMatchObject({ why: 'it was not gone on with: it is protected', settled: false });
  });

  test('takes nothing back: an undoing is judged too', async () => {
    const { toy, mind } = await judged();
    const { run } = await toy.submit(toy.wanted([toy.put('a')]));
    await toy.until(run, 'done');
    const undo = await toy.submit(await toy.engine.undoing(run), oneApproval);
    mind.judge = async () => 'it is protected';
    await vote(toy, undo.run, undo.plan.hash);
    await toy.until(undo.run, 'failed');
    expect(toy.files()).toEqual(['a']);
    expect((await toy.engine.view(run))?.state).toBe('done');
  });

  test('is not taken up after a crash between what was written down and what was to be lost', async () => {
    const first = toyActions.get('file.remove') as Action;
    let begun: (() => void) | undefined;
    const began = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const slow: Action = {
      ...first,
      apply: async (_args, _seen, { sleep }) => {
        begun?.();
        await sleep(3_600_000);
      },
    };
    const { toy, mind } = await judged(new Map([...toyActions, [slow.name, slow]]));
    writeFileSync(join(toy.folder, 'disk'), 'x');
    const { run } = await toy.submit(toy.wanted([remove(toy, 'disk')]));
    await began;
    mind.judge = async () => 'it is protected';
    const again = await toy.again(toyActions);
    expect((await again.until(run, 'failed')).why).toBe('remove disk: not done: it is protected');
    expect(again.files()).toContain('disk');
  });

  test('of a judge that cannot say is not done either', async () => {
    const { toy, mind } = await judged();
    writeFileSync(join(toy.folder, 'disk'), 'x');
    mind.judge = async (_, step) => {
      if (step) throw new Error('farm.yaml cannot be read');
      return undefined;
    };
    const { run } = await toy.submit(toy.wanted([remove(toy, 'disk')]));
    expect((await toy.until(run, 'failed')).why).toContain('farm.yaml cannot be read');
    expect(toy.files()).toContain('disk');
  });
});

test('a plan that was sealed anew after it was approved is not run: the approvals are for another hash', async () => {
  const toy = await toyEngine({ start: false });
  const { plan } = await toy.submit(toy.wanted([toy.put('a')], { locks: [] }), oneApproval);
  const { hash, ...rest } = plan;
  const forged = sealed({
    ...rest,
    steps: rest.steps.map((step) => ({ ...step, args: { ...(step.args as object), path: join(toy.folder, 'evil') } })),
  });
  const [stored] = await toy.engine.journal.append({
    run: 'new',
    version: 0,
    events: [
      { type: 'planned', data: { plan: forged, by: 'loic', asked: null, gate: oneApproval } as never },
      { type: 'approved', data: { person: 'nina', from: 'irc', hash } },
      { type: 'queued', data: {} },
    ],
    head: { state: 'queued', settled: false, title: 'forged', subjects: [], by: 'loic' },
  });
  const again = await toy.again();
  const view = await again.until(stored?.run ?? 0, 'failed');
  expect(view.why).toContain('not the one that was approved');
  expect(again.files()).toEqual([]);
});

test('a plan is as risky as it is taken for at least, however little it has to do', async () => {
  const toy = await toyEngine({ start: false });
  expect((await toy.engine.plan(toy.wanted([toy.put('a')], { least: 'destructive' }))).risk).toBe('destructive');
  writeFileSync(join(toy.folder, 'b'), 'x');
  expect((await toy.engine.plan(toy.wanted([remove(toy, 'b')], { least: 'safe' }))).risk).toBe('destructive');
});
