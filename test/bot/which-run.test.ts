import { expect, test } from 'vitest';
import type { RunService } from '../../src/bot/run-service.ts';
import { whichRun } from '../../src/bot/which-run.ts';
import type { RunView } from '../../src/engine/run.ts';

const view = (run: number, message: string) =>
  ({
    run,
    prompts: [{ platform: 'slack', channel: 'C1', message }],
    plan: { title: 't' },
    by: 'nina',
    state: 'waiting',
  }) as unknown as RunView;
const runService = { unsettled: async () => [view(1, '1.1'), view(2, '2.2')] } as unknown as RunService;
const choice = { command: 'approve', doing: 'waits', fits: () => true };

test('in the thread of a plan, that plan’s run is meant', async () => {
  const where = { platform: 'slack', channel: 'C1', thread: '2.2', private: false };
  expect((await whichRun({ runService, where }, undefined, choice)).run).toBe(2);
});

test('in another thread, or the same of another channel, none of them is', async () => {
  for (const where of [
    { platform: 'slack', channel: 'C1', thread: '9.9', private: false },
    { platform: 'slack', channel: 'C2', thread: '2.2', private: false },
  ])
    await expect(whichRun({ runService, where }, undefined, choice)).rejects.toThrow('Several runs are meant');
});
