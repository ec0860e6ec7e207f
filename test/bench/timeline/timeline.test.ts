import { expect, test } from 'vitest';
import type { StoredEvent } from '../../../src/journal/journal.ts';
import { barsOf } from './bars.ts';
import { svgChart, terminalChart } from './chart.ts';

const began = Date.parse('2026-11-30T12:00:00.000Z');

/** Events of a run, each so many seconds after it was taken up. */
function events(...all: readonly (readonly [seconds: number, type: string, data: object])[]): readonly StoredEvent[] {
  return all.map(([seconds, type, data], index) => ({
    ...{ seq: index + 1, run: 1, version: index + 1, type, data: data as StoredEvent['data'], prev: '', hash: '' },
    at: new Date(began + seconds * 1000).toISOString(),
  }));
}

const step = (id: string) => ({ step: id, action: 'toy' });
const plan = {
  steps: [
    { id: 'copy', title: 'copy the <disk>', after: [] },
    { id: 'name', title: 'name it', after: ['copy'] },
    { id: 'never', title: 'not begun', after: ['name'] },
  ],
};
const run = events(
  [-9, 'planned', { plan, by: 'loic', asked: null }],
  [-1, 'queued', {}],
  [0, 'running', { owner: 'w', token: 1 }],
  [1, 'step.intent', step('copy')],
  [2, 'step.progress', { ...step('copy'), text: 'half' }],
  [7, 'step.effect', step('copy')],
  [8, 'step.verified', step('copy')],
  [8.5, 'step.skipped', { ...step('name'), why: 'as wanted' }],
);

test('a step is a bar of its looks, its doing and its checks, from when those before it were done', () => {
  expect(barsOf(run)).toEqual([
    {
      step: 'copy',
      title: 'copy the <disk>',
      parts: [
        { kind: 'look', from: 0, to: 1 },
        { kind: 'do', from: 1, to: 7 },
        { kind: 'check', from: 7, to: 8 },
      ],
    },
    { step: 'name', title: 'name it', parts: [{ kind: 'look', from: 8, to: 8.5 }] },
    { step: 'never', title: 'not begun', parts: [] },
  ]);
});

test('time in which a host could not be asked is drawn as unknown', () => {
  const lost = events(
    [0, 'planned', { plan, by: 'loic', asked: null }],
    [0, 'running', { owner: 'w', token: 1 }],
    [1, 'step.intent', step('copy')],
    [3, 'step.unknown', { ...step('copy'), why: 'gone' }],
    [5, 'step.verified', step('copy')],
  );
  expect(barsOf(lost)[0]?.parts.map(({ kind }) => kind)).toEqual(['look', 'do', 'unknown']);
});

test('a run nobody has taken up has no bars', () => {
  expect(barsOf(events([0, 'planned', { plan, by: 'loic', asked: null }]))).toEqual([]);
});

test('in a terminal each step is a line with its seconds, in which a character is as long as it says', () => {
  const [copy = '', name = '', never = '', legend = ''] = terminalChart(barsOf(run));
  expect(copy).toMatch(/^copy {3}·+█+▒+ +8\.00 s$/);
  expect(copy.match(/█/g)?.length).toBe(Math.round((7 / 8.5) * 60) - Math.round((1 / 8.5) * 60));
  expect(name).toMatch(/^name {3} +·+ {2}0\.50 s$/);
  expect(never).toMatch(/^never {2} +0\.00 s$/);
  expect(legend).toContain('a character is 0.14 s, all of it 8.50 s');
});

test('as SVG each part is a box, and no text of the plan is markup', () => {
  const svg = svgChart(barsOf(run));
  expect(svg.match(/<rect /g)).toHaveLength(4);
  expect(svg).toContain('copy the &lt;disk&gt;: do 6.00 s');
  expect(svg).not.toContain('<disk>');
});
