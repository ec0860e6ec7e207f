import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { until } from '../daemon.ts';
import { slackRates } from './rate.ts';
import { type Slack, type SlackSettings, startSlack } from './slack.ts';

const open: Slack[] = [];
afterEach(async () => {
  for (const slack of open.splice(0)) await slack.close();
});

async function start(settings?: SlackSettings) {
  const slack = await startSlack(settings);
  open.push(slack);
  const alice = slack.person('alice');
  const channel = slack.channel('farm', [alice]);
  const call = async (method: string, args: Record<string, string>, token: string = slack.tokens.bot) => {
    const response = await fetch(`${slack.apiUrl}${method}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}` },
      body: new URLSearchParams(args),
    });
    return { status: response.status, retryAfter: response.headers.get('retry-after'), body: await response.json() };
  };
  return { slack, alice, channel, call };
}

interface Envelope {
  readonly type: string;
  readonly envelope_id?: string;
  readonly retry_attempt?: number;
}

/** A socket of the app's; `ack`: whether it acknowledges. */
async function socket(
  slack: Slack,
  call: (method: string, args: object, token: string) => Promise<unknown>,
  ack: boolean,
) {
  const { body } = (await call('apps.connections.open', {}, slack.tokens.app)) as { body: { url: string } };
  const got: Envelope[] = [];
  const ws = new WebSocket(body.url);
  ws.on('message', (data) => {
    const envelope = JSON.parse(String(data)) as Envelope;
    got.push(envelope);
    if (ack && envelope.envelope_id) ws.send(JSON.stringify({ envelope_id: envelope.envelope_id }));
  });
  await until('hello', () => got.some(({ type }) => type === 'hello'));
  return { got, events: () => got.filter(({ type }) => type === 'events_api') };
}

describe('the double of Slack', () => {
  test('brings an event to one of the sockets, in turn', async () => {
    const { slack, alice, channel, call } = await start();
    const [one, two] = [await socket(slack, call as never, true), await socket(slack, call as never, true)];
    for (let i = 0; i < 4; i++) await alice.say(channel, 'hello');
    expect([one.events().length, two.events().length]).toEqual([2, 2]);
  });

  test('brings an event again that is not acknowledged in time, and says which try it is', async () => {
    const { slack, alice, channel, call } = await start({ ackWithin: 30, retries: [0, 30] });
    const deaf = await socket(slack, call as never, false);
    await alice.say(channel, 'hello');
    expect(deaf.events().map(({ retry_attempt }) => retry_attempt)).toEqual([0, 1, 2]);
  });

  test('says nothing of channels the app is not in', async () => {
    const { slack, alice, call } = await start();
    const app = await socket(slack, call as never, true);
    await alice.say(slack.channel('elsewhere', [alice], { without: true }), 'hello');
    expect(app.events()).toEqual([]);
  });

  test('limits posts by channel, with Retry-After', async () => {
    const { slack, alice, channel, call } = await start({ rates: slackRates });
    const other = slack.channel('other', [alice]);
    const post = (id: string) => call('chat.postMessage', { channel: id, text: 'x' });
    for (let i = 0; i < 3; i++) expect((await post(channel.id)).status).toBe(200);
    expect(await post(channel.id)).toMatchObject({ status: 429, retryAfter: '1' });
    expect((await post(other.id)).status).toBe(200);
  });

  test.each<[string, string, Record<string, string>, string]>([
    [
      'blocks it does not know',
      'chat.postMessage',
      { channel: 'C0FARM', blocks: '[{"type":"section"}]' },
      'invalid_blocks',
    ],
    [
      'too many of them',
      'chat.postMessage',
      { channel: 'C0FARM', blocks: JSON.stringify(Array(51).fill({ type: 'divider' })) },
      'invalid_blocks',
    ],
    [
      'too much in them',
      'chat.postMessage',
      {
        channel: 'C0FARM',
        blocks: JSON.stringify(Array(4).fill({ type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(2900) } })),
      },
      'msg_blocks_too_long',
    ],
    ['nothing to say', 'chat.postMessage', { channel: 'C0FARM' }, 'no_text'],
    ['a channel there is not', 'chat.postMessage', { channel: 'C0NONE', text: 'x' }, 'channel_not_found'],
    ['an edit of somebody else', 'chat.update', { channel: 'C0FARM', ts: '1.1', text: 'x' }, 'message_not_found'],
    ['a method there is not', 'chat.whistle', {}, 'unknown_method'],
    ['the wrong kind of token', 'apps.connections.open', {}, 'not_allowed_token_type'],
  ])('refuses %s', async (_, method, args, error) => {
    const { slack, call } = await start();
    expect((await call(method, args)).body).toMatchObject({ ok: false, error });
    slack.broken.length = 0;
  });

  test('cuts a text of more than 40,000 characters, and says so', async () => {
    const { channel, call } = await start();
    const { body } = await call('chat.postMessage', { channel: channel.id, text: 'x'.repeat(41_000) });
    expect(body).toMatchObject({ ok: true, response_metadata: { warnings: ['message_truncated'] } });
    expect(channel.messages[0]?.text).toHaveLength(40_000);
  });
});
