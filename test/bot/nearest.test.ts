import { expect, test } from 'vitest';
import { distance, nearest } from '../../src/bot/nearest.ts';

const known = ['clone', 'status', 'list', 'start', 'stop', 'restart', 'memory', 'destroy', 'undo', 'help', 'runs'];

test.each([
  ['clnoe', 'clone'],
  ['clon', 'clone'],
  ['statsu', 'status'],
  ['stat', 'status'],
  ['destory', 'destroy'],
  ['restrat', 'restart'],
  ['hlep', 'help'],
  ['mem', 'memory'],
  ['run', 'runs'],
])('%s is most likely %s', (word, meant) => {
  expect(nearest(word, known)).toBe(meant);
});

test.each(['seen', 'weather', 'x', 'tell'])('%s is like none of them', (word) => {
  expect(nearest(word, known)).toBeUndefined();
});

test.each([
  ['', 'abc', 3],
  ['abc', '', 3],
  ['abc', 'abc', 0],
  ['abc', 'acb', 1],
  ['abc', 'abd', 1],
  ['kitten', 'sitting', 3],
])('from %j to %j takes %i edits', (a, b, edits) => {
  expect(distance(a, b)).toBe(edits);
});
