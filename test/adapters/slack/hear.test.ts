import { describe, expect, test } from 'vitest';
import { heardIn } from '../../../adapters/slack/hear.ts';

const me = { user: 'UBOT', team: 'T1' };
const told = (event: object) => ({ type: 'event_callback', event_id: 'Ev1', team_id: 'T1', event });
const message = (more: object) =>
  told({ type: 'message', channel: 'C1', user: 'U1', ts: '1.2', channel_type: 'channel', ...more });

describe('what is meant for farmhand', () => {
  test.each([
    ['a command', { text: '!status' }, 'status'],
    ['a command after spaces', { text: ' ! status gallifrey ' }, 'status gallifrey'],
    ['a mention', { text: '<@UBOT> status' }, 'status'],
    ['a mention with a colon and a !', { text: '<@UBOT>: !status' }, 'status'],
    ['a mention as its own event', { type: 'app_mention', text: '<@UBOT> status' }, 'status'],
    ['anything in direct messages', { text: 'status', channel_type: 'im' }, 'status'],
    [
      'what Slack made a link of',
      { text: '!status <http://gallifrey.xivo.vm.farm|gallifrey.xivo.vm.farm>' },
      'status gallifrey.xivo.vm.farm',
    ],
    ['what Slack wrote as an entity', { text: '!log 7 a&amp;b &lt;c&gt;' }, 'log 7 a&b <c>'],
    ['a command beside a file', { text: '!status', subtype: 'file_share' }, 'status'],
    ['a command in a thread that the channel sees too', { text: '!status', subtype: 'thread_broadcast' }, 'status'],
  ])('%s', (_, event, text) => {
    expect(heardIn(message(event), me)).toMatchObject({
      is: 'message',
      text,
      channel: 'C1',
      user: 'U1',
      keys: ['Ev1', 'C1 1.2'],
    });
  });

  test('a message in a thread says which', () => {
    expect(heardIn(message({ text: '!status', thread_ts: '1.1' }), me)).toMatchObject({ thread: '1.1' });
  });

  test('a reaction, and one taken away', () => {
    const item = { type: 'message', channel: 'C1', ts: '1.2' };
    const added = told({ type: 'reaction_added', user: 'U1', reaction: '+1::skin-tone-3', item, item_user: 'UBOT' });
    const heard = { is: 'reaction', keys: ['Ev1'], channel: 'C1', user: 'U1', message: '1.2', name: '+1::skin-tone-3' };
    expect(heardIn(added, me)).toEqual({ ...heard, removed: false });
    const removed = told({ type: 'reaction_removed', user: 'U1', reaction: '+1::skin-tone-3', item });
    expect(heardIn(removed, me)).toEqual({ ...heard, removed: true });
  });

  test('a button', () => {
    const body = {
      type: 'block_actions',
      user: { id: 'U1', team_id: 'T1' },
      container: { type: 'message', message_ts: '1.2', channel_id: 'C1' },
      message: { thread_ts: '1.1' },
      trigger_id: 'tr',
      actions: [{ action_id: 'approve', value: '7 abcd1234', type: 'button' }],
    };
    expect(heardIn(body, me)).toEqual({
      is: 'button',
      keys: ['tr'],
      channel: 'C1',
      user: 'U1',
      message: '1.2',
      thread: '1.1',
      action: 'approve',
      value: '7 abcd1234',
    });
  });

  test('a slash command', () => {
    const body = {
      command: '/farmhand',
      text: ' clone gallifrey dev',
      user_id: 'U1',
      channel_id: 'C1',
      trigger_id: 'tr',
      response_url: 'http://x/',
    };
    expect(heardIn(body, me)).toMatchObject({
      is: 'command',
      text: 'clone gallifrey dev',
      channel: 'C1',
      user: 'U1',
      keys: ['tr'],
    });
  });
});

test.each<[string, object]>([
  ['talk', { text: 'the status of gallifrey' }],
  ['talk that names farmhand', { text: 'ask <@UBOT> for the status' }],
  ['talk to somebody else', { text: '<@U2> !status' }],
  ['itself', { text: '!status', user: 'UBOT' }],
  ['itself in direct messages', { text: 'status', user: 'UBOT', channel_type: 'im' }],
  ['another bot', { text: '!status', bot_id: 'B2' }],
  ['an integration', { text: '!status', subtype: 'bot_message', bot_id: 'B2' }],
  ['an edit', { subtype: 'message_changed', text: undefined, message: { text: '!status', user: 'U1', ts: '1.2' } }],
  [
    'a mention that came by an edit',
    { type: 'app_mention', text: '<@UBOT> status', edited: { user: 'U1', ts: '1.3' } },
  ],
  ['a deletion', { subtype: 'message_deleted', deleted_ts: '1.2' }],
  ['somebody who joins', { subtype: 'channel_join', text: '!status' }],
  ['a reaction on a file', { type: 'reaction_added', reaction: 'x', item: { type: 'file', file: 'F1' } }],
  ['something unknown', { type: 'team_join' }],
])('%s is not', (_, event) => {
  expect(heardIn(message(event), me)).toBeUndefined();
});
