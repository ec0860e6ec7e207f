import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { toyEngine } from '../support/toy-engine.ts';

describe('undo', () => {
  test('takes back what the run made, last step first, and leaves what was there before', async () => {
    const toy = await toyEngine();
    writeFileSync(join(toy.folder, 'old'), 'x');
    const { run } = await toy.submit(
      toy.wanted([toy.put('old'), toy.put('a'), toy.put('b', ['a']), toy.put('c', ['old', 'b'])]),
    );
    await toy.until(run, 'done');
    const wanted = await toy.engine.undoing(run);
    expect(wanted.steps.map(({ id, after }) => [id, after])).toEqual([
      ['undo-c', []],
      ['undo-b', ['undo-c']],
      ['undo-a', ['undo-b']],
    ]);
    const undo = await toy.submit(wanted);
    expect(undo.plan.risk).toBe('destructive');
    await toy.until(undo.run, 'done');
    expect(toy.files()).toEqual(['old']);
    expect(await toy.engine.view(run)).toMatchObject({ state: 'undone', undoneBy: undo.run, settled: true });
  });

  test('waits for everything that came after a step, also where steps between changed nothing', async () => {
    const toy = await toyEngine();
    writeFileSync(join(toy.folder, 'between'), 'x');
    const { run } = await toy.submit(
      toy.wanted([toy.put('first'), toy.put('between', ['first']), toy.put('last', ['between'])]),
    );
    await toy.until(run, 'done');
    const { steps } = await toy.engine.undoing(run);
    expect(steps).toMatchObject([{ id: 'undo-last' }, { id: 'undo-first', after: ['undo-last'] }]);
  });

  test('of a failed run holds on to its locks until it is over', async () => {
    const toy = await toyEngine();
    const { run } = await toy.submit(toy.wanted([toy.put('a'), toy.put('b', ['a'], 'fail')]));
    await toy.until(run, 'failed');
    const undo = await toy.submit(await toy.engine.undoing(run));
    await toy.until(undo.run, 'done');
    expect(toy.files()).toEqual([]);
    expect(await toy.engine.journal.locks()).toEqual([]);
    expect((await toy.engine.view(run))?.state).toBe('undone');
  });

  test('asks the host what a step changed whose end was not seen', async () => {
    const toy = await toyEngine();
    const { run } = await toy.submit(toy.wanted([toy.put('a', [], 'hang')]));
    await toy.until(run, ({ steps }) => steps[0]?.state === 'running');
    writeFileSync(join(toy.folder, 'a'), 'x');
    toy.host.gone = true;
    await toy.engine.cancel(run, 'loic');
    const cancelled = await toy.until(run, 'cancelled');
    expect(cancelled.steps[0]?.receipt).toBeUndefined();
    toy.host.gone = false;
    expect((await toy.engine.undoing(run)).steps).toMatchObject([{ action: 'file.remove' }]);
  });

  test('of what cannot be undone is refused, and says which step', async () => {
    const toy = await toyEngine();
    writeFileSync(join(toy.folder, 'a'), 'x');
    const remove = { ...toy.put('a'), action: 'file.remove' };
    const { run } = await toy.submit(toy.wanted([remove]));
    await toy.until(run, 'done');
    await expect(toy.engine.undoing(run)).rejects.toThrow(
      `run ${run} cannot be undone: remove a: what was in the file is lost`,
    );
  });

  test('takes back the rest of a run of which something stays, and says so; where there is no rest, it is refused', async () => {
    const toy = await toyEngine();
    const kept = { ...toy.put('kept', ['a']), action: 'file.keep' };
    const { run } = await toy.submit(toy.wanted([toy.put('a'), kept, toy.put('b', ['kept'])]));
    await toy.until(run, 'done');
    expect(await toy.engine.undoing(run)).toMatchObject({
      notes: ['write kept: it is there for good'],
      steps: [
        { id: 'undo-b', after: [] },
        { id: 'undo-a', after: ['undo-b'] },
      ],
    });
    const alone = await toy.submit(toy.wanted([{ ...toy.put('alone'), action: 'file.keep' }]));
    await toy.until(alone.run, 'done');
    await expect(toy.engine.undoing(alone.run)).rejects.toThrow(
      `run ${alone.run} cannot be undone: write alone: it is there for good`,
    );
  });

  test('of a run that changed nothing, that is under way, or that was undone already, is refused', async () => {
    const toy = await toyEngine();
    writeFileSync(join(toy.folder, 'a'), 'x');
    const nothing = await toy.submit(toy.wanted([toy.put('a')]));
    await toy.until(nothing.run, 'done');
    await expect(toy.engine.undoing(nothing.run)).rejects.toThrow('it changed nothing');
    const busy = await toy.submit(toy.wanted([toy.put('b', [], 'hang')]));
    await toy.until(busy.run, 'running');
    await expect(toy.engine.undoing(busy.run)).rejects.toThrow(/is running: cancel it first/);
    await toy.engine.cancel(busy.run, 'loic');
    await toy.until(busy.run, ({ settled, state }) => settled || state === 'cancelled');
    await toy.engine.cancel(busy.run, 'loic');
    const made = await toy.submit(toy.wanted([toy.put('c')]));
    await toy.until(made.run, 'done');
    const undo = await toy.submit(await toy.engine.undoing(made.run));
    await toy.until(undo.run, 'done');
    await expect(toy.engine.undoing(made.run)).rejects.toThrow(`was undone by run ${undo.run}`);
  });
});
