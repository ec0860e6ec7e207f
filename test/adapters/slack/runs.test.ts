import { expect, test } from 'vitest';
import type { MessageSender } from '../../../adapters/slack/message-sender.ts';
import { Runs } from '../../../adapters/slack/runs.ts';
import type { RunNews } from '../../../src/bot/news.ts';
import { run, step } from '../../bot/views.ts';

test('what waits to be said in a run’s thread is said as a whole, a failure at its end, too', async () => {
  const said: string[] = [];
  const held: (() => void)[] = [];
  const postLate: MessageSender['postLate'] = async (_, make) => {
    await new Promise<void>((resolve) => held.push(resolve));
    said.push(make().text);
  };
  const sender = { post: async () => '1.1', edit: async () => undefined, postLate } as unknown as MessageSender;
  const runs = new Runs(sender, () => undefined);
  const where = { platform: 'slack', channel: 'C1', private: false };
  const steps = Array.from({ length: 15 }, (_, i) =>
    step({ id: `s${i}`, title: `step ${i} ${'x'.repeat(200)}`, state: i < 14 ? 'done' : 'failed', why: `host${i}` }),
  );
  const news = (of: RunNews['news']): RunNews => ({ news: of, view: run({ steps }) });
  await runs.tell(where, news({ kind: 'planned' }));
  const told = steps.map(({ id, state }) =>
    runs.tell(where, news({ kind: 'step', step: id, state: state as 'done' | 'failed' })),
  );
  let over = false;
  const all = Promise.all(told).then(() => {
    over = true;
  });
  while (!over) {
    held.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await all;
  const text = said.join('\n');
  for (const { id } of steps) expect(text).toContain(`step ${id.slice(1)} `);
  expect(text).toContain('host14');
  expect(Math.max(...said.map(({ length }) => length))).toBeLessThan(9000);
});
