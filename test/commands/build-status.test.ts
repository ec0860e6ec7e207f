import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { parseStatus } from '../../platforms/packaging-farm/state.ts';
import type { Adapter } from '../../src/bot/adapter.ts';
import { replyText } from '../../src/bot/reply-text.ts';
import { statusRows } from '../../src/bot/survey/build-status.ts';
import type { FarmPerson } from '../../src/farm/settings.ts';
import { eventually } from '../support/eventually.ts';
import { type Scene, scene } from './scene.ts';

test.each([
  [
    'nothing built yet',
    'REVISION-WANTED master\nREVISION-BUILT -\nBUILT-AT -\nRUNNING -\nBUILT 0\nSTALE 3\nFAILED 0\n',
    undefined,
    ['revision: master wanted, none built yet', 'packages: 0 built, 3 stale, 0 failed'],
  ],
  [
    'a build under way, and one before it',
    'REVISION-WANTED v2\nREVISION-BUILT v1\nBUILT-AT 2011-03-14T10:00:00Z\nDISK-FREE-KIB 1048576\nRUNNING 42 2011-03-14T11:00:00Z root packaging-farm gallifrey\nBUILT 2\nSTALE 0\nFAILED 1\n',
    'run 7 from v1, asked by you',
    [
      'revision: v2 wanted, v1 built, 2 h ago',
      'built by: run 7 from v1, asked by you',
      'packages: 2 built, 0 stale, 1 failed',
      'building: 42 2011-03-14T11:00:00Z root packaging-farm gallifrey',
      'room: 1 GiB left to build in',
    ],
  ],
])('what packaging-farm says of itself is shown: %s', (_, text, last, lines) => {
  const rows = statusRows(parseStatus(text), last, new Date('2011-03-14T12:00:00Z'));
  expect(rows.map((row) => row.join(': '))).toEqual(lines);
});

let farm: Scene;
beforeAll(async () => {
  farm = await scene();
  await farm.done('clone gallifrey dev');
});

test('status says what was built last and for whom, and that two farms have drifted', async () => {
  await farm.done('build gallifrey');
  const said = (await farm.say('status gallifrey')).join('\n');
  expect(said).toMatch(/builds +gallifrey, usually from v1\.2\.3/);
  expect(said).toMatch(/built by +run 2 from v1\.2\.3, asked by you, \d+ s ago/);
  expect(said).toMatch(/packages +3 built, 0 stale, 0 failed/);
  expect(said).toMatch(/room +10 GiB left to build in/);
  expect(said).toContain(
    'look at this: it is set otherwise than another packaging farm: !diff gallifrey gallifrey-dev',
  );
  await farm.done('sync gallifrey gallifrey-dev');
  expect((await farm.say('status gallifrey')).join('\n')).not.toContain('packaging farm:');
});

test('the end of a build is told where somebody wants to hear of it, and there alone', async () => {
  const heard: string[] = [];
  const channels = { platform: 'elsewhere', channel: '#builds', private: false };
  let say: ((text: string) => Promise<void>) | undefined;
  const adapter: Adapter = {
    platform: 'elsewhere',
    identify: '',
    connected: true,
    start: async (inbound) => {
      const speaker = { platform: 'elsewhere', nick: 'rose', account: 'rose' };
      say = (text) => inbound.message({ where: channels, speaker, text });
    },
    stop: async () => undefined,
    reply: async (_to, reply) => void heard.push(...replyText(reply)),
    report: async (where, { news, view }) => {
      heard.push(`${where.channel} ${news.kind} ${view.run} ${view.state}`);
      return [];
    },
  };
  const rose = { name: 'rose', roles: [], identities: { console: 'rose', elsewhere: 'rose' } };
  (farm.farm.people as Map<string, FarmPerson>).set('rose', rose);
  await farm.farmhand.attach(adapter);
  await say?.('notify gallifrey on');
  expect(heard.splice(0)).toEqual(['The end of every build on gallifrey is told here from now on.']);
  await farm.done('build gallifrey');
  const [{ run } = { run: 0 }] = await farm.farmhand.engine.runs({ limit: 1 });
  await eventually(() => expect(heard).toEqual([`#builds ended ${run} done`]));
  await farm.done('stop gallifrey-dev');
  await say?.('notify gallifrey off');
  await farm.done('build gallifrey');
  expect(heard.slice(1)).toEqual([expect.stringContaining('is no longer told here')]);
});

test('a packaging farm that gives no answer leaves the rest of the status readable', async () => {
  const folder = farm.sandbox.guests[0]?.folder ?? '';
  rmSync(join(folder, 'bin/packaging-farm'));
  const said = (await farm.say('status gallifrey')).join('\n');
  expect(said).toMatch(/builds +not known: gallifrey has no packaging-farm: farmhand doctor says how to install it/);
  expect(said).toContain('10.10.60.5');
});
