import { describe, expect, test } from 'vitest';
import { costOf, runTitle, standingText, stepsOver, timeLeft, voteText, waitingFor } from '../../src/bot/run-text.ts';
import type { RunView } from '../../src/engine/run.ts';
import { run, step } from './views.ts';

test.each([
  ['of the same platform', { from: 'irc', vote: 'approve' }, 7, 'bob approved run 7'],
  ['of another platform', { from: 'slack', vote: 'approve' }, 7, 'bob approved run 7 (from slack)'],
  ['taken back', { from: 'irc', vote: 'withdraw' }, 7, 'bob took back the approval of run 7'],
  ['where the run is clear', { from: 'slack', vote: 'approve' }, undefined, 'bob approved it (from slack)'],
  ['taken back where the run is clear', { from: 'irc', vote: 'withdraw' }, undefined, 'bob took back their approval'],
] as const)('a vote %s', (_, vote, number, text) => {
  expect(voteText({ kind: 'vote', person: 'bob', ...vote }, 'irc', number)).toBe(text);
});

test('what a plan costs counts only what has something to do, and names what others notice', () => {
  const { effect: _, ...idle } = step({ id: 'b', title: 'idle', risk: 'destructive' });
  const steps = [step({ id: 'a', title: 'small' }), idle, step({ id: 'c', title: 'big', risk: 'disruptive' })];
  expect(costOf({ steps, risk: 'disruptive' })).toEqual({ steps: '2 steps', risk: 'disruptive', worst: ['big'] });
  expect(costOf({ steps: [step({ id: 'a' })], risk: 'safe' })).toMatchObject({ steps: '1 step', risk: undefined });
});

test('a run, how far it is, and how long it takes still', () => {
  const steps = [step({ id: 'a', state: 'done' }), step({ id: 'b', state: 'skipped' }), step({ id: 'c' })];
  expect([runTitle(run()), stepsOver({ steps }), stepsOver({ steps: [step({ id: 'a' })] }), timeLeft(190)]).toEqual([
    'run 7: destroy gallifrey-dev, asked by loic',
    '2 of 3 steps',
    '0 of 1 step',
    'about 3 min 10 s left',
  ]);
  expect(waitingFor('a second person')).toBe('It waits for a second person');
});

describe('how a run stands, in one sentence', () => {
  const ran = { startedAt: '2026-01-01T10:00:00.000Z', endedAt: '2026-01-01T10:01:30.000Z' };
  test.each<[string, Partial<RunView>, string | undefined, string]>([
    ['it waits', {}, 'a second person', 'It waits for a second person.'],
    ['it was approved', {}, undefined, 'It begins.'],
    ['it runs', { state: 'running' }, undefined, 'It is under way.'],
    ['it is done', { state: 'done', ...ran }, undefined, 'Done in 1 min 30 s.'],
    ['it failed', { state: 'failed', why: 'no disk' }, undefined, 'Run 7 failed: no disk.'],
    ['it was denied', { state: 'denied', why: 'denied by bob' }, undefined, 'Denied: denied by bob.'],
    ['nobody says why', { state: 'expired' }, undefined, 'Expired.'],
  ])('%s', (_, view, waitsFor, text) => {
    expect(standingText({ view: run(view), ...(waitsFor !== undefined && { waitsFor }) })).toBe(text);
  });
});
