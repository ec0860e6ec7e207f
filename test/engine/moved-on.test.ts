import { expect, test } from 'vitest';
import { leaseOfRun } from '../../src/journal/journal.ts';
import { processOwner } from '../../src/journal/owner.ts';
import { until } from '../support/daemon.ts';
import { toyEngine } from '../support/toy-engine.ts';

test('a run that was ended while a worker read it and asked for its lease is not begun', async () => {
  const one = await toyEngine({ start: false });
  const { run } = await one.submit(one.wanted([one.put('a')]));
  const asked = Promise.withResolvers<void>();
  const cancelled = Promise.withResolvers<void>();
  const over = Promise.withResolvers<void>();
  const worker = await toyEngine({
    folder: one.folder,
    around: (journal) => ({
      ...journal,
      lease: async (of, owner, milliseconds) => {
        if (of !== leaseOfRun(run)) return journal.lease(of, owner, milliseconds);
        asked.resolve();
        await cancelled.promise;
        return journal.lease(of, owner, milliseconds);
      },
      release: async (lease) => {
        await journal.release(lease);
        if (lease.of === leaseOfRun(run)) over.resolve();
      },
    }),
  });
  await asked.promise;
  await one.engine.cancel(run, 'loic');
  cancelled.resolve();
  await over.promise;
  const view = await one.engine.view(run);
  expect(view?.state).toBe('cancelled');
  expect((await one.engine.journal.events(run)).map(({ type }) => type)).not.toContain('running');
  expect([one.files(), worker.errors]).toEqual([[], []]);
});

test('a run that another person wrote to meanwhile, and that is still to be done, is done', async () => {
  const one = await toyEngine({ start: false });
  const { run } = await one.submit(one.wanted([one.put('a')]));
  const asked = Promise.withResolvers<void>();
  const posted = Promise.withResolvers<void>();
  const worker = await toyEngine({
    folder: one.folder,
    around: (journal) => ({
      ...journal,
      lease: async (...args) => {
        asked.resolve();
        await posted.promise;
        return journal.lease(...args);
      },
    }),
  });
  await asked.promise;
  await one.engine.posted(run, [{ platform: 'irc', channel: '#xivo', message: 'm1' }]);
  posted.resolve();
  await worker.until(run, 'done');
  expect(one.writes('a')).toBe(1);
  expect(worker.errors).toEqual([]);
});

test('the hosts of a run are looked at while its lease is asked for; where another worker has it, nothing is written or done', async () => {
  const one = await toyEngine({ start: false });
  const { run } = await one.submit(one.wanted([one.put('a')]));
  const before = await one.engine.journal.events(run);
  const others = await one.engine.journal.lease(leaseOfRun(run), `${processOwner()}#another`, 60_000);
  expect(others).toBeDefined();
  const answered = Promise.withResolvers<void>();
  const worker = await toyEngine({
    folder: one.folder,
    start: false,
    around: (journal) => ({
      ...journal,
      lease: async (of, owner, milliseconds) => {
        if (of !== leaseOfRun(run)) return journal.lease(of, owner, milliseconds);
        await until('a look at the host', () => worker.host.execs > 0);
        return journal.lease(of, owner, milliseconds).finally(() => answered.resolve());
      },
    }),
  });
  await worker.engine.start(4);
  await answered.promise;
  await worker.engine.stop();
  expect(await one.engine.journal.events(run)).toEqual(before);
  expect([one.files(), worker.errors]).toEqual([[], []]);
});
