import { describe, expect, test } from 'vitest';
import { approve } from '../../commands/approve.ts';
import { watch } from '../../src/bot/watch.ts';
import { slowest } from '../../src/engine/expected.ts';
import type { StoredEvent } from '../../src/journal/journal.ts';
import { type Stage, stage, toyCommand } from './stage.ts';
import { step as stepView, run as view } from './views.ts';

const commands = [toyCommand('burn', 'destructive'), approve];

async function turned({ engine, runService, journal, quiet }: Stage, minutes: number, run = 1): Promise<void> {
  const { plannedAt = '' } = (await engine.view(run)) ?? {};
  const lease = await journal.lease('duties', 'test', 60_000);
  if (!lease) throw new Error('nobody else has it');
  await watch({ engine, runService }).due(new Date(Date.parse(plannedAt) + minutes * 60_000), lease);
  await journal.release(lease);
  await quiet();
}

const alerts = (made: Stage) => made.on('irc').heard.news.filter(({ news }) => news.news.kind === 'alert');

describe('a plan that waits', () => {
  test('is brought to mind in the last third of its time, once, to those who may approve it still', async () => {
    const made = await stage(commands);
    await made.say('irc', 'nina', 'burn wall down');
    await turned(made, 19);
    expect(alerts(made)).toEqual([]);
    await turned(made, 21);
    await turned(made, 22);
    expect(alerts(made).map(({ news }) => [news.news, news.called])).toEqual([
      [
        {
          kind: 'alert',
          text: 'run 1 (burn wall down) still waits for a second person, and expires in 9 min: !approve 1 or !deny 1',
          people: ['loic', 'nico'],
        },
        [
          { name: 'loic', account: 'dachary' },
          { name: 'nico', account: 'nico' },
        ],
      ],
    ]);
  });

  test('is not again after a restart', async () => {
    const first = await stage(commands);
    await first.say('irc', 'nina', 'burn wall down');
    await turned(first, 21);
    const second = await first.restarted();
    await turned(second, 25);
    expect(alerts(second)).toEqual([]);
  });

  test('is not once its time is over, nor once it is approved', async () => {
    const made = await stage(commands);
    await made.say('irc', 'nina', 'burn wall down');
    await turned(made, 31);
    await made.say('irc', 'nico', 'approve 1');
    await made.quiet();
    await turned(made, 25);
    expect(alerts(made)).toEqual([]);
  });
});

describe('a run whose step under way takes', () => {
  const began = Date.parse('2026-12-07T08:00:00Z');
  const running = view({
    state: 'running',
    steps: [stepView({ id: 'copy', action: 'x.copy', state: 'running', beganAt: new Date(began).toISOString() })],
  });
  const definition = { args: { safeParse: (data: unknown) => ({ success: true, data }) } };
  const slow = (seconds: readonly number[], minutes: number) =>
    slowest(
      running,
      {
        recent: async () => seconds.map((taken) => ({ data: { seconds: taken, work: 1 } }) as unknown as StoredEvent),
      } as never,
      new Map([['x.copy', definition]]) as never,
      began + minutes * 60_000,
    );

  test.each([
    ['11 min where 4 min are usual is slow', [230, 240, 260], 11, { usual: 240, now: 660 }],
    ['9 min where 4 min are usual is not', [230, 240, 260], 9, undefined],
    ['50 s where 2 s are usual is not: nobody has waited long', [2, 2, 2], 50 / 60, undefined],
    ['an hour where two of its like are known is not', [240, 240], 60, undefined],
  ] as const)('%s', async (_, seconds, minutes, is) => {
    const found = await slow(seconds, minutes);
    expect(found && { usual: found.usual, now: found.now }).toEqual(is);
  });

  test('is said once with what it is at, and what waits for it', async () => {
    const told: unknown[] = [];
    const step = stepView({
      id: 'copy',
      title: 'copy the disk',
      state: 'running',
      progress: { text: '3 GiB of 30 GiB' },
    });
    const steps = [step, stepView({ id: 'add', after: ['copy'] }), stepView({ id: 'start', after: ['add'] })];
    const due = watch({
      engine: {
        unsettled: async () => [
          view({ run: 7, state: 'running', steps }),
          view({ run: 8, state: 'running', steps, alerts: ['slow'] }),
        ],
        slowest: async () => ({ step, usual: 240, now: 660 }),
        alert: async (run: number, alert: unknown) => void told.push([run, alert]),
      } as never,
      runService: {} as never,
    });
    await due.due(new Date(), { of: 'duties', token: 1 });
    const text =
      'run 7 is slow: copy the disk usually takes 4 min, and now 11 min; it is at: 3 GiB of 30 GiB; 2 steps wait for it; !why 7 says more, !cancel 7 stops it';
    expect(told).toEqual([[7, { about: 'slow', text, people: [] }]]);
  });
});
