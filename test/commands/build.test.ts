import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Wanted } from '../../src/engine/plan.ts';
import type { RunView } from '../../src/engine/run.ts';
import { eventually } from '../support/eventually.ts';
import { type Scene, scene } from './scene.ts';

let farm: Scene;
const inGuest = (path: string) => join(farm.sandbox.guests[0]?.folder ?? '', path);
const slow = (seconds: number) => writeFileSync(inGuest('state/seconds'), `${seconds}\n`);

beforeAll(async () => {
  farm = await scene();
});

/** A run of rose's that she has confirmed. */
async function begun(wanted: Wanted): Promise<RunView> {
  const { engine } = farm.farmhand;
  const expires = new Date(Date.now() + 3_600_000).toISOString();
  const gate = { need: 1, roles: [], askerCounts: true, expires };
  const { run, plan } = await engine.submit({ make: async () => wanted, by: 'rose', asked: null, gate: () => gate });
  return engine.vote(run, { vote: 'approve', person: 'rose', from: 'test', hash: plan.hash, enough: () => true });
}

test('a build shows what there is to do, waits for the asker, and tells what came of it and where it can be had', async () => {
  const plan = (await farm.say('build gallifrey', 'rose')).join('\n');
  expect(plan).toContain('to build: 3 of 3 packages, and what changed in git since');
  expect(plan).toContain('It waits for rose or anybody else');
  const done = (await farm.say('approve 1', 'rose')).join('\n');
  expect(done).toContain('3 built, 0 unchanged, 0 failed; deb [trusted=yes] http://gallifrey.dachary.org/sid sid main');
  expect(await farm.say('undo 1')).toContainEqual(expect.stringContaining('what is built stays built'));
});

test('says exactly what runs, with the revision as a value', async () => {
  expect((await farm.say('plan 1')).join('\n')).toMatch(
    /\$ nice -n 19 ionice -c 3 env GIT_REVISION=v1\.2\.3 packaging-farm --cd gallifrey update\n.*GIT_REVISION=v1\.2\.3 packaging-farm gallifrey\n/,
  );
});

test('another revision builds everything anew, and only a release manager approves that', async () => {
  const plan = (await farm.say('build gallifrey v1.2.4', 'rose')).join('\n');
  expect(plan).toContain('another revision than v1.2.3: everything is built anew, 3 packages');
  expect(plan).toContain('It waits for a person with the role release-manager');
  const [run = ''] = /(?<=!approve )\d+/.exec(plan) ?? [];
  expect(await farm.say(`approve ${run}`, 'rose')).toEqual([
    expect.stringContaining('Only people with the role release-manager may approve'),
  ]);
  expect((await farm.say(`approve ${run}`, 'sarah')).join('\n')).toContain('3 built, 0 unchanged');
  // Back to the usual one is a rebuild as well, and how long one takes is known now.
  const back = (await farm.say('build gallifrey', 'rose')).join('\n');
  expect(back).toMatch(
    /another revision than v1\.2\.4: everything is built anew, 3 packages; the last time that took \d+ s/,
  );
  await farm.clear();
});

test('a revision that a repository lacks is refused with its name, and nothing is changed', async () => {
  const before = readFileSync(inGuest('var/cache/packaging-farm/revision'), 'utf8');
  expect(await farm.say('build gallifrey v2.0')).toEqual([
    'v2.0 is not in 1 repository:',
    '  git://git.farm/asterisk.git',
    'Nothing was changed.',
  ]);
  expect(readFileSync(inGuest('var/cache/packaging-farm/revision'), 'utf8')).toBe(before);
});

test.each([
  ['an option', '--upload-pack=id'],
  ['a range', 'v1..v2'],
  ['shell', '"$(touch /tmp/x)"'],
  ['two words', '"v1 v2"'],
  ['two revisions', 'v1 v2'],
  ['a package that is shell', '--package "a;id"'],
  ['a package that is an option', '--package --force'],
])('%s for a revision or a package is refused', async (_, words) => {
  const [said = ''] = await farm.say(`build gallifrey ${words}`);
  expect(said).toMatch(
    /is no git revision|is no name of a package|it has no option --upload-pack, |it takes 2 words besides --package and --force, so/,
  );
});

test('a failure tells the cause, the log and the way in; retry goes on where it stopped', async () => {
  await farm.done('build gallifrey v1.2.3');
  rmSync(inGuest('var/cache/packaging-farm/depends/pf-xivo'));
  writeFileSync(inGuest('state/broken'), 'pf-xivo\n');
  const said = (await farm.done('build gallifrey')).join('\n');
  expect(said).toContain(
    'pf-xivo could not be built: make: *** [Makefile:2: pf-xivo.o] Error 1 / dpkg-buildpackage: error',
  );
  expect(said).toContain(`log: ${inGuest('var/cache/packaging-farm/build/pf-xivo/build/sid-amd64.out')}`);
  expect(said).toContain(
    'to look into it there: packaging-farm --cd pf-xivo ARCHITECTURE=amd64 DISTRIBUTION=sid chroot-login',
  );
  const [run = ''] = /(?<=!retry )\d+/.exec(said) ?? [];
  expect((await farm.say(`log ${run} build`)).join('\n')).toContain('cc -c pf-xivo.c');
  // It keeps the VM, but no build of it, from others; how to settle it is said with both.
  const settle = new RegExp(`!retry ${run} goes on`);
  const stop = (await farm.say('stop gallifrey')).join('\n');
  expect(stop).toMatch(/is being worked on by run \d+ .*failed\)/);
  expect(stop).toMatch(settle);
  expect((await farm.say('build gallifrey')).join('\n')).toMatch(settle);
  await farm.clear();
  rmSync(inGuest('state/broken'));
  expect((await farm.say(`retry ${run}`)).join('\n')).toContain('1 built, 2 unchanged, 0 failed');
});

test('a build waits for the one before it and says for whom; cancel stops it on the VM', async () => {
  slow(2);
  rmSync(inGuest('var/cache/packaging-farm/depends'), { recursive: true });
  const first = farm.done('build gallifrey');
  await eventually(() => expect(existsSync(inGuest('var/cache/packaging-farm/depends/asterisk'))).toBe(true));
  const one = (await farm.farmhand.engine.unsettled()).find(({ state }) => state === 'running');
  if (!one) throw new Error('no build is under way');
  const { hash: _, risk: __, ...wanted } = one.plan;
  const [step] = wanted.steps;
  const args = { ...(step?.args as Record<string, string>), id: 'f'.repeat(16), by: 'rose' };
  const view = await begun({ ...wanted, steps: [{ id: 'build', action: step?.action ?? '', args, after: [] }] });
  const state = async () => (await farm.farmhand.engine.view(view.run))?.steps[0]?.progress?.text;
  await eventually(async () => expect(await state()).toBe(`waits behind run ${one.run}, asked by you`));
  await farm.farmhand.engine.cancel(one.run, 'you');
  expect((await first).join('\n')).toContain('is cancelled');
  slow(0.1);
  await eventually(async () => expect((await farm.farmhand.engine.view(view.run))?.state).toBe('done'));
  // What the first had built counts.
  expect((await farm.farmhand.engine.view(view.run))?.why).toMatch(/^[12] built, [12] unchanged, 0 failed/);
});

test('builds that wait are served in the order they came, whoever leaves the line', async () => {
  slow(300);
  rmSync(inGuest('var/cache/packaging-farm/depends'), { recursive: true });
  const first = farm.done('build gallifrey');
  const { engine } = farm.farmhand;
  const running = async () => (await engine.unsettled()).find(({ state }) => state === 'running');
  await eventually(async () => expect((await running())?.steps[0]?.progress?.text).toMatch(/asterisk$/));
  const one = await running();
  if (!one) throw new Error('no build is under way');
  const { hash: _, risk: __, ...wanted } = one.plan;
  const [step] = wanted.steps;
  const at = async (run: number) => (await engine.view(run))?.steps[0]?.progress?.text;
  const queued: number[] = [];
  for (const digit of ['1', '2', '3', '4']) {
    const args = { ...(step?.args as Record<string, string>), id: digit.repeat(16), by: 'rose' };
    const { run } = await begun({ ...wanted, steps: [{ id: 'build', action: step?.action ?? '', args, after: [] }] });
    const before = queued.at(-1) ?? one.run;
    await eventually(async () => expect(await at(run)).toMatch(RegExp(`^waits behind run ${before}, asked by `)));
    queued.push(run);
  }
  const [second = 0, third = 0, fourth = 0, fifth = 0] = queued;
  const { builds } = { builds: '', ...(step?.args as object) };
  await engine.cancel(third, 'rose');
  await eventually(async () => expect((await engine.view(third))?.state).toBe('cancelled'));
  slow(0.1);
  await engine.cancel(one.run, 'you');
  await first;
  for (const run of [second, fourth, fifth])
    await eventually(async () => expect((await engine.view(run))?.state).toBe('done'));
  // When a build ended, not when farmhand next looked.
  const ends = ['1', '3', '4'].map((digit) => statSync(join(builds, `${digit.repeat(16)}.done`)).mtimeMs);
  expect(ends).toEqual(ends.toSorted((a, b) => a - b));
});
