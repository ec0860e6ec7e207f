import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SourceDisk } from '../../../src/farm/roles/storage.ts';
import { apply, attempt, look, perform, type Sandboxed, sandboxed, type Try } from '../../farm/sandboxed.ts';
import { until } from '../../support/daemon.ts';
import { type Copying, copyingOn, expectCopied } from './copying.ts';
import { makeFileSystem, makeSwap, markersIn, partition, piece, tool, write } from './disks.ts';

const mib = 2 ** 20;
const size = 32 * mib;
let farm: Sandboxed;
let copying: Copying;

beforeAll(async () => {
  farm = await sandboxed({ diskSize: size });
  copying = copyingOn(farm);
});
afterAll(() => farm.close());
beforeEach(() => copying.make((file) => makeFileSystem(file, 'ext4', 0, size, ['-b', '4096'])));

/** Of the disk that is not looked at: it is unknown, or was planned before disks were. */
const whole = (): SourceDisk => farm.disk;
const job = ({ attempt: id }: Try, file: string) =>
  join(farm.sandbox.hosts[0].folder, 'var/lib/farmhand/jobs', id, file);
const pieces = (it: Try) => {
  const out = job(it, 'out');
  return (existsSync(out) && readFileSync(out, 'utf8').match(/^did \w+ \d+ \d+/gm)) || [];
};
const lastWords = ({ told }: Try) => told.at(-1)?.text;

/** Kills all of a copy's processes once it has done some of it. */
async function killedHalfWay(step: Awaited<ReturnType<Copying['prepare']>>): Promise<Try> {
  const rate = join(farm.sandbox.hosts[0].folder, 'state/rate');
  writeFileSync(rate, '12\n');
  const first = attempt(farm.hosts);
  const ended = apply(step, first).then(
    () => 'it ended well',
    ({ message }: Error) => message,
  );
  try {
    await until('a piece to be done', async () => pieces(first).length > 3);
    process.kill(-Number(readFileSync(job(first, 'pid'), 'utf8')), 'SIGKILL');
    expect(await ended).toMatch(/was killed before it ended, .*: retry goes on /);
  } finally {
    rmSync(rate);
  }
  return first;
}

describe('a copy that was killed', () => {
  test('is gone on with by the next attempt, and nothing is copied or zeroed twice', async () => {
    const disk = await copying.look();
    const step = await copying.prepare(disk);
    const first = await killedHalfWay(step);
    expect(await look(farm.hosts, step)).toMatchObject({ is: 'todo' });
    const second = attempt(farm.hosts, { earlier: [first] });
    await perform(step, second);
    const [did, more] = [pieces(first), pieces(second)];
    expect(did.length).toBeGreaterThan(3);
    expect(more.length).toBeGreaterThan(0);
    expect(new Set([...did, ...more]).size).toBe(did.length + more.length);
    expectCopied(copying, disk.parts ?? []);
  });

  test('is made anew where there is another snapshot, or another volume of that name', async () => {
    const disk = await copying.look();
    const first = await killedHalfWay(await copying.prepare(disk));
    const second = attempt(farm.hosts, { earlier: [first] });
    await perform(await copying.prepare(disk), second);
    expect(new Set(pieces(second))).toEqual(new Set([...pieces(first), ...pieces(second)]));
    expectCopied(copying, disk.parts ?? []);
  });

  test('is not gone on with while it runs', async () => {
    const step = await copying.prepare(whole());
    const first = attempt(farm.hosts, { at: (_, { letGo }) => letGo() });
    const rate = join(farm.sandbox.hosts[0].folder, 'state/rate');
    writeFileSync(rate, '12\n');
    await expect(apply(step, first)).rejects.toThrow('let go');
    rmSync(rate);
    await expect(apply(step, attempt(farm.hosts, { earlier: [first] }))).rejects.toThrow(/an earlier copy still runs/);
    await farm.hosts('host01').jobs.cancel(first.attempt);
  });
});

describe('what is not as planned is copied as a whole', () => {
  test('a disk that became another since', async () => {
    const disk = await copying.look();
    copying.make((file) => write(file, 20 * mib, 'another disk'));
    const it = attempt(farm.hosts);
    await perform(await copying.prepare(disk), it);
    expect(lastWords(it)).toMatch(/^32 MiB copied; .*; at byte 0 the snapshot is not laid out as planned/);
    expect(readFileSync(copying.target).equals(readFileSync(copying.source))).toBe(true);
  });

  test('partitions that were made since: of those that are as they were, only what is in use is copied', async () => {
    const table = 'label: gpt\n,12M,L\n,8M,S\n';
    copying.make((file) => {
      partition(file, table);
      makeFileSystem(file, 'ext4', mib, 12 * mib);
      makeSwap(file, 13 * mib, 8 * mib);
    });
    const disk = await copying.look();
    copying.make((file) => {
      partition(file, `${table},,L\n`);
      makeFileSystem(file, 'ext4', mib, 12 * mib);
      write(file, 13 * mib, Buffer.alloc(8 * mib, 'no swap any more '));
      write(file, 25 * mib, 'a new partition');
    });
    const it = attempt(farm.hosts);
    await perform(await copying.prepare(disk), it);
    expect(lastWords(it)).toContain(`at byte ${13 * mib} the snapshot is not laid out as planned`);
    expect(lastWords(it)).not.toContain(`at byte ${mib} `);
    expectCopied(copying, [
      { at: 0, bytes: mib, type: '-' },
      { at: mib, bytes: 12 * mib, type: 'ext4', used: 1 },
      { at: 13 * mib, bytes: size - 13 * mib, type: '-' },
    ]);
  });

  test('a file system that has in use what it says is free', async () => {
    const blocks = tool('debugfs', '-R', 'blocks /zeroes', copying.source).trim().split(/\s+/);
    // Its last MiB, at the end of a file that is none of zeroes there.
    tool('debugfs', '-w', '-R', `freeb ${blocks[0]} 600`, copying.source);
    const disk = await copying.look();
    const it = attempt(farm.hosts);
    await perform(await copying.prepare(disk), it);
    expect(lastWords(it)).toContain(
      'e2fsck finds errors in the copy of the file system at byte 0: all of it was copied',
    );
    expectCopied(copying, [{ at: 0, bytes: size, type: '-' }]);
  });

  test('a disk on a host that lost a program', async () => {
    const disk = await copying.look();
    const step = await copying.prepare(disk);
    await farm.sandbox.faults.tool('blkid', { kind: 'fail' });
    const it = attempt(farm.hosts);
    await perform(step, it);
    expect(lastWords(it)).toContain('the layout of the snapshot cannot be read: all of it is copied');
    expectCopied(copying, [{ at: 0, bytes: size, type: '-' }]);
  });

  test('a disk of which nothing is known: by dd, of a snapshot that nothing is written to', async () => {
    const before = readFileSync(copying.source);
    const step = await copying.prepare(whole());
    await perform(step, attempt(farm.hosts));
    expect(readFileSync(copying.target).equals(before)).toBe(true);
  });
});

test('as farm.yaml says, what was there before is left', async () => {
  const disk = await copying.look();
  const step = await copying.prepare(disk);
  const it = attempt(farm.hosts);
  await perform({ ...step, args: { ...(step.args as object), remains: 'left' } }, it);
  expect(lastWords(it)).toMatch(/^\S+ MiB of 32 MiB copied; the snapshot got \d+% full$/);
  expect(markersIn(copying.target)).toBeGreaterThan(1000);
  tool('e2fsck', '-fn', piece(copying.target, 0));
});

test('a plan of before, which says dd of all of it, does that', async () => {
  const disk = await copying.look();
  const { args, ...step } = await copying.prepare(disk);
  const { parts: _, remains: __, ...before } = args as Record<string, never>;
  const it = attempt(farm.hosts);
  const source = readFileSync(copying.source);
  await perform({ ...step, args: before }, it);
  expect(lastWords(it)).toMatch(/^32 MiB copied; /);
  expect(readFileSync(copying.target).equals(source)).toBe(true);
});
