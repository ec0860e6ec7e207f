import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Scene, scene } from './harness.ts';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 300_000 });

let farm: Scene;
beforeAll(async () => {
  farm = await scene();
});
afterAll(() => farm.close());

const inGuest = (path: string) => join(farm.sandbox.guests[0]?.folder ?? '', path);
const jobs = () => readdirSync(inGuest('var/lib/farmhand/jobs'));

test('farmhand killed while it builds finds the same build again, which is made once and told of once', async () => {
  writeFileSync(inGuest('state/seconds'), '2\n');
  const faults = ['job.started build', 'after write step.progress:build', 'before write ended'];
  const { view, unmet } = await farm.run('build gallifrey', faults);
  expect(unmet).toEqual([]);
  expect(view).toMatchObject({ state: 'done', steps: [{ attempt: 1, receipt: { built: 3, failed: 0 } }] });
  expect(jobs()).toHaveLength(1);
  const output = readFileSync(inGuest(`var/lib/farmhand/jobs/${jobs()[0]}/out`), 'utf8');
  expect(output.match(/^BUILD PLAN /gm)).toHaveLength(1);
  expect(output.match(/^BUILD OK /gm)).toHaveLength(3);
  // Every change of the run is an event: an end that is written once is told once.
  expect(view.why).toMatch(/^3 built, 0 unchanged, 0 failed/);
});
