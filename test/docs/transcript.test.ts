import { expect, test } from 'vitest';
import { block, pageText, partsOf } from './pages.ts';
import { comparable, replayed } from './transcript.ts';

test('the transcript of docs/chat.md is what people read who say the same', async () => {
  const [part] = partsOf(pageText('docs/chat.md')).filter(({ name }) => name === 'transcript');
  const transcript = part?.text ?? '';
  expect(transcript).toContain('<farmhand> alice: run 1 is done');
  expect(comparable(block(await replayed(transcript)))).toBe(comparable(transcript));
});

test('of two transcripts only what chance and time decide does not count', () => {
  const one = '<farmhand> MAC 52:54:84:5d:98:db, disk f3e8d23f-21c0-417d-9b5e-91bb4da9b926.disk0, done in 8 s: clone';
  const other =
    '<farmhand> MAC 52:54:00:00:00:01, disk 00000000-21c0-417d-9b5e-91bb4da9b926.disk0, done in 1 min 5 s: clone';
  expect(comparable(one)).toBe(comparable(other));
  expect(comparable(one)).not.toBe(comparable(one.replace('clone', 'destroy')));
  expect(comparable('one of them, within 29 min)')).toBe(comparable('one of them, within 30 min)'));
  expect(comparable('one of them, within 5 min)')).not.toBe(comparable('one of them, within 30 min)'));
  expect(comparable('in 3 steps: clone')).not.toBe(comparable('in 4 steps: clone'));
});
