import { describe, expect, test } from 'vitest';
import { driftOf } from '../../../platforms/packaging-farm/drift.ts';
import { withOwnLines } from '../../../platforms/packaging-farm/own-lines.ts';

const keep = ['GIT_REVISION', 'VERSION_FLAVOR'];

describe("a farm's file for another", () => {
  test.each([
    [
      'the other’s revision stays',
      'A = 1\nGIT_REVISION = v1\nB = 2\n',
      'GIT_REVISION=master\nA = 0\n',
      'A = 1\nGIT_REVISION=master\nB = 2\n',
    ],
    ['a revision the other does not have is not given to it', 'GIT_REVISION = v1\nA = 1\n', 'A = 1\n', 'A = 1\n'],
    ['what only the other has comes last', 'A = 1\n', 'VERSION_FLAVOR := dev\n', 'A = 1\nVERSION_FLAVOR := dev\n'],
    [
      'but before the line that ends a job file',
      'A = 1\ninclude $(LIBDIR)/Makefile\n',
      'VERSION_FLAVOR = dev\ninclude x\n',
      'A = 1\nVERSION_FLAVOR = dev\ninclude $(LIBDIR)/Makefile\n',
    ],
    ['a text without an end of line gets one', 'A = 1', 'GIT_REVISION = master', 'A = 1\nGIT_REVISION = master\n'],
    [
      'continued lines belong together',
      'GIT_REVISION = \\\n v1\nA = 1\n',
      'GIT_REVISION = \\\n master\n',
      'GIT_REVISION = \\\n master\nA = 1\n',
    ],
    [
      'every way make sets a variable counts',
      'export GIT_REVISION ?= v1\n',
      'GIT_REVISION ::= master\n',
      'GIT_REVISION ::= master\n',
    ],
    [
      'a name that only begins so does not',
      'GIT_REVISION_OLD = v1\n',
      'GIT_REVISION_OLD = v0\n',
      'GIT_REVISION_OLD = v1\n',
    ],
    ['nor does a comment', '# GIT_REVISION = v1\n', '# GIT_REVISION = master\n', '# GIT_REVISION = v1\n'],
  ])('%s', (_, from, to, result) => {
    expect(withOwnLines(from, to, keep)).toBe(result);
  });

  test('is the same where it was taken from it already', () => {
    const [from, to] = ['A = 1\nGIT_REVISION = v1\n', 'GIT_REVISION = master\nA = 0\n'];
    const once = withOwnLines(from, to, keep);
    expect(withOwnLines(from, once, keep)).toBe(once);
  });
});

describe('two farms have drifted', () => {
  const files = (conf: string | null, job: string | null) => ({
    conf: { path: '/conf', text: conf },
    job: { path: '/job', text: job },
  });
  test.each([
    ['not, where only what is kept differs', files('GIT_REVISION = a\n', ''), files('GIT_REVISION = b\n', ''), []],
    ['not, in a file the first does not have', files(null, null), files('A = 1\n', 'B = 1\n'), []],
    ['in a line', files('A = 1\n', 'B = 1\n'), files('A = 1\n', 'B = 2\n'), ['/job']],
    ['in a file the second does not have', files('A = 1\n', 'B = 1\n'), files(null, 'B = 1\n'), ['/conf']],
  ])('%s', (_, from, to, paths) => {
    expect(driftOf(from, to, keep).map(({ path }) => path)).toEqual(paths);
  });
});
