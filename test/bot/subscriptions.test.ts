import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { Subscriptions } from '../../src/bot/subscriptions.ts';

const channel = { platform: 'irc', channel: '#xivo', private: false };
const thread = { platform: 'slack', channel: 'C01', thread: '1.2', private: false };
let folder: string;
const path = () => join(folder, 'notify.json');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farmhand-notify-'));
  const made = folder;
  onTestFinished(() => rm(made, { recursive: true }));
});

test('a place that is added is kept, by VM, once, until it is taken away', async () => {
  const subscriptions = new Subscriptions(path());
  expect(await subscriptions.of('gallifrey')).toEqual([]);
  expect(await subscriptions.set('gallifrey', channel, true)).toBe(true);
  expect(await subscriptions.set('gallifrey', channel, true)).toBe(false);
  expect(await subscriptions.set('gallifrey', thread, true)).toBe(true);
  expect(await new Subscriptions(path()).of('gallifrey')).toEqual([channel, thread]);
  expect(await subscriptions.of('skaro')).toEqual([]);
  expect(await subscriptions.set('gallifrey', channel, false)).toBe(true);
  expect(await subscriptions.set('gallifrey', channel, false)).toBe(false);
  expect(await subscriptions.of('gallifrey')).toEqual([thread]);
});

test('many at once are all kept', async () => {
  const subscriptions = new Subscriptions(path());
  const places = Array.from({ length: 20 }, (_, index) => ({ ...channel, channel: `#c${index}` }));
  await Promise.all(places.map((place) => subscriptions.set('gallifrey', place, true)));
  expect(await subscriptions.of('gallifrey')).toEqual(places);
  expect(await readdir(folder)).toEqual(['notify.json']);
});

test('a file that cannot be read is said, and not written over', async () => {
  await writeFile(path(), '{');
  await expect(new Subscriptions(path()).set('gallifrey', channel, true)).rejects.toThrow(
    /notify\.json cannot be read/,
  );
});
