import { expect, test } from 'vitest';
import { refusedPayload, type Sent } from './payload.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const button = (more: object) => ({ type: 'button', text: plain('Go'), ...more });
const actions = (...elements: readonly object[]): Sent => ({ text: 'x', blocks: [{ type: 'actions', elements }] });
const modal = (more: object) => ({ view: { type: 'modal', title: plain('Clone'), blocks: [], ...more } as never });
const many = (count: number, one: object) => Array(count).fill(one);
const option = { text: plain('a'), value: 'a' };
const rich = (...elements: readonly object[]): Sent => ({ text: 'x', blocks: [{ type: 'rich_text', elements }] });

test.each<[string, string, Sent]>([
  ['a header of 151 characters', 'chat.postMessage', { blocks: [{ type: 'header', text: plain('x'.repeat(151)) }] }],
  ['a header of markup', 'chat.postMessage', { blocks: [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }] }],
  ['an empty text', 'chat.postMessage', { blocks: [{ type: 'section', text: plain('') }] }],
  ['fields without an end', 'chat.postMessage', { blocks: [{ type: 'section', fields: many(11, plain('x')) }] }],
  ['11 things beside each other', 'chat.update', { blocks: [{ type: 'context', elements: many(11, plain('x')) }] }],
  ['one block_id twice', 'chat.update', { blocks: many(2, { type: 'divider', block_id: 'a' }) }],
  ['26 buttons', 'chat.postMessage', actions(...Array.from({ length: 26 }, (_, i) => button({ action_id: `${i}` })))],
  ['one action_id twice', 'chat.postMessage', actions(button({ action_id: 'a' }), button({ action_id: 'a' }))],
  ['a long button', 'chat.postMessage', actions({ type: 'button', text: plain('x'.repeat(76)) })],
  ['a long value', 'chat.postEphemeral', actions(button({ value: 'x'.repeat(2001) }))],
  ['a label of 76 characters', 'chat.postMessage', actions(button({ accessibility_label: 'x'.repeat(76) }))],
  ['a style nobody knows', 'chat.postMessage', actions(button({ style: 'warning' }))],
  [
    'a confirmation that says too much',
    'chat.postMessage',
    actions(
      button({ confirm: { title: plain('t'), text: plain('x'.repeat(301)), confirm: plain('y'), deny: plain('n') } }),
    ),
  ],
  ['a confirmation that lacks a part', 'chat.postMessage', actions(button({ confirm: { title: plain('t') } }))],
  ['an overflow of six', 'chat.postMessage', actions({ type: 'overflow', options: many(6, option) })],
  [
    '101 options',
    'views.open',
    modal({ blocks: [{ type: 'actions', elements: [{ type: 'static_select', options: many(101, option) }] }] }),
  ],
  ['a list of nothing', 'chat.postMessage', rich({ type: 'rich_text_list', style: 'bullet', elements: [] })],
  [
    'an empty text in rich text',
    'chat.postMessage',
    rich({ type: 'rich_text_section', elements: [{ type: 'text', text: '' }] }),
  ],
  ['a modal without a title', 'views.open', modal({ title: undefined })],
  ['a title of 25 characters', 'views.update', modal({ title: plain('x'.repeat(25)) })],
  ['101 blocks', 'views.open', modal({ blocks: many(101, { type: 'divider' }) })],
  [
    'an input nobody can submit',
    'views.open',
    modal({ blocks: [{ type: 'input', label: plain('l'), element: { type: 'plain_text_input' } }] }),
  ],
  ['a home that is a modal', 'views.publish', modal({})],
  ['a long private_metadata', 'views.open', modal({ private_metadata: 'x'.repeat(3001) })],
  ['options with long values', 'ack', { options: [{ text: plain('a'), value: 'x'.repeat(151) }] }],
  ['51 blocks at a response_url', 'response_url', { blocks: many(51, { type: 'divider' }) }],
  ['nothing', 'chat.postMessage', {}],
])('Slack refuses %s', (_, to, sent) => {
  expect(refusedPayload(to, sent)).toBeDefined();
});

test.each<[string, string, Sent]>([
  ['a section that stays open', 'chat.postMessage', { blocks: [{ type: 'section', text: plain('x'), expand: true }] }],
  ['no options', 'ack', { options: [] }],
  ['an empty acknowledgement', 'ack', {}],
  [
    'a home of a hundred blocks',
    'views.publish',
    { view: { type: 'home', blocks: many(100, { type: 'divider' }) as never } },
  ],
  [
    'a modal with an input',
    'views.open',
    modal({
      submit: plain('Go'),
      blocks: [{ type: 'input', label: plain('l'), element: { type: 'external_select', min_query_length: 0 } }],
    }),
  ],
])('Slack takes %s', (_, to, sent) => {
  expect(refusedPayload(to, sent)).toBeUndefined();
});
