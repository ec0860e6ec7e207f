import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Applying } from '../../src/engine/action.ts';
import { runDetached } from '../../src/farm/detached.ts';
import type { Host, Jobs } from '../../src/ssh/host.ts';

/** Follows a job of three looks on a host that takes so many milliseconds for each, and gives the pauses between them. `ended`: what the host says of its end. */
async function pauses(
  milliseconds: number,
  ended: Jobs['ended'] = () => new Promise(() => undefined),
  sleep: (wait: number) => Promise<void> = async () => undefined,
): Promise<readonly number[]> {
  const slept: number[] = [];
  let looks = 0;
  const jobs: Partial<Jobs> = {
    start: async () => undefined,
    ended,
    follow: async () => {
      await setTimeout(milliseconds);
      looks += 1;
      const state = looks < 3 ? { state: 'running' as const, bytes: 0 } : { state: 'done' as const, code: 0, bytes: 0 };
      return { state, output: '', next: 0 };
    },
  };
  const applying: Partial<Applying> = {
    hosts: () => ({ jobs }) as Host,
    fence: { resource: 'r1', token: 1 },
    fault: () => undefined,
    sleep: async (wait) => {
      slept.push(wait);
      await sleep(wait);
    },
  };
  const { code } = await runDetached(applying as Applying, { host: 'host', id: 'r1', script: { script: 'true' } });
  expect(code).toBe(0);
  return slept;
}

it('leaves a slow host in peace for three times as long as each look at its job takes, and looks at a fast one soon', async () => {
  const slow = await pauses(200);
  expect(slow).toHaveLength(2);
  expect(Math.min(...slow)).toBeGreaterThanOrEqual(3 * 199);
  const fast = await pauses(0);
  expect(fast).toHaveLength(2);
  expect(fast[0]).toBeGreaterThanOrEqual(50);
});

it('looks again as soon as the host says that the job has ended', async () => {
  const never = () => new Promise<void>(() => undefined);
  expect(await pauses(0, async () => undefined, never)).toHaveLength(2);
});

it('looks again after the pause where the host cannot be asked for the end', async () => {
  expect(await pauses(0, () => Promise.reject(new Error('gone')))).toHaveLength(2);
});
