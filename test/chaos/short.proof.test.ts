import { expect, test, vi } from 'vitest';
import { needs } from '../support/servers.ts';
import { chaos } from './chaos.ts';
import { allIsWell } from './proof.ts';

vi.setConfig({ testTimeout: 600_000 });

// All of it takes minutes: npm run proof. This is a little of each.
needs('redis-server')('workers, chats and Redis killed and held up', () => {
  test('every run ends right, once, and is told once', async () => {
    const runs = 12;
    const few = { runs, hosts: 3, workers: 2, chats: 1, redis: true, every: 1, pause: { process: 2, redis: 1 } };
    await chaos(few, 300_000, async (aftermath) => {
      await allIsWell(aftermath, runs);
      expect(Object.keys(aftermath.blows).length).toBeGreaterThan(1);
    });
  });
});
