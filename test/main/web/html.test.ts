import { expect, test } from 'vitest';
import { type Content, html } from '../../../main/web/html.ts';

const text = (content: Content) => html`${content}`.text;

test.each([
  ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
  ['" onmouseover="alert(1)', '&quot; onmouseover=&quot;alert(1)'],
  ["' autofocus onfocus='alert(1)", '&#39; autofocus onfocus=&#39;alert(1)'],
  ['&lt;b&gt;', '&amp;lt;b&amp;gt;'],
  ['two\nlines\u0000\u001b[31m', 'two lines[31m'],
  ['gallifrey\u202Etxt.exe', 'gallifreytxt.exe'],
  ['a lone \ud800 surrogate', 'a lone \ufffd surrogate'],
])('text can be nothing but text: %j', (given, shown) => {
  expect(text(given)).toBe(shown);
});

test('what html made stays as it is, and lists are put there one after the other', () => {
  expect(html`<ul>${['a<', 'b'].map((one) => html`<li>${one}</li>`)}</ul>`.text).toBe(
    '<ul><li>a&lt;</li><li>b</li></ul>',
  );
});

test('a text in a list is escaped too', () => {
  expect(text(['<', [html`<b>`, '>']])).toBe('&lt;<b>&gt;');
});

test('what is undefined or false is left out, and a number shown', () => {
  expect(html`${undefined}${false}${0}`.text).toBe('0');
});

test('what only looks like markup of html is text', () => {
  const forged = JSON.parse('{"text":"<script>"}') as string;
  expect(() => text(forged)).toThrow();
});
