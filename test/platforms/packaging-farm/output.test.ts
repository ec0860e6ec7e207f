import { describe, expect, test } from 'vitest';
import { buildProgress, failureOf, outcomeOf } from '../../../platforms/packaging-farm/output.ts';
import { plays } from '../../../platforms/packaging-farm/role.ts';
import { rebuildOf } from '../../../src/bot/survey/rebuild.ts';

const plan = 'SUBMIT DONE submitted=1 unchanged=2 failed=0\nBUILD PLAN 2 3\n';

describe('how far a build is', () => {
  test.each([
    ['before it says anything', '', undefined],
    ['what is no word of its', 'hello\n', undefined],
    ['it waits', 'WAITING run 7, asked by rose\n', { text: 'waits behind run 7, asked by rose' }],
    ['it submits', 'WAITING run 7\nSUBMIT asterisk 1-1\n', { text: 'takes the sources from git' }],
    ['it has planned', plan, { part: 0, text: 'package 1 of 2' }],
    ['one is begun', `${plan}packaging-farm --cd a all\n`, { part: 0, text: 'package 1 of 2: a' }],
    [
      'two are under way, and one has ended',
      `${plan}packaging-farm --cd a all\npackaging-farm --cd b all\nBUILD OK a 1\n`,
      { part: 0.5, text: 'package 2 of 2: b' },
    ],
    ['there is nothing to do', 'BUILD PLAN 0 3\n', { part: 1, text: 'nothing to build' }],
  ])('%s', (_, output, progress) => {
    expect(buildProgress(output)).toEqual(progress);
  });
});

test('what a build came to is read from its end', () => {
  expect(outcomeOf(`${plan}BUILD DONE built=2 unchanged=1 failed=0 left=0 seconds=61\nREPOSITORY deb x y z\n`)).toEqual(
    {
      built: 2,
      unchanged: 1,
      failed: 0,
      seconds: 61,
      repositories: ['deb x y z'],
    },
  );
  expect(outcomeOf(plan)).toBeUndefined();
});

describe('why a build failed', () => {
  const log = [
    'BUILD START packaging-farm --cd a all',
    'one',
    'two',
    'three',
    'BUILD END packaging-farm --cd a chroot-login',
    '',
  ];
  test('is what stands before BUILD END, with the log and the way in', () => {
    expect(failureOf(`BUILD FAILED a /log\n${log.join('\n')}BUILD DONE built=0\n`)).toEqual([
      'a could not be built: two / three',
      'log: /log',
      'to look into it there: packaging-farm --cd a chroot-login',
      'one',
    ]);
  });
  test('is what stands before SUBMIT FAILED', () => {
    expect(failureOf('no such tree\nSUBMIT FAILED a /log\n')).toEqual([
      'a could not be made from git: no such tree',
      'log: /log',
    ]);
  });
  test('is not known of other output', () => {
    expect(failureOf('sh: killed\n')).toBeUndefined();
  });
});

describe('a revision', () => {
  test.each([
    ['the first, and usual', 'v1', undefined, { last: undefined, all: false, decides: false }],
    ['the first, and another than usual', 'v2', undefined, { last: undefined, all: false, decides: true }],
    ['the same again', 'v1', 'v1', { last: 'v1', all: false, decides: false }],
    ['another', 'v2', 'v1', { last: 'v1', all: true, decides: true }],
    ['back to the usual one', 'v1', 'v2', { last: 'v2', all: true, decides: true }],
    ['another, again', 'v2', 'v2', { last: 'v2', all: false, decides: true }],
  ])('%s', (_, revision, submitted, result) => {
    expect(rebuildOf(plays, revision, { usual: 'v1', submitted, ahead: [] })).toEqual(result);
  });
});
