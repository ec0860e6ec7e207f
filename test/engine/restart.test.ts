import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Action } from '../../src/engine/action.ts';
import { type Journal, JournalUnusable } from '../../src/journal/journal.ts';
import { until } from '../support/daemon.ts';
import { toyActions } from '../support/toy-actions.ts';
import { toyEngine } from '../support/toy-engine.ts';

describe('after a restart', () => {
  test('a run under way goes on with the same attempt', async () => {
    const toy = await toyEngine();
    const { run } = await toy.submit(toy.wanted([toy.put('a', [], 'hang'), toy.put('b', ['a'])]));
    await toy.until(run, ({ steps }) => steps[0]?.state === 'running');
    const again = await toy.again();
    expect((await again.until(run, ({ version }) => version > 3)).steps[0]).toMatchObject({
      state: 'running',
      attempt: 1,
    });
    writeFileSync(join(toy.folder, 'a'), 'x');
    const third = await again.again();
    const view = await third.until(run, 'done');
    expect(view.steps[0]).toMatchObject({ state: 'done', attempt: 1, receipt: { path: join(toy.folder, 'a') } });
    expect(third.writes('b')).toBe(1);
  });

  test.each(['blocked', 'done'] as const)(
    'a job that the step began is over before it is said how the step stands, though the host shows it %s meanwhile',
    async (meanwhile) => {
      const first = await toyEngine();
      const { run } = await first.submit(first.wanted([first.put('a', [], 'hang')]));
      await first.until(run, ({ steps }) => steps[0]?.state === 'running');
      await first.engine.stop();

      let over = false;
      const put = toyActions.get('file.put') as Action;
      const halfWay: Action = {
        ...put,
        judge: (...args) => (over ? put.judge(...args) : { is: meanwhile, why: 'half-way' }),
      };
      const actions = new Map([[put.name, halfWay]]);
      const toy = await toyEngine({ folder: first.folder, actions, start: false });
      const asked: string[] = [];
      Object.assign(toy.host.jobs, {
        state: async (id: string) => {
          asked.push(id);
          return over ? { state: 'done', code: 0, bytes: 0 } : { state: 'running', bytes: 0 };
        },
        ended: async () => {
          writeFileSync(join(toy.folder, 'a'), 'x');
          over = true;
        },
      });
      await toy.engine.start(4);
      const { id, steps } = await toy.until(run, 'done');
      expect(steps[0]).toMatchObject({ state: 'done', attempt: 1, receipt: { path: join(toy.folder, 'a') } });
      expect(asked[0]).toBe(`r${run}.${id}.a.1`);
    },
  );

  test.each(['running', 'step.intent', 'step.effect', 'step.verified', 'ended'])(
    'of a journal that could not be used at %s, the run goes on as if nothing had been',
    async (type) => {
      let failures = 0;
      const around = (journal: Journal): Journal => ({
        ...journal,
        append: async (change) => {
          if (!change.events.some((event) => event.type === type) || failures > 1) return journal.append(change);
          failures += 1;
          throw new JournalUnusable('the disk is full');
        },
      });
      const toy = await toyEngine({ around });
      const { run } = await toy.submit(toy.wanted([toy.put('a'), toy.put('b', ['a'])]));
      const view = await toy.until(run, 'done');
      expect(view.steps.map(({ state, attempt }) => [state, attempt])).toEqual([
        ['done', 1],
        ['done', 1],
      ]);
      expect([toy.writes('a'), toy.writes('b'), failures]).toEqual([1, 1, 2]);
      expect(toy.errors[0]).toContain('the disk is full');
    },
  );

  test.each(['at first', 'after a restart amid its step'])(
    'looks at the host while it is written down who has the run, and does nothing before it is: %s',
    async (when) => {
      let looked: (() => void) | undefined;
      const done: string[] = [];
      const put = toyActions.get('file.put') as Action;
      const watched: Action = {
        ...put,
        see: (args, facts) => {
          looked?.();
          return put.see(args, facts);
        },
        apply: async (...args) => {
          done.push('applied');
          await put.apply(...args);
        },
      };
      const around = (journal: Journal): Journal => ({
        ...journal,
        append: async (change) => {
          if (change.events[0]?.type !== 'running') return journal.append(change);
          await new Promise<void>((resolve) => {
            looked = resolve;
          });
          // Whatever the look leads to has had its turn.
          await setImmediate();
          done.push('taken');
          return journal.append(change);
        },
      });
      const toy = await toyEngine({ around, actions: new Map([[put.name, watched]]) });
      await toy.submit(toy.wanted([toy.put('a', [], 'hang')]));
      await until('the step', () => done.includes('applied'));
      if (when !== 'at first') {
        done.length = 0;
        await toy.again();
        await until('the step once more', () => done.includes('applied'));
      }
      expect(done).toEqual(['taken', 'applied']);
    },
  );

  test('the first look at a host is on its way before it is written down who has the run', async () => {
    const order: string[] = [];
    const around = (journal: Journal): Journal => ({
      ...journal,
      append: (change) => {
        if (change.events[0]?.type === 'running') order.push('written down');
        return journal.append(change);
      },
    });
    const toy = await toyEngine({ start: false, around });
    const { run } = await toy.submit(toy.wanted([toy.put('a')]));
    const { batch } = toy.host;
    Object.assign(toy.host, {
      batch: (...reads: Parameters<typeof batch>) => {
        order.push('looked');
        return batch(...reads);
      },
    });
    await toy.engine.start(1);
    await toy.until(run, 'done');
    expect(order.slice(0, 2)).toEqual(['looked', 'written down']);
  });

  test('a plan altered in the journal is not run', async () => {
    const toy = await toyEngine({ start: false });
    const { plan } = await toy.submit(toy.wanted([toy.put('a')]));
    const forged = {
      ...plan,
      steps: plan.steps.map((step) => ({
        ...step,
        args: { ...(step.args as object), path: join(toy.folder, 'evil') },
      })),
    };
    const [stored] = await toy.engine.journal.append({
      run: 'new',
      version: 0,
      events: [
        { type: 'planned', data: { plan: forged, by: 'mallory', asked: null } as never },
        { type: 'queued', data: {} },
      ],
      head: { state: 'queued', settled: false, title: 'forged', subjects: [], by: 'mallory' },
    });
    const again = await toy.again();
    const view = await again.until(stored?.run ?? 0, 'failed');
    expect(view.why).toContain('farmhand audit verify');
    expect(again.files()).not.toContain('evil');
  });

  test('a plan with an action this version does not have is refused with the reason', async () => {
    const toy = await toyEngine({ start: false });
    const { run } = await toy.submit(toy.wanted([toy.put('a')]));
    const again = await toy.again(new Map());
    const view = await again.until(run, 'failed');
    expect(view.why).toBe(
      'write a: this farmhand has no action file.put: another version has it, or a plugin that farm.yaml does not name here',
    );
    expect(again.files()).toEqual([]);
  });

  test('a plan whose arguments this version reads differently is refused with the reason', async () => {
    const toy = await toyEngine({ start: false });
    const { run } = await toy.submit(toy.wanted([toy.put('a')]));
    const [put] = [...toyActions.values()] as [Action];
    const again = await toy.again(new Map([[put.name, { ...put, args: z.object({ folder: z.string() }) }]]));
    expect((await again.until(run, 'failed')).why).toContain(
      'arguments of file.put do not fit this version of farmhand',
    );
    expect(again.files()).toEqual([]);
  });
});
