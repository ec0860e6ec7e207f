import { describe, expect, test } from 'vitest';
import { type SlotParts, takeSlots } from '../../src/engine/host-slots.ts';
import type { RunView } from '../../src/engine/run.ts';
import { until } from '../support/daemon.ts';
import { type ToyEngine, toyEngine } from '../support/toy-engine.ts';

/** A run that holds its place until it is cancelled. */
function lasting(toy: ToyEngine, name: string): Promise<RunView> {
  return toy.submit(toy.wanted([toy.put(name, [], 'hang')], { locks: [{ key: name, mode: 'exclusive' }] }));
}

describe('places on a host', () => {
  test('take no look at the steps of a run where no host has a limit', async () => {
    const { engine } = await toyEngine({ start: false });
    const unread = {
      get steps(): never {
        throw new Error('the steps were read');
      },
    };
    const parts: SlotParts = { journal: engine.journal, actions: new Map(), owner: 'me', slots: new Map() };
    expect(await takeSlots(parts, unread as unknown as RunView, 1000)).toEqual([]);
  });

  test('keep more runs than there are places from working there at once; the next begins when one ends', async () => {
    const toy = await toyEngine({ slots: new Map([['here', 2]]) });
    const runs = [];
    for (const name of ['a', 'b', 'c', 'd']) runs.push((await lasting(toy, name)).run);
    const [a = 0, b = 0, c = 0, d = 0] = runs;
    await toy.until(a, 'running');
    await toy.until(b, 'running');
    expect((await toy.engine.view(c))?.state).toBe('queued');
    await toy.engine.cancel(a, 'loic');
    await toy.until(a, 'cancelled');
    await toy.until(c, 'running');
    expect((await toy.engine.view(d))?.state).toBe('queued');
    await toy.engine.cancel(d, 'loic');
    expect((await toy.engine.view(d))?.state).toBe('cancelled');
  });

  test('are shared by the workers of all processes, and free again when a worker stops', async () => {
    const slots = new Map([['here', 1]]);
    const one = await toyEngine({ slots });
    const two = await toyEngine({ slots, folder: one.folder });
    const first = await lasting(one, 'a');
    await one.until(first.run, 'running');
    const second = await lasting(two, 'b');
    await two.engine.stop();
    const three = await toyEngine({ slots, folder: one.folder });
    expect((await three.engine.view(second.run))?.state).toBe('queued');
    await one.engine.stop();
    await until('the other worker to take one of them up', async () => {
      const views = await three.engine.unsettled();
      return views.some(({ state }) => state === 'running');
    });
  });

  test('are taken on all of the hosts of a run or on none', async () => {
    const toy = await toyEngine({
      slots: new Map([
        ['here', 1],
        ['there', 1],
      ]),
    });
    const elsewhere = {
      ...toy.put('b', [], 'hang'),
      args: { ...(toy.put('b', [], 'hang').args as object), host: 'there' },
    };
    const both = toy.wanted([toy.put('a', [], 'hang'), elsewhere], { locks: [] });
    const held = await toy.submit(toy.wanted([elsewhere], { locks: [] }));
    await toy.until(held.run, 'running');
    const waits = await toy.submit(both);
    const free = await lasting(toy, 'c');
    await toy.until(free.run, 'running');
    expect((await toy.engine.view(waits.run))?.state).toBe('queued');
  });
});
