import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder of these sources. */
export const sources = import.meta.dirname;

/** How many nodes a lab's cluster has. */
export type Nodes = 1 | 2;

/** What an image depends on, relative to `sources`, by the number of its nodes: two are made from one. */
const one = ['recipe.ts', 'build.ts', 'host', 'guest'];
const ingredients: Readonly<Record<Nodes, readonly string[]>> = { 1: one, 2: [...one, 'pair.ts', 'pair'] };

const known = new Map<Nodes, string>();

/** Twelve hexadecimal digits that change with anything the image is made from. Read once: an edit must not change labs under a test. */
function recipeHash(nodes: Nodes): string {
  const hash = known.get(nodes) ?? hashOf(ingredients[nodes].flatMap(filesOf));
  known.set(nodes, hash);
  return hash;
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

/** How many nodes are meant: one, unless `NODES` in the environment is 2. Throws when it is something else. */
export function theseNodes(): Nodes {
  const { NODES = '1' } = process.env;
  if (NODES !== '1' && NODES !== '2') throw new Error(`NODES is how many nodes are meant, 1 or 2, not "${NODES}".`);
  return NODES === '1' ? 1 : 2;
}

/**
 * Where a lab lives: `$XDG_CACHE_HOME/farmhand/lab/HASH`, or under `~/.cache`; the second, a copy of the first, in `HASH-2` beside it.
 * Labs of two nodes are in `HASH-pair` and `HASH-pair-2`. Nothing of it is in the repository.
 */
export function labPaths(lab = thisLab(), nodes = theseNodes()): LabPaths {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const name = [recipeHash(nodes), ...(nodes === 2 ? ['pair'] : []), ...(lab === 1 ? [] : [lab])].join('-');
  return pathsIn(join(cache, 'farmhand', 'lab', name), nodes);
}

/** The files of one of a lab's hosts. */
function hostIn(folder: string, name: HostName) {
  const inside = (end: string) => join(folder, name === 'host01' ? end : `${name}.${end}`);
  return {
    name,
    rootDisk: inside('disk.qcow2'),
    volumeGroupDisk: inside('vg.qcow2'),
    serialLog: inside('serial.log'),
    pid: inside('qemu.pid'),
    monitor: inside('qmp.sock'),
    /** Where it takes what the other host puts on the wire between them. */
    wire: inside('wire.sock'),
  };
}

export type HostName = 'host01' | 'host02';
export type HostPaths = ReturnType<typeof hostIn>;

/** The files of the image in a folder. */
export function pathsIn(folder: string, nodes: Nodes) {
  const inside = (name: string) => join(folder, name);
  const [host01, host02] = [hostIn(folder, 'host01'), hostIn(folder, 'host02')];
  return {
    folder,
    host01,
    host02,
    /** Those that this lab has. */
    hosts: nodes === 2 ? [host01, host02] : [host01],
    /** There once the image is complete. */
    ready: inside('ready'),
    lock: `${folder}.lock`,
    kernel: inside('vmlinuz'),
    initrd: inside('initrd.img'),
    key: inside('id_ed25519'),
    /** The hosts' public key, read from the disk before its first boot: the second is a copy of the first. */
    hostKey: inside('host01.pub'),
    /** Gallifrey's, likewise. */
    guestKey: inside('gallifrey.pub'),
    knownHosts: inside('known_hosts'),
    farm: inside('farm.yaml'),
    buildLog: inside('build.log'),
    state: inside('state.json'),
  };
}

export type LabPaths = ReturnType<typeof pathsIn>;

/** What a lab needs of an image beside its hosts' disks, and the copy of a lab gets. */
export const imageParts = ['kernel', 'initrd', 'key', 'hostKey', 'guestKey'] as const;
export const diskParts = ['rootDisk', 'volumeGroupDisk'] as const;
