import { describe, expect, test } from 'vitest';
import { heardIn } from '../../../adapters/slack/hear.ts';

const me = { user: 'UBOT', prefixIn: () => '!' };
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
    [
      'an address typed as such',
      { text: '!status <http://gallifrey.xivo.vm.farm>' },
      'status http://gallifrey.xivo.vm.farm',
    ],
    [
      'an address with & in it',
      { text: '!log <http://a.farm/?x=1&amp;y=2|a.farm/?x=1&amp;y=2>' },
      'log a.farm/?x=1&y=2',
    ],
    ['a mail address', { text: '!notify <mailto:rose@xivo.farm|rose@xivo.farm>' }, 'notify rose@xivo.farm'],
    ['a mail address without a label', { text: '!notify <mailto:rose@xivo.farm>' }, 'notify rose@xivo.farm'],
    ['a telephone number', { text: '!log <tel:+33123456789|+33123456789>' }, 'log +33123456789'],
    ['a person', { text: '!log <@U123> <@U124|rose>' }, 'log @U123 @rose'],
    ['a channel', { text: '!log <#C123|general> <#C124|> <#C125>' }, 'log #general #C124 #C125'],
    ['a group', { text: '!log <!subteam^S123|@ops> <!subteam^S124|team> <!subteam^S125>' }, 'log @ops @team @S125'],
    [
      'everybody',
      { text: '!log <!here> <!channel> <!everyone> <!here|here> <!here|@here>' },
      'log @here @channel @everyone @here @here',
    ],
    ['a date', { text: '!log <!date^1392734382^{date_num}|18 February> end' }, 'log 18 February end'],
    ['a date with a link and no label', { text: '!log <!date^1392734382^{date}^http://x.farm> end' }, 'log  end'],
    ['an entity of an entity', { text: '!log &amp;lt;b&amp;gt; &amp;amp;' }, 'log &lt;b&gt; &amp;'],
    ['what only looks like markup, being typed', { text: '!log &lt;!here&gt; &lt;@U1&gt;' }, 'log <!here> <@U1>'],
    ['a mention with its name', { text: '<@UBOT|farmhand>, status' }, 'status'],
    ['a mention before everybody', { text: '<@UBOT> <!here> status' }, '@here status'],
    ['everybody in direct messages', { text: '<!here> status', channel_type: 'im' }, '@here status'],
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

  test('a message that names farmhand in its middle, as one that may be talk', () => {
    expect(heardIn(message({ text: 'hey <@UBOT> status skaro' }), me)).toMatchObject({
      text: 'status skaro',
      aside: true,
    });
    expect(heardIn(message({ text: 'ask <@UBOT> for the status' }), me)).toMatchObject({
      text: 'for the status',
      aside: true,
    });
  });

  test('a mention alone, as a question for help', () => {
    expect(heardIn(message({ text: '<@UBOT>' }), me)).toMatchObject({ text: 'help' });
  });

  test('where commands begin otherwise, or farmhand is called by name only', () => {
    const calling = (prefix: string | null) => ({
      ...me,
      prefixIn: (channel: string) => (channel === 'C1' ? prefix : '!'),
    });
    expect(heardIn(message({ text: '.status' }), calling('.'))).toMatchObject({ text: 'status' });
    expect(heardIn(message({ text: '!seen bob' }), calling('.'))).toBeUndefined();
    expect(heardIn(message({ text: '!status' }), calling(null))).toBeUndefined();
    expect(heardIn(message({ text: '<@UBOT> status' }), calling(null))).toMatchObject({ text: 'status' });
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
  ['talk to somebody else', { text: '<@U2> !status' }],
  ['everybody here', { text: '<!here> status' }],
  ['everybody here, named', { text: '<!here|here> destroy gallifrey' }],
  ['the channel', { text: '<!channel> destroy gallifrey' }],
  ['everyone', { text: ' <!everyone>status' }],
  ['a group', { text: '<!subteam^S123|@team> status' }],
  ['a group whose name begins with !', { text: '<!subteam^S123|!status> gallifrey' }],
  ['a date', { text: '<!date^1392734382^{date_num}|!status> gallifrey' }],
  ['a link whose text is a command', { text: '<http://evil.farm|!destroy gallifrey>' }],
  ['a channel whose name is a command', { text: '<#C123|!status>' }],
  ['another person whose name is a command', { text: '<@U2|!status> gallifrey' }],
  ['a command quoted', { text: '&gt; !status' }],
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
