import { expect, test } from 'vitest';
import { saidWith } from '../../src/bot/options.ts';
import { Refusal } from '../../src/bot/refusal.ts';

const options = { '--node': 'the name of a node', '--force': null };

test('options stand before, between and after other words', () => {
  const { words, options: given } = saidWith(options, ['--force', 'one', '--node', 'host02', 'two'], 2);
  expect(words).toEqual(['one', 'two']);
  expect([...given]).toEqual([
    ['--force', ''],
    ['--node', 'host02'],
  ]);
});

test.each([
  [['--nod', 'host02'], 'There is no "--nod", only --node and --force.'],
  [['--toString'], 'There is no "--toString", only --node and --force.'],
  [['one', '--node'], '--node takes the name of a node.'],
  [['--force', '--force'], '--force is there twice.'],
])('%j is refused: %s', (words, why) => {
  expect(() => saidWith(options, words, 1)).toThrow(new Refusal(why));
});

test('a word more than there may be is refused', () => {
  expect(() => saidWith(options, ['one', '--force', 'two'], 1)).toThrow(new Refusal('"two" is one word too many.'));
});
