import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandboxed, sandboxed } from '../../farm/sandboxed.ts';
import { needs } from '../../support/servers.ts';
import { type Copying, copyingOn, expectCopied } from './copying.ts';
import {
  freeBytes,
  killInMidWrite,
  makeFileSystem,
  makePhysicalVolume,
  makeSwap,
  makeXfs,
  partition,
  write,
} from './disks.ts';

const mib = 2 ** 20;
const size = 48 * mib;

/** What is on a disk: how it is made, and how each stretch of it is copied. */
type Case = readonly [string, (file: string) => void, readonly (readonly [string, number, number])[]];

const gpt = 'label: gpt\n,20M,L\n,4M,S\n,,L\n';
const cases: readonly Case[] = [
  ['an ext4', (file) => makeFileSystem(file, 'ext4', 0, size), [['ext4 used', 0, 48]]],
  [
    'an ext4 of a guest that was killed in mid-write',
    (file) => {
      makeFileSystem(file, 'ext4', 0, size, ['-b', '4096']);
      killInMidWrite(file, 0, 4096);
    },
    [['ext4 used', 0, 48]],
  ],
  ['an ext2', (file) => makeFileSystem(file, 'ext2', 0, size), [['ext2 used', 0, 48]]],
  [
    'an ext4 of clusters, of which the disk has more than it takes',
    (file) => {
      makeFileSystem(file, 'ext4', 0, size - 5 * mib, ['-b', '4096', '-O', 'bigalloc', '-C', '16384']);
      write(file, size - 4 * mib, 'behind its end');
    },
    [['ext4 used', 0, 48]],
  ],
  [
    'GPT with an ext3 killed in mid-write, swap, and an ext4 with a boot block',
    (file) => {
      partition(file, gpt);
      makeFileSystem(file, 'ext3', mib, 20 * mib, ['-b', '1024']);
      killInMidWrite(file, mib, 1024);
      makeSwap(file, 21 * mib, 4 * mib);
      makeFileSystem(file, 'ext4', 25 * mib, 22 * mib);
      write(file, 25 * mib, 'what boots');
    },
    [
      ['-', 0, 1],
      ['ext3 used', 1, 20],
      ['swap used', 21, 4],
      ['ext4 used', 25, 22],
      ['-', 47, 1],
    ],
  ],
  [
    'MBR with logical partitions: an ext4, LVM, and nothing that is known',
    (file) => {
      partition(file, 'label: dos\n,20M,L\n,,E\n,8M,V\n,8M,L\n');
      makeFileSystem(file, 'ext4', mib, 20 * mib);
      makePhysicalVolume(file, 22 * mib);
      write(file, 28 * mib, 'a volume of the guest');
      write(file, 33 * mib, 'something');
    },
    [
      ['-', 0, 1],
      ['ext4 used', 1, 20],
      ['-', 21, 1],
      ['LVM2_member', 22, 8],
      ['-', 30, 1],
      ['-', 31, 8],
      ['-', 39, 9],
    ],
  ],
  ['an XFS', (file) => makeXfs(file, 0, size), [['xfs', 0, 48]]],
  ['nothing that is known', (file) => write(file, 5 * mib, 'something'), [['-', 0, 48]]],
];

needs('sfdisk', 'mkfs.xfs')('what is in use is copied, to a volume that was another VM’s', () => {
  let farm: Sandboxed;
  let copying: Copying;
  beforeAll(async () => {
    farm = await sandboxed({ diskSize: size });
    copying = copyingOn(farm);
  });
  afterAll(() => farm.close());

  test.each(cases)('%s', async (_, make, expected) => {
    copying.make(make);
    const { parts = [] } = await copying.look();
    const shown = parts.map(({ at, bytes, type, used }) => [
      used === undefined ? type : `${type} used`,
      at / mib,
      bytes / mib,
    ]);
    expect(shown).toEqual(expected);
    const told = await copying.copy();
    expect(told).toMatch(/^(\S+ MiB of )?48 MiB copied(, \S+ MiB zeroed)?; the snapshot got \d+% full$/);
    expectCopied(copying, parts);
  });

  test('but not what an ext4 never used of its tables of inodes: there are zeroes', async () => {
    // 12 MiB of tables, for 49,152 files.
    copying.make((file) => makeFileSystem(file, 'ext4', 0, size, ['-b', '4096', '-N', '49152']));
    const { parts = [] } = await copying.look();
    await copying.copy();
    expectCopied(copying, parts);
    const [tables, used = 0] = [12 * mib, parts[0]?.used];
    expect(size - freeBytes(copying.source)).toBeGreaterThan(tables);
    expect(used).toBeLessThan(size - freeBytes(copying.source) - tables + 2 * mib);
  });
});
