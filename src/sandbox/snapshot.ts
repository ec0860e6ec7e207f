import { readdir, readFile, readlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describeDisk } from './disk-content.ts';
import type { SandboxPart } from './part.ts';

/** The whole farm, for comparing: place → what is there. */
export type Snapshot = ReadonlyMap<string, string>;

type Entry = readonly [place: string, content: string];

/**
 * Every configuration file, what each service has loaded, every volume and its content, every instance, running or not. Left
 * out is what a clone and its undoing may rightly change: the serials of the zones; and how the sandbox works: jobs, locks, faults.
 */
export async function snapshotOf(folder: string, parts: readonly SandboxPart[]): Promise<Snapshot> {
  const hosts = (await readdir(folder)).filter((name) => /^host\d+$/.test(name));
  const state = ['services', ...parts.flatMap((part) => part.state ?? [])].map((path) => `state/${path}`);
  const kept = ['etc', 'dev', 'var/run', ...state];
  const entries = await Promise.all(
    hosts.flatMap((host) => kept.map((path) => read(join(folder, host, path), folder))),
  );
  return new Map(entries.flat().sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function read(path: string, folder: string): Promise<readonly Entry[]> {
  const place = relative(folder, path);
  const link = await readlink(path).catch(() => undefined);
  if (link !== undefined) return [[place, `→ ${link}`]];
  try {
    const children = await readdir(path);
    return (await Promise.all(children.map((child) => read(join(path, child), folder)))).flat();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    if (code !== 'ENOTDIR') throw error;
  }
  if (place.includes('/dev/')) return [[place, await describeDisk(path)]];
  return [[place, withoutSerial(await readFile(path, 'utf8'))]];
}

/** The serial as the zone files have it on a line of its own, and as the name server loaded it. */
function withoutSerial(text: string): string {
  return text
    .replace(/^(\s*)\d+(\s*;\s*serial)/gm, '$1SERIAL$2')
    .replace(/^serial \d+$/gm, 'serial SERIAL')
    .replace(/^(record \S+ SOA \S+ \S+) \d+/gm, '$1 SERIAL');
}
