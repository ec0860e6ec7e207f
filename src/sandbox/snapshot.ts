import { readdir, readFile, readlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describeDisk } from './disk-content.ts';
import type { Snapshot } from './made.ts';
import type { SandboxPart } from './part.ts';

type Entry = readonly [place: string, content: string];

/**
 * Every configuration file, what each service has loaded, every volume and its content, every instance, running or not. Left
 * out is what a clone and its undoing may rightly change, as the serials of zones; and how the sandbox works: jobs, locks, faults.
 */
export async function snapshotOf(folder: string, parts: readonly SandboxPart[]): Promise<Snapshot> {
  const hosts = (await readdir(folder)).filter((name) => /^host\d+$/.test(name));
  const state = ['services', ...parts.flatMap((part) => part.state ?? [])].map((path) => `state/${path}`);
  const kept = ['etc', 'dev', 'var/run', ...state];
  const entries = await Promise.all(
    hosts.flatMap((host) => kept.map((path) => read(join(folder, host, path), { folder, parts }))),
  );
  return new Map(entries.flat().sort(([a], [b]) => (a < b ? -1 : 1)));
}

interface Farm {
  readonly folder: string;
  readonly parts: readonly SandboxPart[];
}

async function read(path: string, farm: Farm): Promise<readonly Entry[]> {
  const place = relative(farm.folder, path);
  const link = await readlink(path).catch(() => undefined);
  if (link !== undefined) return [[place, `→ ${link}`]];
  try {
    const children = await readdir(path);
    return (await Promise.all(children.map((child) => read(join(path, child), farm)))).flat();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    if (code !== 'ENOTDIR') throw error;
  }
  if (place.includes('/dev/')) return [[place, await describeDisk(path)]];
  const text = await readFile(path, 'utf8');
  return [[place, farm.parts.reduce((result, part) => part.lasting?.(result) ?? result, text)]];
}
