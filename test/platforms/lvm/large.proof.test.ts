import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandboxed, sandboxed } from '../../farm/sandboxed.ts';
import { type Copying, copyingOn } from './copying.ts';
import { hashes, makeFileSystem, marker, partition, piece, tool, write } from './disks.ts';

const [mib, gib] = [2 ** 20, 2 ** 30];
const size = 8 * gib;
/** More than 32 bits of a place on the disk. */
const at = 5 * gib;
const marks = [0.5 * gib, 3 * gib, 4 * gib + 100 * mib, at + 900 * mib, size - 1000 * mib];

let farm: Sandboxed;
let copying: Copying;
beforeAll(async () => {
  farm = await sandboxed({ diskSize: size });
  copying = copyingOn(farm, (target) => {
    for (const place of marks) write(target, place, marker);
  });
});
afterAll(() => farm.close());

test('a disk of 8 GiB is copied right beyond 4 GiB, and only what is in use of it', async () => {
  copying.make((file) => {
    partition(
      file,
      `label: gpt\nstart=1M, size=1G, type=L\nstart=2G, size=3G, type=S\nstart=5G, size=${gib / mib - 1}M, type=L\nstart=6G, type=L\n`,
    );
    makeFileSystem(file, 'ext4', mib, gib);
    tool('mkfs.ext4', '-q', '-F', '-E', `offset=${6 * gib}`, file, `${(2 * gib - 2 * mib) / 1024}k`);
    makeFileSystem(file, 'ext4', at, gib - mib);
  });
  const { parts = [] } = await copying.look();
  expect(parts.map(({ at, type }) => [at / mib, type])).toContainEqual([at / mib, 'ext4']);
  expect(await copying.copy()).toMatch(/^\S+ GiB of 8 GiB copied, \S+ GiB zeroed; /);
  expect(hashes(copying.target, at)).toEqual(hashes(copying.source, at));
  for (const place of [mib, at, 6 * gib]) tool('e2fsck', '-fn', piece(copying.target, place));
  expect(tool('sh', '-c', 'grep -c "$1" "$2" || :', 'sh', marker, copying.target).trim()).toBe('0');
}, 600_000);
