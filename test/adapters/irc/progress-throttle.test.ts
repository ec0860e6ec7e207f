import { expect, test } from 'vitest';
import { ProgressThrottle } from '../../../adapters/irc/progress-throttle.ts';
import { clone, copying, noon, told } from './views.ts';

/** Which of these moments of a copy (seconds since it began, part done) get a line. */
function said(
  moments: readonly (readonly [seconds: number, part: number | undefined])[],
  throttle = new ProgressThrottle(),
): number[] {
  return moments
    .filter(([seconds, part]) => {
      const view = copying({ text: 't', ...(part !== undefined && { part }) }, noon.toISOString());
      return throttle.admits(told({ kind: 'progress', step: 'copy' }, view), noon.getTime() + seconds * 1000);
    })
    .map(([seconds]) => seconds);
}

test('a long step is told at each quarter', () => {
  const moments = Array.from({ length: 100 }, (_, i) => [i * 3, i / 100] as const);
  expect(said(moments)).toEqual([75, 150, 225]);
});

test('a step of less than a minute is not', () => {
  const moments = Array.from({ length: 50 }, (_, i) => [i, i / 50] as const);
  expect(said(moments)).toEqual([]);
});

test('a run has at most one line a minute', () => {
  expect(
    said([
      [100, 0.3],
      [105, 0.55],
      [110, 0.8],
      [159, 0.9],
      [160, 0.9],
    ]),
  ).toEqual([100, 160]);
});

test('a very long step is told every 10 minutes', () => {
  const moments = Array.from({ length: 60 }, (_, i) => [i * 60, i / 6000] as const);
  expect(said(moments)).toEqual([600, 1200, 1800, 2400, 3000]);
});

test('so is one of which nobody knows how far it is', () => {
  const moments = Array.from({ length: 25 }, (_, i) => [i * 60, undefined] as const);
  expect(said(moments)).toEqual([600, 1200]);
});

test('another attempt is told anew', () => {
  const throttle = new ProgressThrottle();
  said([[100, 0.3]], throttle);
  const again = copying({ text: 't', part: 0.3 }, noon.toISOString(), { attempt: 2 });
  expect(throttle.admits(told({ kind: 'progress', step: 'copy' }, again), noon.getTime() + 160_000)).toBe(true);
});

test('whatever is not progress is always told', () => {
  expect(new ProgressThrottle().admits(told({ kind: 'ended' }, clone({ state: 'done' })))).toBe(true);
});
