import { expect, test } from 'vitest';
import type { Command, CommandRuns } from '../../src/bot/command.ts';
import { wordsInThread } from '../../src/bot/run-of-thread.ts';
import { run } from './views.ts';

const shown = (number: number, message: string) =>
  run({ run: number, prompts: [{ platform: 'slack', channel: 'C1', message }] });
const runService = {
  unsettled: async () => [shown(8, '8.8')],
  runs: async () => [{ run: 7 }, { run: 6 }],
  run: async (word: string) => shown(Number(word), `${word}.${word}`),
} as unknown as CommandRuns;
const command = (usage: string) => ({ name: usage.split(' ')[0], usage }) as Command;
const inThread = (usage: string, args: readonly string[], thread?: string, channel = 'C1') =>
  wordsInThread(
    command(usage),
    args,
    { platform: 'slack', channel, private: false, ...(thread !== undefined && { thread }) },
    runService,
  );

test.each<[string, string, readonly string[], string | undefined, readonly string[]]>([
  ['that of a run that waits', 'approve [N] [HASH]', [], '8.8', ['8']],
  ['that of one that is over', 'undo [N]', [], '7.7', ['7']],
  ['with what is said besides', 'log N [STEP]', ['copy'], '6.6', ['6', 'copy']],
  ['but not where a run is named', 'log N [STEP]', ['3'], '7.7', ['3']],
  ['but not where a run is named as people write it', 'retry [N]', ['#3'], '7.7', ['#3']],
  ['the plan of it', 'plan [COMMAND…]', [], '7.7', ['7']],
  ['but not where a command is planned', 'plan [COMMAND…]', ['stop', 'x'], '7.7', ['stop', 'x']],
  ['none in another thread', 'undo [N]', [], '9.9', []],
  ['none in no thread', 'undo [N]', [], undefined, []],
  ['none for what is about no run', 'purge VM [N]', ['x'], '7.7', ['x']],
])('in a run’s thread a command means that run: %s', async (_, usage, args, thread, words) => {
  expect(await inThread(usage, args, thread)).toEqual(words);
});

test('a thread of another channel is not that run’s', async () => {
  expect(await inThread('undo [N]', [], '7.7', 'C2')).toEqual([]);
});
