import { describe, expect, test } from 'vitest';
import { box, layoutOf, rowsOf } from '../../../main/web/graph.ts';

const step = (id: string, ...after: readonly string[]) => ({ id, after, state: 'waiting' as const });
const diamond = [step('a'), step('b', 'a'), step('c', 'a'), step('d', 'b', 'c', 'a')];

describe('a plan as a drawing', () => {
  test('has in a row what may run at once, each after what it waits for', () => {
    expect(rowsOf(diamond).map((row) => row.map(({ id }) => id))).toEqual([['a'], ['b', 'c'], ['d']]);
  });

  test('leaves out steps that wait for each other, and ends', () => {
    expect(rowsOf([step('a'), step('b', 'c'), step('c', 'b')])).toEqual([[step('a')]]);
  });

  test('draws a line from each step to those after it, but where a longer way says so already', () => {
    const lines = layoutOf(diamond).lines.map(({ from, to }) => `${from.step.id}${to.step.id}`);
    expect(lines.toSorted()).toEqual(['ab', 'ac', 'bd', 'cd']);
  });

  test('puts no two boxes over each other, and none outside', () => {
    const { boxes, width, height } = layoutOf([...diamond, step('e'), step('f', 'e'), step('g', 'd', 'f')]);
    for (const [index, { x, y }] of boxes.entries()) {
      expect(x >= 0 && y >= 0 && x + box.width <= width && y + box.height <= height).toBe(true);
      for (const other of boxes.slice(index + 1))
        expect(Math.abs(other.x - x) >= box.width || Math.abs(other.y - y) >= box.height).toBe(true);
    }
  });
});
