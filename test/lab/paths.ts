import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder of these sources. */
export const sources = import.meta.dirname;

/** What an image depends on, relative to `sources`. */
const ingredients = ['recipe.ts', 'build.ts', 'host', 'guest'];

let known: string | undefined;

/** Twelve hexadecimal digits that change with anything the image is made from. Read once: an edit must not change labs under a test. */
function recipeHash(): string {
  known ??= hashOf(ingredients.flatMap(filesOf));
  return known;
}

function hashOf(names: string[]): string {
  const hash = createHash('sha256');
  for (const name of names) {
    hash
      .update(`${name}\0`)
      .update(readFileSync(join(sources, name)))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 12);
}

function filesOf(name: string): string[] {
  if (name.endsWith('.ts')) return [name];
  return readdirSync(join(sources, name), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(sources.length + 1))
    .sort();
}

/** Which lab is meant: the first, unless `LAB` in the environment has another number. Throws when it has something else. */
export function thisLab(): number {
  const { LAB = '1' } = process.env;
  if (!/^[1-9]$/.test(LAB)) throw new Error(`LAB is which lab is meant, 1 to 9, not "${LAB}".`);
  return Number(LAB);
}

/**
 * Where a lab lives: `$XDG_CACHE_HOME/farmhand/lab/HASH`, or under `~/.cache`; the second, a copy of the first, in `HASH-2` beside it.
 * Nothing of it is in the repository.
 */
export function labPaths(lab = thisLab()) {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return pathsIn(join(cache, 'farmhand', 'lab', lab === 1 ? recipeHash() : `${recipeHash()}-${lab}`));
}

/** The files of the image in a folder. */
export function pathsIn(folder: string) {
  const inside = (name: string) => join(folder, name);
  return {
    folder,
    /** There once the image is complete. */
    ready: inside('ready'),
    lock: `${folder}.lock`,
    rootDisk: inside('disk.qcow2'),
    volumeGroupDisk: inside('vg.qcow2'),
    kernel: inside('vmlinuz'),
    initrd: inside('initrd.img'),
    key: inside('id_ed25519'),
    /** The host's public key, read from its disk before its first boot. */
    hostKey: inside('host01.pub'),
    /** Gallifrey's, likewise. */
    guestKey: inside('gallifrey.pub'),
    knownHosts: inside('known_hosts'),
    farm: inside('farm.yaml'),
    serialLog: inside('serial.log'),
    buildLog: inside('build.log'),
    pid: inside('qemu.pid'),
    monitor: inside('qmp.sock'),
    state: inside('state.json'),
  };
}

export type LabPaths = ReturnType<typeof pathsIn>;

/** What a lab needs of an image, and the copy of a lab gets. */
export const imageParts = ['rootDisk', 'volumeGroupDisk', 'kernel', 'initrd', 'key', 'hostKey', 'guestKey'] as const;
