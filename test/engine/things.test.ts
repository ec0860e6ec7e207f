import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Provided } from '../../src/engine/action.ts';
import type { WantedStep } from '../../src/engine/plan.ts';
import { toyEngine } from '../support/toy-engine.ts';
import { toyThings } from '../support/toy-things.ts';

async function farm() {
  const toy = await toyEngine({ actions: toyThings });
  const path = join(toy.folder, 'vm');
  const thing = (action: string, id: string, after: readonly string[] = []): WantedStep => ({
    id: action === 'thing.make' ? 'make' : 'end',
    action,
    args: { host: 'here', path, id },
    after,
  });
  const only = (id: string, otherwise: Provided['otherwise']): Provided => ({
    action: 'thing.make',
    args: { host: 'here', path, id },
    otherwise,
  });
  const done = async (steps: readonly WantedStep[]) => {
    const { run } = await toy.submit(toy.wanted(steps));
    await toy.until(run, 'done');
    return run;
  };
  /** A thing, and what is made for it. */
  const clone = (id: string) => done([toy.put('name'), thing('thing.make', id, ['name'])]);
  const destroy = (id: string) =>
    done([{ id: 'unname', ...toyRemove(toy.folder), after: [] }, thing('thing.end', id, ['unname'])]);
  return { ...toy, path, thing, only, done, clone, destroy };
}

function toyRemove(folder: string) {
  return { action: 'file.remove', args: { host: 'here', path: join(folder, 'name') } };
}

describe('undo of a run that made a thing', () => {
  test('takes back what was made for it, before and after the thing itself', async () => {
    const { clone, engine, submit, until, files } = await farm();
    const run = await clone('a');
    const undo = await submit(await engine.undoing(run));
    await until(undo.run, 'done');
    expect(files()).toEqual([]);
  });

  test('is refused when the thing was destroyed since, and says by whom and whose has its name now', async () => {
    const { clone, destroy, engine, files } = await farm();
    const [first] = [await clone('a'), await destroy('a'), await clone('b')];
    await expect(engine.undoing(first)).rejects.toThrow(
      'run 1 cannot be undone: the vm that run 1 made was destroyed by run 2; what bears its name now was made by run 3',
    );
    expect(files()).toEqual(['name', 'vm']);
  });

  test('is planned by one look at what a step changed whose end was not seen, and at whose that is', async () => {
    const { submit, wanted, put, only, until, engine, host, folder, path } = await farm();
    writeFileSync(path, 'a');
    const { run } = await submit(wanted([{ ...put('name', [], 'hang'), provided: only('a', 'stop') }]));
    await until(run, ({ steps }) => steps[0]?.state === 'running');
    writeFileSync(join(folder, 'name'), 'x');
    host.gone = true;
    await engine.cancel(run, 'loic');
    await until(run, 'cancelled');
    host.gone = false;
    const before = host.execs;
    expect((await engine.undoing(run, engine.reading())).steps).toMatchObject([{ action: 'file.remove' }]);
    expect(host.execs - before).toBe(1);
  });

  test('is not offered then, nor is it when the asker names no run', async () => {
    const { clone, destroy, engine } = await farm();
    const first = await engine.view(await clone('a'));
    if (!first) throw new Error('no run');
    expect(await engine.undoable(first)).toBe(true);
    await destroy('a');
    expect(await engine.undoable(first)).toBe(false);
    expect(await engine.isGone(first)).toBe(true);
  });

  test.each([
    ['somebody removed it by hand', null, 'the vm that run 1 made is gone'],
    ['somebody else made another by hand', 'z', 'is gone; what bears its name now was not made by farmhand'],
  ])('is refused when %s', async (_, now, why) => {
    const { clone, engine, path, files } = await farm();
    const run = await clone('a');
    if (now === null) rmSync(path);
    else writeFileSync(path, now);
    await expect(engine.undoing(run)).rejects.toThrow(why);
    expect(files()).toContain('name');
  });

  test('leaves what was made for it alone when another has its name by the time of the step', async () => {
    const { clone, engine, submit, until, path, files } = await farm();
    const run = await clone('a');
    const gate = { need: 1, roles: [], askerCounts: true, expires: new Date(Date.now() + 3_600_000).toISOString() };
    const undo = await submit(await engine.undoing(run), gate);
    writeFileSync(path, 'z');
    await engine.vote(undo.run, {
      vote: 'approve',
      person: 'loic',
      from: 'irc',
      hash: undo.plan.hash,
      enough: () => true,
    });
    const view = await until(undo.run, 'done');
    expect(view.steps.map(({ id, state, why }) => [id, state, why])).toEqual([
      ['undo-make', 'skipped', 'gone'],
      ['undo-name', 'skipped', 'vm is another one'],
    ]);
    expect(files()).toEqual(['name', 'vm']);
  });

  test('of a run that did not come to make it takes back the rest, unless something has its name', async () => {
    const { engine, submit, until, put, thing, wanted, path } = await farm();
    const steps = [put('name'), put('stop', ['name'], 'fail'), thing('thing.make', 'a', ['stop'])];
    const { run } = await submit(wanted(steps));
    await until(run, 'failed');
    expect((await engine.undoing(run)).steps.map(({ id }) => id)).toEqual(['undo-name']);
    writeFileSync(path, 'z');
    await expect(engine.undoing(run)).rejects.toThrow(
      'vm is another one; what bears its name now was not made by farmhand: cancel it to let go of it',
    );
  });

  test('of a run that was left half-way is refused once another run came to the same', async () => {
    const { engine, submit, until, put, thing, wanted, done } = await farm();
    const { run } = await submit(
      wanted([put('name'), put('stop', ['name'], 'fail'), thing('thing.make', 'a', ['stop'])]),
    );
    await until(run, 'failed');
    await engine.cancel(run, 'loic');
    await done([put('other')]);
    await expect(engine.undoing(run)).rejects.toThrow('run 2 came after it (try something)');
  });
});

describe('a step under a condition', () => {
  test('is not planned where it does not hold, and stops the run where it does not hold any more', async () => {
    const { engine, wanted, put, only, path, submit, until, files } = await farm();
    const step = { ...put('part'), provided: only('a', 'stop') };
    await expect(engine.plan(wanted([step]))).rejects.toThrow('write part: vm is gone');
    writeFileSync(path, 'a');
    const gate = { need: 1, roles: [], askerCounts: true, expires: new Date(Date.now() + 3_600_000).toISOString() };
    const { run, plan } = await submit(wanted([step]), gate);
    writeFileSync(path, 'z');
    await engine.vote(run, { vote: 'approve', person: 'loic', from: 'irc', hash: plan.hash, enough: () => true });
    expect((await until(run, 'failed')).why).toBe('write part: vm is another one');
    expect(files()).toEqual(['vm']);
  });

  test('has nothing to do where it may be skipped', async () => {
    const { engine, wanted, put, only } = await farm();
    const { steps, risk } = await engine.plan(wanted([{ ...put('part'), provided: only('a', 'skip') }]));
    expect(steps[0]).toMatchObject({ skip: 'vm is gone' });
    expect(steps[0]?.effect).toBeUndefined();
    expect(risk).toBe('safe');
  });

  test('that is as wanted already is none the worse for what does not hold', async () => {
    const { engine, wanted, put, only, folder } = await farm();
    writeFileSync(join(folder, 'part'), 'x');
    const { steps } = await engine.plan(wanted([{ ...put('part'), provided: only('a', 'stop') }]));
    expect(steps[0]).toMatchObject({ skip: 'it is there already' });
  });
});
