import { describe, expect, test } from 'vitest';
import { actions } from '../../platforms/actions.ts';
import { riskOf } from '../../src/bot/risk.ts';
import type { StepView } from '../../src/engine/run.ts';
import { mayBeInUse } from '../../src/engine/undo.ts';

describe('the risk the policy goes by', () => {
  const failed = { state: 'failed', settled: false } as const;
  const cancelled = { state: 'cancelled', settled: false } as const;
  test.each([
    ['what undoes nothing is as risky as its plan', 'destructive', undefined, false, 'destructive'],
    ['a run that failed, holds what it made, and opened nothing for use', 'destructive', failed, false, 'disruptive'],
    ['a run that was cancelled half-way, likewise', 'destructive', cancelled, false, 'disruptive'],
    ['a run that failed, and somebody can have worked with what it made', 'destructive', failed, true, 'destructive'],
    ['a failed run left by !cancel', 'destructive', { state: 'cancelled', settled: true }, false, 'destructive'],
    ['a run that is done', 'destructive', { state: 'done', settled: true }, false, 'destructive'],
    ['a run that is under way', 'destructive', { state: 'running', settled: false }, false, 'destructive'],
    ['an undoing that loses nothing', 'disruptive', { state: 'done', settled: true }, true, 'disruptive'],
    ['an undoing that nobody notices', 'safe', failed, true, 'safe'],
  ] as const)('of %s', (_, risk, undone, used, expected) => {
    expect(riskOf({ risk }, undone, used)).toBe(expected);
  });
});

describe('what a run made may be in use', () => {
  const start = (more: Partial<StepView>) =>
    ({ action: 'ganeti.start', attempt: 1, state: 'done', ...more }) as StepView;
  test.each([
    ['once its VM was started', start({ receipt: { started: true } }), true],
    [
      'where the start failed, and the VM runs all the same',
      start({ state: 'failed', receipt: { started: true } }),
      true,
    ],
    ['where it is not known whether it was started', start({ state: 'unknown' }), true],
    ['where somebody else had started it', start({ attempt: 0, state: 'skipped' }), true],
    ['not where the start failed, and the VM is down', start({ state: 'failed', receipt: null }), false],
    ['not before it is started', start({ attempt: 0, state: 'waiting' }), false],
    ['not by a disk alone', start({ action: 'lvm.volume', receipt: { uuid: 'u' } }), false],
  ])('%s', (_, step, expected) => {
    expect(mayBeInUse({ steps: [step] }, actions)).toBe(expected);
  });
});
