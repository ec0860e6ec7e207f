import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { copy, removeSnapshot, removeVolume, snapshot, volume, volumeOf } from '../../../platforms/lvm/steps.ts';
import { Cancelled } from '../../../src/engine/leave.ts';
import { apply, attempt, look, perform, type Sandboxed, sandboxed, undo } from '../../farm/sandboxed.ts';

const size = 4 * 2 ** 20;
let farm: Sandboxed;

beforeAll(async () => {
  // So slow that a copy takes half a second.
  farm = await sandboxed({ diskSize: size, rate: 8 });
});
afterAll(() => farm.close());

/** A snapshot and an empty volume to copy it to. */
beforeEach(async () => {
  const { hosts } = farm;
  for (const one of [
    removeSnapshot(farm.farm, farm.disk, farm.vm),
    removeVolume(farm.farm, volumeOf(farm.vm, farm.disk)),
  ])
    await perform(one, attempt(hosts));
  await perform(snapshot(farm.farm, [farm.disk], farm.vm, '/unused'), attempt(hosts));
  await perform(volume(farm.farm, farm.disk, farm.vm), attempt(hosts));
});

const copying = () => copy(farm.farm, farm.disk, farm.vm);
const file = (name: string) => join(farm.sandbox.hosts[0].folder, 'dev/all', name);
const device = (name: string) => readFileSync(file(name));
/** How many pieces were copied on the host so far. */
const pieces = () =>
  Number(
    execFileSync(
      'sh',
      ['-c', 'cat "$1"/var/lib/farmhand/jobs/*/out | grep -c "^did copy" || :', 'sh', farm.sandbox.hosts[0].folder],
      { encoding: 'utf8' },
    ),
  );

test('copies every byte, tells how far it is, and how full the snapshot got', async () => {
  const applying = attempt(farm.hosts);
  const receipt = await perform(copying(), applying);
  expect(device('gallifrey-dev.disk.86b33f10').equals(device(farm.disk.volume))).toBe(true);
  expect(receipt).toEqual({ snapshotFill: expect.any(Number) });
  expect(applying.told).toContainEqual({
    part: expect.any(Number),
    text: expect.stringMatching(/ of 4 MiB copied, .*\/s, \d+ s left$/),
  });
  expect(applying.told.at(-1)).toEqual({
    part: 1,
    text: expect.stringMatching(/^4 MiB copied; the snapshot got \d+% full$/),
  });
});

test.each([
  ['less', 'truncate -s 2M'],
  ['more', 'truncate -s 5M'],
])('is not done when dd ended well but read %s than there is', async (_, resize) => {
  execFileSync('sh', ['-c', `${resize} "$1"`, 'sh', file('gallifrey-dev.source.86b33f10')]);
  await expect(apply(copying(), attempt(farm.hosts))).rejects.toThrow(
    /^host01: dd read more or less of all\/gallifrey-dev\.source\.86b33f10 than the 4 MiB there are \(.*\): /,
  );
  expect(await look(farm.hosts, copying())).toMatchObject({ is: 'todo' });
});

test('is found again by whoever takes the run up, and nothing is copied twice', async () => {
  const before = pieces();
  const stops = attempt(farm.hosts, { name: 'again', at: (_, { letGo }) => letGo() });
  await expect(apply(copying(), stops)).rejects.toThrow('let go');
  expect(await look(farm.hosts, copying())).toMatchObject({ is: 'todo' });
  await perform(copying(), attempt(farm.another(), { name: 'again' }));
  expect(pieces()).toBe(before + 4);
  expect(device('gallifrey-dev.disk.86b33f10').equals(device(farm.disk.volume))).toBe(true);
});

test('goes on when the connection is lost, and ends well with nobody there', async () => {
  const loses = attempt(farm.another(), { at: () => farm.sandbox.hosts[0].drop() });
  const end = await apply(copying(), loses).catch((error: Error) => error.name);
  expect(end).toMatch(/^(OutcomeUnknown|HostUnreachable)$/);
  const fresh = farm.another();
  for (;;) {
    const { is } = await look(fresh, copying());
    if (is === 'done') break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
});

test('of a snapshot that overflowed counts for nothing, though dd saw no error', async () => {
  await farm.sandbox.faults.overflow();
  await expect(apply(copying(), attempt(farm.hosts))).rejects.toThrow(
    /overflowed: .* larger lvm.snapshot_size in farm.yaml/,
  );
  expect(await look(farm.hosts, copying())).toMatchObject({ is: 'blocked', why: expect.stringMatching(/overflowed/) });
});

test('that failed is made again from the start by the next attempt', async () => {
  await farm.sandbox.faults.tool('dd', { kind: 'fail-after', code: 1 });
  await expect(apply(copying(), attempt(farm.hosts))).rejects.toThrow(
    /the copy of all\/gallifrey-dev\.source\.86b33f10 to all\/gallifrey-dev\.disk\.86b33f10 failed/,
  );
  expect(await look(farm.hosts, copying())).toMatchObject({ is: 'todo' });
  await perform(copying(), attempt(farm.hosts));
  expect(device('gallifrey-dev.disk.86b33f10').equals(device(farm.disk.volume))).toBe(true);
});

test('goes past the page cache; where a device cannot be read or written so, through it', async () => {
  const bin = join(farm.sandbox.hosts[0].folder, 'bin');
  const [tool, aside, log] = [join(bin, 'dd'), join(bin, 'aside'), join(bin, 'dd.log')];
  mkdirSync(aside);
  symlinkSync('../lib', join(aside, 'lib'));
  renameSync(tool, join(aside, 'dd'));
  // As dd says it of a file system without O_DIRECT, open(2).
  const cannot = `case "$*" in *,direct*if=*) echo "dd: setting flags for 'it': Invalid argument" >&2; exit 1 ;; esac`;
  const put = (refuses: string) => {
    writeFileSync(tool, `#!/bin/sh\necho "$*" >>${log}\n${refuses}\nexec ${aside}/dd "$@"\n`, { mode: 0o755 });
  };
  const used = () => {
    const lines = readFileSync(log, 'utf8').trim().split('\n');
    rmSync(log);
    return lines.filter((line) => /skip=\d/.test(line)).map((line) => line.includes(',direct'));
  };
  try {
    put('');
    await perform(copying(), attempt(farm.hosts));
    // The last finds nothing behind the end.
    expect(used()).toEqual([true, true, true, true, false]);
    await perform(removeVolume(farm.farm, volumeOf(farm.vm, farm.disk)), attempt(farm.hosts));
    await perform(volume(farm.farm, farm.disk, farm.vm), attempt(farm.hosts));
    put(cannot);
    await perform(copying(), attempt(farm.hosts));
    expect(used()).toEqual([true, false, false, false, false, false]);
    expect(device('gallifrey-dev.disk.86b33f10').equals(device(farm.disk.volume))).toBe(true);
  } finally {
    renameSync(join(aside, 'dd'), tool);
    rmSync(aside, { recursive: true });
  }
});

test('is stopped on the host when the run is cancelled', async () => {
  const applying = attempt(farm.hosts, { at: (_, { cancel }) => cancel() });
  await expect(apply(copying(), applying)).rejects.toBeInstanceOf(Cancelled);
  expect(await look(farm.hosts, copying())).toMatchObject({ is: 'todo', seen: { target: { open: false } } });
  expect(await farm.hosts('host01').jobs.state(applying.attempt)).toMatchObject({ state: 'done', code: 143 });
});

test('is not made over what something else writes to the volume', async () => {
  const open = join(farm.sandbox.hosts[0].folder, 'state/lvm/all.open/gallifrey-dev.disk.86b33f10.someone');
  execFileSync('touch', [open]);
  await expect(apply(copying(), attempt(farm.hosts))).rejects.toThrow(
    /something else has all\/gallifrey-dev\.disk\.86b33f10 open/,
  );
  execFileSync('rm', [open]);
});

test('is given back with its volume and snapshot', async () => {
  const { hosts, disk, vm } = farm;
  for (const one of [removeSnapshot(farm.farm, disk, vm), removeVolume(farm.farm, volumeOf(vm, disk))])
    await perform(one, attempt(hosts));
  const before = await farm.sandbox.snapshot();
  const steps = [
    snapshot(farm.farm, [disk], vm, '/unused'),
    volume(farm.farm, disk, vm),
    copying(),
    removeSnapshot(farm.farm, disk, vm),
  ];
  const receipts = [];
  for (const step of steps) receipts.push(await perform(step, attempt(hosts)));
  expect(await farm.sandbox.snapshot()).not.toEqual(before);
  for (const [index, step] of [...steps.entries()].reverse()) {
    const receipt = receipts[index] ?? null;
    if (receipt !== null) await undo(step, receipt, hosts);
  }
  expect(await farm.sandbox.snapshot()).toEqual(before);
});
