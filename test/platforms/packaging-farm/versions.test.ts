import { describe, expect, test } from 'vitest';
import { questionIn } from '../../../platforms/packaging-farm/permission.ts';
import { collisionsOf, inWords, parseHeld, parseWanted } from '../../../platforms/packaging-farm/versions.ts';

const wanted = parseWanted('WOULD BUILD a a 1-1 amd64,arm64\nWOULD KEEP b libb 2-1 amd64\nBUILD WILL c c 3-1 amd64\n');

test('what would be built is read, and what would not', () => {
  expect(wanted.map(({ name, source, stale }) => [name, source, stale])).toEqual([
    ['a', 'a', true],
    ['b', 'libb', false],
    ['c', 'c', true],
  ]);
  expect(wanted[0]?.architectures).toEqual(['amd64', 'arm64']);
});

describe('a version that another farm', () => {
  test.each([
    ['has published collides', 'HELD published a 1-1 all 11 a_1-1_all.deb', 'a 1-1 is published by dev already'],
    ['has built collides', 'HELD built a 1-1 arm64 11 x', 'a 1-1 is built, to be published, by dev already'],
    ['is building collides', 'HELD building a 1-1 all -', 'a 1-1 is being built by dev already'],
    [
      'has published and builds again is told of once',
      'HELD building a 1-1 all -\nHELD published a 1-1 all 11 x',
      'a 1-1 is published by dev already',
    ],
    ['is known by its source, not by its job', 'HELD published b 2-1 all 11 x\nHELD built b 2-1 all 11 x', undefined],
    ['has of another architecture alone does not collide', 'HELD published a 1-1 riscv64 11 x', undefined],
    ['has in another version does not collide', 'HELD published a 1-2 all 11 x', undefined],
  ])('%s', (_, held, words) => {
    const collisions = collisionsOf(wanted, new Map([['dev', parseHeld(`${held}\n`)]]));
    expect(collisions.map(inWords)).toEqual(words === undefined ? [] : [words]);
  });

  test('has the same files of is told of as such, only if all are the same', () => {
    const theirs = parseHeld('HELD published a 1-1 all 11 x\nHELD published a 1-1 amd64 12 y\n');
    const same = (own: string) =>
      collisionsOf(wanted, new Map([['dev', theirs]]), parseHeld(own)).map((collision) => collision.same);
    expect(same('HELD published a 1-1 all 11 x\nHELD built a 1-1 amd64 12 y\n')).toEqual([true]);
    expect(same('HELD published a 1-1 all 11 x\nHELD built a 1-1 amd64 13 y\n')).toEqual([false]);
    expect(same('')).toEqual([false]);
  });
});

test('a build asks once it has said all it will build', () => {
  const asks = 'BUILD PLAN 1 2\nBUILD WILL a a 1-1 amd64\nBUILD MAY 42 /var/lib/farmhand/builds/1.may\n';
  expect(questionIn(asks)).toEqual({ pid: '42', output: 'BUILD PLAN 1 2\nBUILD WILL a a 1-1 amd64\n' });
  expect(questionIn(asks.slice(0, -1))).toBeUndefined();
  expect(questionIn('BUILD PLAN 0 2\n')).toBeUndefined();
});
