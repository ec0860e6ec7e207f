import { copyFileSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { copy, removeSnapshot, removeVolume, snapshot, volume, volumeOf } from '../../../platforms/lvm/steps.ts';
import type { Invocation } from '../../../src/engine/action.ts';
import { readParts } from '../../../src/farm/read-parts.ts';
import type { DiskPart, SourceDisk } from '../../../src/farm/roles/storage.ts';
import { attempt, perform, type Sandboxed } from '../../farm/sandboxed.ts';
import { fillWithMarkers, hashes, markersIn, replay } from './disks.ts';

/** Copies of gallifrey's disk in a sandbox, as real file systems' own tools find them. */
export interface Copying {
  /** Files that stand for the two disks. */
  readonly source: string;
  readonly target: string;
  /** Makes the source's disk anew: empty, then what `make` writes to it. */
  make(make: (file: string) => void): void;
  /** The disk as a plan has it. */
  look(): Promise<SourceDisk>;
  /** A snapshot, and a volume that has another VM's data all over; the step that copies. */
  prepare(disk: SourceDisk): Promise<Invocation>;
  /** Looks, prepares and copies; what was told last. */
  copy(): Promise<string>;
}

/** `fill` puts another VM's data on the volume that is copied to. */
export function copyingOn(farm: Sandboxed, fill = fillWithMarkers): Copying {
  const file = (name: string) => join(farm.sandbox.hosts[0].folder, 'dev/all', name);
  const [source, target] = [file(farm.disk.volume), file(volumeOf(farm.vm, farm.disk))];
  const { bytes } = farm.disk;
  const it: Copying = {
    source,
    target,
    make(make) {
      rmSync(source, { force: true });
      writeFileSync(source, '');
      truncateSync(source, bytes);
      make(source);
      expect(statSync(source).size).toBe(bytes);
    },
    async look() {
      const { contents } = await readParts(farm.hosts, {
        contents: farm.farm.roles.storage.contents(farm.farm, farm.disk),
      });
      if ('unknown' in contents) throw new Error(contents.unknown);
      return { ...farm.disk, parts: contents.known };
    },
    async prepare(disk) {
      for (const one of [
        removeSnapshot(farm.farm, farm.disk, farm.vm),
        removeVolume(farm.farm, volumeOf(farm.vm, farm.disk)),
      ])
        await perform(one, attempt(farm.hosts));
      await perform(snapshot(farm.farm, [disk], farm.vm, '/unused'), attempt(farm.hosts));
      await perform(volume(farm.farm, disk, farm.vm), attempt(farm.hosts));
      fill(target, bytes);
      return copy(farm.farm, disk, farm.vm);
    },
    async copy() {
      const step = await it.prepare(await it.look());
      const applying = attempt(farm.hosts);
      await perform(step, applying);
      return applying.told.at(-1)?.text ?? '';
    },
  };
  return it;
}

/** Bytes that are compared at once: none is so small a piece that it could be partly zeroed. */
const block = 1024;

/**
 * Throws unless the target is the source after a replay of its journals, but for what is free in its file systems: that is zeroed. Every
 * file of those has the hash it has in a copy by dd.
 */
export function expectCopied({ source, target }: Copying, parts: readonly DiskPart[]): void {
  const whole = `${target}.whole`;
  copyFileSync(source, whole);
  try {
    for (const { at, bytes } of parts.filter(isExt)) {
      replay(whole, at, bytes);
      const files = hashes(whole, at);
      expect(Object.keys(files).length).toBeGreaterThan(200);
      expect(hashes(target, at)).toEqual(files);
    }
    const [wanted, found] = [readFileSync(whole), readFileSync(target)];
    const zeroes = Buffer.alloc(block);
    for (const part of parts) {
      const { at, bytes, used } = part;
      let other = 0;
      // The superblock has the time of the replay.
      if (isExt(part)) wanted.copy(found, at + block, at + block, at + 2 * block);
      for (let from = at; from < at + bytes; from += block) {
        const to = Math.min(from + block, at + bytes);
        if (found.compare(wanted, from, to, from, to) === 0) continue;
        if (used === undefined || found.compare(zeroes, 0, to - from, from, to) !== 0) other += 1;
      }
      expect({ at, other }).toEqual({ at, other: 0 });
    }
    expect(markersIn(target)).toBe(0);
  } finally {
    rmSync(whole);
  }
}

function isExt({ type }: DiskPart): boolean {
  return type.startsWith('ext');
}
