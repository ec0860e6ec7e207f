import { expect, test, vi } from 'vitest';
import { type Chaos, chaos } from './chaos.ts';
import { allIsWell } from './proof.ts';

vi.setConfig({ testTimeout: 3_600_000 });

// A worker that is held up for longer than its lease comes back to a run that is another's; so does a chat process to its turn.
const most = { hosts: 20, workers: 3, chats: 2, every: 3, pause: { process: 40, redis: 8 } };
const cases: readonly (readonly [string, Chaos])[] = [
  ['with Redis, which is killed and held up too', { ...most, runs: 200, redis: true }],
  ['with one file', { ...most, runs: 60, redis: false }],
];

test.each(cases)(
  'processes killed and held up, connections lost: every run ends right, once, and is told once: %s',
  async (_, settings) => {
    await chaos(settings, 2_400_000, async (aftermath) => {
      await allIsWell(aftermath, settings.runs);
      expect(Object.keys(aftermath.blows)).toHaveLength(settings.redis ? 5 : 3);
    });
  },
);
