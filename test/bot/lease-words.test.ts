import { expect, test } from 'vitest';
import { leaseText, leaseWords } from '../../src/bot/lease-words.ts';
import { Refusal } from '../../src/bot/refusal.ts';
import { cloneWords } from '../../src/bot/survey/clone-words.ts';

test.each([
  ['14d', 14 * 86_400, '14d'],
  ['for 14d', 14 * 86_400, '14d'],
  ['FOR 36H', 36 * 3600, '36h'],
  ['90m', 5400, '90m'],
  ['for ever', null, 'ever'],
  ['forever', null, 'ever'],
])('"%s" is %d seconds, and is typed again as %s', (text, seconds, again) => {
  expect(leaseWords(text.split(' '))).toBe(seconds);
  expect(leaseText(seconds)).toBe(again);
});

test.each(['', 'for', '5m', '4000d', 'long', '-1d', 'for 7d more'])('"%s" is no time for a VM', (text) => {
  expect(() => leaseWords(text.split(' '))).toThrow(Refusal);
});

test('a clone takes it after the suffix, wherever its options are', () => {
  expect(cloneWords('gallifrey dev --node host02 for 14d'.split(' '))).toEqual({
    ...{ source: 'gallifrey', suffix: 'dev', node: 'host02' },
    seconds: 14 * 86_400,
  });
  expect(cloneWords(['gallifrey', 'dev'])).not.toHaveProperty('seconds');
  expect(() => cloneWords(['gallifrey', 'dev', '14d'])).toThrow('"14d" is one word too many.');
});
