import { describe, expect, test } from 'vitest';
import { checkGraph, longest, ready } from '../../src/engine/graph.ts';
import type { StepState } from '../../src/engine/run.ts';

const step = (id: string, state: StepState, ...after: string[]) => ({ id, after, state });

describe('the graph of steps', () => {
  test.each([
    ['two steps of one name', [step('a', 'waiting'), step('a', 'waiting')], 'two steps are called a'],
    ['a step after one that is not there', [step('a', 'waiting', 'b')], 'can never begin: a'],
    ['steps that wait for each other', [step('a', 'waiting', 'b'), step('b', 'waiting', 'a')], 'can never begin: a, b'],
  ])('refuses %s', (_, steps, message) => {
    expect(() => checkGraph(steps)).toThrow(message);
  });

  test('lets steps begin whose predecessors are done or skipped, and takes up those whose end was not seen', () => {
    const steps = [
      step('done', 'done'),
      step('skipped', 'skipped'),
      step('next', 'waiting', 'done', 'skipped'),
      step('lost', 'unknown', 'done'),
      step('crashed', 'running'),
      step('failed', 'failed'),
      step('blocked', 'waiting', 'failed'),
      step('later', 'waiting', 'next'),
    ];
    expect(ready(steps).map(({ id }) => id)).toEqual(['next', 'lost', 'crashed']);
  });

  test('takes as long as the longest way through it', () => {
    const steps = [
      step('copy', 'waiting'),
      step('dns', 'waiting'),
      step('dhcp', 'waiting', 'dns'),
      step('add', 'waiting', 'copy', 'dhcp'),
    ];
    const seconds = { copy: 60, dns: 5, dhcp: 3, add: 10 } as Record<string, number>;
    expect(longest(steps, ({ id }) => seconds[id] ?? 0)).toBe(70);
    expect(longest([], () => 1)).toBe(0);
  });
});
