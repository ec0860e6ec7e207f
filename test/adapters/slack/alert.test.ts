import { expect, test } from 'vitest';
import { alert } from '../../../adapters/slack/alert.ts';
import { run } from '../../bot/views.ts';

const of = (called: readonly { readonly name: string; readonly account?: string }[], asker?: string) =>
  alert(
    { news: { kind: 'alert', text: '', people: [] }, view: run(), called, ...(asker && { asker }) },
    'run 7 <!here> waits',
  );

test('an alert mentions those it is for, and nothing in it is markup', () => {
  const { text, blocks } = of([
    { name: 'nina', account: 'T01/U02' },
    { name: 'nico' },
    { name: 'eve', account: 'T01/U0>' },
  ]);
  expect(text).toBe('<@U02>, nico, eve: run 7 &lt;!here&gt; waits.');
  expect(JSON.stringify(blocks)).toContain(
    '{"type":"user","user_id":"U02"},{"type":"text","text":", "},{"type":"text","text":"nico"}',
  );
});

test('an alert for nobody else mentions who asked for the run', () => {
  expect(of([], 'U01').text).toMatch(/^<@U01>: run 7/);
  expect(of([]).text).toMatch(/^loic: run 7/);
});
