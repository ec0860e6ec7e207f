import { describe, expect, test } from 'vitest';
import { demandsOf, strictest } from '../../src/bot/gate.ts';
import type { Gate } from '../../src/engine/run.ts';

const late = '2026-01-01T11:00:00.000Z';
const soon = '2026-01-01T10:10:00.000Z';
const gate = (given: Partial<Gate>): Gate => ({ need: 1, roles: [], askerCounts: false, expires: late, ...given });
const confirmation = gate({ askerCounts: true });
const second = gate({});
const two = gate({ need: 2 });
const operator = gate({ roles: ['operator'] });

describe('of two gates, that one holds that is stricter in every way, and else both:', () => {
  test.each<[string, Gate | undefined, Gate | undefined, readonly Gate[]]>([
    ['none and none', undefined, undefined, []],
    ['none and one', undefined, second, [second]],
    ['one that asks for nobody and none', gate({ need: 0 }), undefined, []],
    ['one that asks for nobody and one', gate({ need: 0 }), confirmation, [confirmation]],
    ['the same twice', second, second, [second]],
    ['the asker counts, or not', confirmation, second, [second]],
    ['one person or two', second, two, [two]],
    ['anybody, or a role', second, operator, [operator]],
    ['a role, or one of two', operator, gate({ roles: ['operator', 'boss'] }), [operator]],
    ['two people of any role, one of a role', two, operator, [two, operator]],
    [
      'the asker and another, one other',
      gate({ need: 2, askerCounts: true }),
      second,
      [gate({ need: 2, askerCounts: true }), second],
    ],
    ['one role or another', operator, gate({ roles: ['boss'] }), [operator, gate({ roles: ['boss'] })]],
  ])('%s', (_, one, other, expected) => {
    expect(demandsOf(strictest([one, other]))).toEqual(expected);
    expect(new Set(demandsOf(strictest([other, one])))).toEqual(new Set(expected));
  });
});

test('it expires when the first of them does', () => {
  expect(strictest([two, gate({ expires: soon })])).toMatchObject({ need: 2, expires: soon });
});

test('a gate of several demands is taken apart and put together again', () => {
  const both = strictest([two, operator]);
  expect(strictest([both])).toEqual(both);
  expect(demandsOf(strictest([both, gate({ need: 3, roles: ['operator'] })]))).toEqual([
    gate({ need: 3, roles: ['operator'] }),
  ]);
});
