import { webApi } from '@slack/bolt';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lines } from '../../../adapters/slack/blocks.ts';
import { MessageSender } from '../../../adapters/slack/message-sender.ts';
import { escaped } from '../../../adapters/slack/plain.ts';
import { Runs } from '../../../adapters/slack/runs.ts';
import type { RunNews } from '../../../src/bot/news.ts';
import type { RunView } from '../../../src/engine/run.ts';
import { run, step } from '../../bot/views.ts';
import { until } from '../../support/daemon.ts';
import { type Slack, startSlack } from '../../support/slack/slack.ts';
import { read, said } from './room.ts';

let slack: Slack;
beforeAll(async () => {
  slack = await startSlack();
});
afterAll(() => slack?.close());

function sender(): MessageSender {
  const options = {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: webApi.LogLevel.ERROR,
  };
  const client = new webApi.WebClient(slack.tokens.bot, options);
  return new MessageSender({
    client,
    flood: { burst: 100, per_second: 100 },
    log: pino({ level: 'silent' }),
    stopping: new AbortController().signal,
    maySpeak: () => true,
    prefixIn: () => '!',
  });
}

const content = (text: string) => ({ text, blocks: [lines(text)] });
const edits = (ts: string) => slack.calls.filter(({ method, args }) => method === 'chat.update' && args.ts === ts);

test('of many changes of a message few are made, the last among them', async () => {
  const channel = slack.channel('edits', []);
  const speaks = sender();
  const ts = await speaks.post({ channel: channel.id }, content('plan'));
  const changes = Array.from({ length: 50 }, (_, i) => speaks.edit(channel.id, ts, content(`${i} of 49`)));
  await Promise.all(changes);
  expect(said(slack, channel).map(read)).toEqual(['49 of 49']);
  expect(edits(ts).length).toBeLessThan(4);
});

test('a change Slack did not take is made again, with what is the latest then', async () => {
  const channel = slack.channel('again', []);
  const speaks = sender();
  const ts = await speaks.post({ channel: channel.id }, content('plan'));
  slack.faults.push({ method: 'chat.update', channel: channel.id, status: 500, times: 1 });
  const first = speaks.edit(channel.id, ts, content('first'));
  await until('the first try', () => edits(ts).length === 1);
  await Promise.all([first, speaks.edit(channel.id, ts, content('last'))]);
  expect(said(slack, channel).map(read)).toEqual(['last']);
});

test('a long text with much to escape is changed, too', async () => {
  const channel = slack.channel('long', []);
  const speaks = sender();
  const ts = await speaks.post({ channel: channel.id }, content('plan'));
  const text = escaped('<&>'.repeat(900));
  await speaks.edit(channel.id, ts, { text, blocks: [lines('changed')] });
  expect(said(slack, channel).map(read)).toEqual(['changed']);
  expect(edits(ts)).toHaveLength(1);
});

test('a change whose blocks Slack will not have is made in plain text', async () => {
  const channel = slack.channel('plainly', []);
  const speaks = sender();
  const ts = await speaks.post({ channel: channel.id }, content('plan'));
  slack.faults.push({ method: 'chat.update', channel: channel.id, error: 'invalid_blocks', times: 1 });
  await speaks.edit(channel.id, ts, content('changed'));
  expect(said(slack, channel).map(read)).toEqual(['changed']);
  expect(said(slack, channel)[0]?.blocks).toEqual([]);
});

test('what may have been said before is said where it may not look whether it was', async () => {
  const channel = slack.channel('blind', []);
  slack.faults.push({ method: 'conversations.history', channel: channel.id, error: 'missing_scope', times: 1 });
  await sender().post({ channel: channel.id }, content('said'), { mark: 'm', maybePosted: true });
  expect(said(slack, channel).map(read)).toEqual(['said']);
});

test('a message that is gone is left alone', async () => {
  const channel = slack.channel('gone', []);
  await sender().edit(channel.id, '1.000001', content('x'));
  expect(said(slack, channel)).toEqual([]);
});

test('the steps of a run become few messages in its thread, none of them lost', async () => {
  const channel = slack.channel('steps', []);
  const where = { platform: 'slack', channel: channel.id, private: false };
  const runs = new Runs(sender(), (error) => expect.fail(error.message));
  const steps = Array.from({ length: 30 }, (_, i) => step({ id: `step-${i}`, state: 'done', attempt: 1 }));
  const view: RunView = { ...run(), steps, state: 'running', startedAt: '2026-01-01T10:00:00.000Z' };
  const tell = (news: RunNews['news'], state: Partial<RunView> = {}) =>
    runs.tell(where, { news, view: { ...view, ...state } });
  const [plan] = await tell({ kind: 'planned' }, { state: 'waiting' });
  for (const { id } of steps) await tell({ kind: 'step', step: id, state: 'done' });
  await tell({ kind: 'ended' }, { state: 'done', settled: true, endedAt: '2026-01-01T10:01:00.000Z' });
  const thread = said(slack, channel).filter((message) => message.thread === plan);
  const told = thread.map(read).join('\n').split('\n');
  expect(told).toEqual(steps.map(({ id }) => `✓ ${id}`));
  expect(thread.length).toBeLessThan(10);
  expect(said(slack, channel).map(read).at(-1)).toMatch(/run 7 is done in 1 min/);
});

test('a long cause of a failure is in the thread, whole', async () => {
  const channel = slack.channel('cause', []);
  const where = { platform: 'slack', channel: channel.id, private: false };
  const runs = new Runs(sender(), (error) => expect.fail(error.message));
  const why = Array.from({ length: 200 }, (_, i) => `dd: line ${i} of what the host said`).join('\n');
  const failed = step({ id: 'copy', state: 'failed', attempt: 1, why });
  const tell = (kind: 'planned' | 'ended', state: RunView['state']) =>
    runs.tell(where, { news: { kind }, view: { ...run(), steps: [failed], state, why } });
  const [plan] = await tell('planned', 'waiting');
  await tell('ended', 'failed');
  const [file] = said(slack, channel).filter((message) => message.thread === plan);
  expect(file?.file?.content).toBe(why);
  expect(said(slack, channel).map(read).join('\n')).toMatch(/Retry/);
});
