import { expect, test } from 'vitest';
import { eventText } from '../../src/bot/event-text.ts';
import type { RunEvent } from '../../src/engine/events.ts';
import type { RunView } from '../../src/engine/run.ts';

const view = { steps: [{ id: 'stop', title: 'stop gallifrey', why: 'host01: no' }] } as unknown as RunView;
const ended = (why?: string) =>
  ({ type: 'ended', run: 1, state: 'failed', ...(why !== undefined && { why }) }) as unknown as RunEvent;

test('the end of a run says why, unless a step has just said it', () => {
  expect(eventText(ended('stop gallifrey: host01: no'), view)).toBe('failed');
  expect(eventText(ended('rose is not in farm.yaml any more'), view)).toBe('failed: rose is not in farm.yaml any more');
  expect(eventText(ended(), view)).toBe('failed');
});
