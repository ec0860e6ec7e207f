import { expect, test } from 'vitest';
import { answerLines } from '../../../adapters/irc/answer.ts';

const lines = (count: number) => Array.from({ length: count }, (_, i) => `line ${i + 1}`);
const answer = (count: number, more?: string) => ({
  tone: 'answer' as const,
  lines: lines(count),
  ...(more !== undefined && { more }),
});

test('an answer that fits is said whole', () => {
  expect(answerLines(answer(12), false)).toEqual(lines(12));
  expect(answerLines(answer(40), true)).toEqual(lines(40));
});

test.each([
  ['in a channel, to be asked for in private', answer(13), false, 12, '… 2 more lines: ask me in private'],
  ['in a channel, to be read as the command says', answer(30, '!log 7'), false, 12, '… 19 more lines: !log 7'],
  ['in private, to be read as the command says', answer(50, '!log 7'), true, 40, '… 11 more lines: !log 7'],
  ['in private', answer(50), true, 40, '… 11 more lines'],
])('a long one is cut %s', (_, reply, isPrivate, count, last) => {
  const said = answerLines(reply, isPrivate);
  expect(said).toHaveLength(count);
  expect(said.slice(0, -1)).toEqual(lines(count - 1));
  expect(said.at(-1)).toBe(last);
});

test('a line nobody could read is cut too', () => {
  const [line = ''] = answerLines({ tone: 'answer', lines: ['x'.repeat(5000)] }, true);
  expect(line.length).toBeLessThanOrEqual(1200);
  expect(line.endsWith('…')).toBe(true);
});
