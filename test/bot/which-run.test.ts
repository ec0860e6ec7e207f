import { expect, test } from 'vitest';
import type { RunService } from '../../src/bot/run-service.ts';
import { whichRun } from '../../src/bot/which-run.ts';
import { run } from './views.ts';

const choice = { command: 'approve', doing: 'waits', fits: () => true };
const of = (...numbers: readonly number[]) =>
  ({ unsettled: async () => numbers.map((number) => run({ run: number })) }) as unknown as RunService;

test('without a number the only run there is is meant', async () => {
  expect((await whichRun({ runService: of(2) }, undefined, choice)).run).toBe(2);
});

test('where there are several, none of them is, and where there is none, that is said', async () => {
  await expect(whichRun({ runService: of(1, 2) }, undefined, choice)).rejects.toThrow('Several runs are meant');
  await expect(whichRun({ runService: of() }, undefined, choice)).rejects.toThrow('No run waits');
});
