import { expect, test } from 'vitest';
import { copyEnd, copyProgress } from '../../../platforms/lvm/progress.ts';

const gib = 2 ** 30;
const line = (copied: number, copies: number, zeroed: number, zeroes: number, seconds: number, before = [0, 0]) =>
  `did copy 0 ${copied} : ${copied} of ${copies}, ${zeroed} of ${zeroes} in ${seconds * 1000} ms after ${before.join(' ')}\n`;

test.each([
  ['nothing yet', ''],
  ['which pieces there are', 'pieces 1 2\n'],
  ['a line cut short', line(gib, 2 * gib, 0, 0, 2).slice(0, -2)],
])('of a copy that has said %s, nothing is told', (_, output) => {
  expect(copyProgress(output)).toBeUndefined();
});

test.each([
  [12.4, 132, '12.4 GiB of 30 GiB copied, 96.2 MiB/s, 3 min left'],
  [29.9, 600, '29.9 GiB of 30 GiB copied, 51 MiB/s, 2 s left'],
  [0.5, 300, '512 MiB of 30 GiB copied, 1.7 MiB/s, 4.9 h left'],
])('%f GiB in %i s are told as %s', (copiedGib, seconds, text) => {
  const bytes = Math.round(copiedGib * gib);
  expect(copyProgress(line(bytes, 30 * gib, 0, 0, seconds))).toEqual({ part: bytes / (30 * gib), text });
});

test('the latest line counts, and what is zeroed counts half, since it is not read', () => {
  const output = line(0.25 * gib, gib, 0, 2 * gib, 10) + line(0.5 * gib, gib, gib, 2 * gib, 16);
  expect(copyProgress(output)).toEqual({
    part: 0.5,
    text: '512 MiB of 1 GiB copied, 1 GiB of 2 GiB zeroed, 96 MiB/s, 16 s left',
  });
});

test('what an earlier attempt did is no part of the rate', () => {
  expect(copyProgress(line(3 * gib, 4 * gib, 0, 0, 1024, [2 * gib, 0]))).toEqual({
    part: 0.75,
    text: '3 GiB of 4 GiB copied, 1 MiB/s, 17 min left',
  });
});

test('an attempt that finds something done says so before it does more', () => {
  expect(copyProgress(`had : ${gib} of ${4 * gib}, 0 of 0 in 0 ms after ${gib} 0\n`)).toEqual({
    part: 0.25,
    text: '1 GiB of 4 GiB copied',
  });
});

test.each([
  [line(8 * gib, 8 * gib, 0, 0, 1), '8 GiB copied'],
  [line(gib, gib, 7 * gib, 7 * gib, 1), '1 GiB of 8 GiB copied, 7 GiB zeroed'],
  [line(gib, gib, 0, 0, 1), '1 GiB of 8 GiB copied'],
])('what a copy did is told in the end: %j', (output, text) => {
  expect(copyEnd(output, 8 * gib)).toBe(text);
});
