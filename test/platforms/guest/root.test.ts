import { expect, test } from 'vitest';
import { type RootCandidate, rootOf } from '../../../platforms/guest/root.ts';

const ext = (etc: boolean): RootCandidate => ({ type: 'ext4', etc });
const other = (type: string): RootCandidate => ({ type, etc: false });

test.each<[string, readonly RootCandidate[], number | undefined]>([
  ['the first with /etc', [other('swap'), ext(false), ext(true), ext(true)], 2],
  ['one that shows /etc before one that only a mount can look into', [other('xfs'), ext(true)], 1],
  ['else the first that only a mount can look into', [ext(false), other('xfs'), other('xfs')], 1],
  ['none where nothing can have it', [other('swap'), other('LVM2_member'), ext(false), other('')], undefined],
])('the root file system is on %s', (_, disks, expected) => {
  expect(rootOf(disks)).toBe(expected);
});
