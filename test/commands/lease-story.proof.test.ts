import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sandboxFarm } from '../../main/scene.ts';
import { afterThisTest } from '../support/afterwards.ts';
import { alive, type Told } from './weeks.ts';

const day = 86_400_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-12-01T08:00:00Z') });
});

afterEach(() => {
  vi.useRealTimers();
});

test('a month of a clone that is lent: two people, an extension, its end, the bin and the purge, with a restart before everything that is said or done', async () => {
  const { sandbox, farm } = await sandboxFarm();
  afterThisTest(() => sandbox.close());
  const told: Told[] = [];
  const said: string[] = [];
  const say = (text: string, person: string) =>
    alive(farm, told, async (life) => void said.push((await life.say(text, person)).join('\n')));
  const pass = async (days: number) => {
    for (let passed = 0; passed < days; passed += 1) {
      vi.setSystemTime(Date.now() + day);
      await alive(farm, told, ({ turn }) => turn('a process', true));
    }
  };

  await say('clone gallifrey dev for 7d', 'you');
  await say('approve', 'sarah');
  await pass(4);
  await say('extend gallifrey-dev 7d', 'sarah');
  // Its end: the stop waits for anybody, and so does what destroys it, since it is the owner's and can be had back.
  await pass(10);
  await say('approve', 'sarah');
  await pass(8);
  await say('approve', 'you');
  await say('bin', 'sarah');
  expect(said.at(-1)).toMatch(/^gallifrey-dev .* until 2026-12-30 08:00 UTC, .* left {2}destroyed by you/m);
  await pass(7);
  await say('bin', 'sarah');
  expect(said.at(-1)).toBe('The bin is empty.');

  expect(told.map(({ text, to }) => `${to}: ${text}`)).toEqual([
    'you: to approve: run 1: clone gallifrey to gallifrey-dev, asked by you',
    'you: run 1 is done: clone gallifrey to gallifrey-dev. !undo 1 takes it back',
    expect.stringMatching(/^you: gallifrey-dev ends in 3 d, on 2026-12-08 08:00 UTC/),
    expect.stringMatching(/^sarah: run 3 is done: lend gallifrey-dev for 7 d more, until 2026-12-15 08:00 UTC/),
    expect.stringMatching(/^you: gallifrey-dev ends in 3 d, on 2026-12-15 08:00 UTC/),
    expect.stringMatching(/^you: gallifrey-dev ends in 1 d, on 2026-12-15 08:00 UTC/),
    'you: to approve: run 6: stop gallifrey-dev, asked by you',
    expect.stringMatching(/^you: run 6 is done: stop gallifrey-dev/),
    expect.stringMatching(/^you: gallifrey-dev is down, .*: it is destroyed on 2026-12-23 08:00 UTC/),
    'you: to approve: run 8: destroy gallifrey-dev, asked by you',
    expect.stringMatching(/^you: run 8 is done: destroy gallifrey-dev/),
    expect.stringMatching(/gallifrey-dev goes from the bin after 2026-12-30 08:00 UTC/),
    expect.stringMatching(/run 10 is done: purge gallifrey-dev/),
  ]);
});
