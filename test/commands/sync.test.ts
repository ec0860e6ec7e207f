import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { type Scene, scene } from './scene.ts';

let farm: Scene;
const file = (name: string, path: string) => {
  const guest = farm.sandbox.guests.find((one) => one.name === name);
  return join(guest?.folder ?? '', 'etc/packaging-farm', path);
};
const conf = () => readFileSync(file('gallifrey-dev', 'packaging-farm.conf'), 'utf8');
const job = () => readFileSync(file('gallifrey-dev', 'gallifrey.mk'), 'utf8');

beforeAll(async () => {
  farm = await scene();
  await farm.done('clone gallifrey dev');
});

test('a sync copies what differs, leaves what is the farm’s own, and is taken back around what others edited since', async () => {
  const mk = file('gallifrey', 'gallifrey.mk');
  writeFileSync(mk, readFileSync(mk, 'utf8').replace('asterisk', 'asterisk dahdi'));
  const [before, jobBefore] = [conf(), job()];

  const shown = (await farm.say('diff gallifrey gallifrey-dev')).join('\n');
  expect(shown).toContain('  - SUPPORTED_DISTRIBUTIONS = sid\n  + SUPPORTED_DISTRIBUTIONS = sid bookworm');
  expect(shown).toContain('+ CHILD_PACKAGES = asterisk dahdi pf-xivo xivo-agid');
  expect(shown).not.toContain('v1.2.3');

  const told = (await farm.say('sync gallifrey gallifrey-dev')).join('\n');
  expect(told).toContain('It waits for you or anybody else');
  expect(conf()).toBe(before);
  expect((await farm.say('approve 2')).join('\n')).toContain('is done');
  expect(conf()).toBe(before.replace('= sid\n', '= sid bookworm\n'));
  expect(conf()).toContain('GIT_REVISION = master');
  expect(job()).toContain('dahdi');
  expect((await farm.say('diff gallifrey gallifrey-dev')).join()).toContain('is set as gallifrey');
  expect((await farm.say('sync gallifrey gallifrey-dev')).join()).toContain('already');

  writeFileSync(file('gallifrey-dev', 'packaging-farm.conf'), `${conf()}# by another hand\n`);
  expect((await farm.done('undo 2')).join('\n')).toContain('is done');
  expect(conf()).toBe(`${before}# by another hand\n`);
  expect(job()).toBe(jobBefore);
});

test('an undo leaves lines alone that others changed since, and says so', async () => {
  await farm.done('sync gallifrey gallifrey-dev');
  writeFileSync(file('gallifrey-dev', 'packaging-farm.conf'), 'SUPPORTED_DISTRIBUTIONS = trixie\n');
  const said = (await farm.done('undo')).join('\n');
  expect(said).toContain('packaging-farm.conf was changed by somebody since');
  expect(conf()).toBe('SUPPORTED_DISTRIBUTIONS = trixie\n');
});

test('a file the other does not have is made, and taken away again', async () => {
  rmSync(file('gallifrey-dev', 'packaging-farm.conf'));
  const lines = await farm.done('sync gallifrey gallifrey-dev');
  expect(lines.join('\n')).toContain('is done');
  expect(conf()).toContain('bookworm');
  expect(conf()).not.toContain('GIT_REVISION');
  await farm.done('undo');
  expect(conf).toThrow('ENOENT');
});

test('is refused where a VM builds nothing, is not there, or builds something else', async () => {
  expect(await farm.say('sync gallifrey skaro')).toEqual([expect.stringContaining('skaro builds nothing')]);
  expect(await farm.say('sync gallifrey nowhere')).toEqual([expect.stringContaining('There is no nowhere')]);
});
