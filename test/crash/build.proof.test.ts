import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { open, rename, writeFile } from 'node:fs/promises';
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
  const kept = 'after write step.progress:build';
  const faults = ['job.started build', kept, 'before write ended'];
  // The first package waits for a line of this pipe: the build is still there when the second process looks, however long it takes to start.
  const pipe = inGuest('state/seconds');
  rmSync(pipe);
  execFileSync('mkfifo', [pipe]);
  const asked = farm.run('build gallifrey', faults);
  const log = join(farm.sandbox.folder, 'faults.log');
  await vi.waitUntil(() => existsSync(log) && readFileSync(log, 'utf8').includes(kept), { timeout: 300_000 });
  const release = await open(pipe, 'w');
  // The packages after it read a file: of two lines written to a pipe, one reader may take both.
  await writeFile(`${pipe}.after`, '0\n');
  await rename(`${pipe}.after`, pipe);
  await release.writeFile('0\n');
  await release.close();
  const { view, unmet } = await asked;
  expect(unmet).toEqual([]);
  expect(view).toMatchObject({ state: 'done', steps: [{ attempt: 1, receipt: { built: 3, failed: 0 } }] });
  expect(jobs()).toHaveLength(1);
  const output = readFileSync(inGuest(`var/lib/farmhand/jobs/${jobs()[0]}/out`), 'utf8');
  expect(output.match(/^BUILD PLAN /gm)).toHaveLength(1);
  expect(output.match(/^BUILD OK /gm)).toHaveLength(3);
  // Every change of the run is an event: an end that is written once is told once.
  expect(view.why).toMatch(/^3 built, 0 unchanged, 0 failed/);
});
