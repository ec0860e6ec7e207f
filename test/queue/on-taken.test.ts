import { setImmediate as nextTurn } from 'node:timers/promises';
import type Bull from 'bull';
import { expect, it } from 'vitest';
import { onTaken } from '../../src/queue/on-taken.ts';

/** As Bull takes a job: what it begins, locks and hands on, in order. `lock`: what becomes of the lock. */
async function taking(lock: (id?: string) => Promise<Bull.Job | null>, id?: string) {
  const seen: string[] = [];
  const queue = {
    async moveToActive(id?: string) {
      seen.push(`locks ${id}`);
      return lock(id);
    },
  };
  onTaken(queue as unknown as Bull.Queue, async (id) => {
    seen.push(`begins ${id}`);
    await nextTurn();
    seen.push(`has ended ${id}`);
  });
  await queue.moveToActive(id).then(
    (job) => seen.push(job ? 'hands on the job' : 'asks again'),
    (error) => seen.push(error.message),
  );
  await nextTurn();
  return seen;
}

it('begins to work on a run before its job is locked, and waits for it no longer than Bull does', async () => {
  expect(await taking(async () => ({}) as Bull.Job, '7')).toEqual([
    'begins 7',
    'locks 7',
    'hands on the job',
    'has ended 7',
  ]);
});

it('asks for no other job before the work has ended, where the lock is refused or Redis is away', async () => {
  expect(await taking(async () => null, '7')).toEqual(['begins 7', 'locks 7', 'has ended 7', 'asks again']);
  expect(await taking(() => Promise.reject(new Error('Redis is away')), '7')).toEqual([
    'begins 7',
    'locks 7',
    'has ended 7',
    'Redis is away',
  ]);
});

it('leaves it to Bull where nothing was taken yet', async () => {
  expect(await taking(async () => null)).toEqual(['locks undefined', 'asks again']);
});
