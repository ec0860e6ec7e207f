import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** The whole farm, for comparing: place → what is there. */
export type Snapshot = ReadonlyMap<string, string>;

/** What a host keeps that is the farm's state; the rest (jobs, locks, faults) is how the sandbox works. */
const parts = [
  'etc',
  'dev',
  'var/run',
  'state/lvm',
  'state/named',
  'state/dhcpd',
  'state/nginx',
  'state/shorewall',
  'state/services',
  'state/running',
  'state/ganeti/instances',
];
const passing = /(^|\/)(since|cut|lock)$/;

/**
 * Every configuration file, what each service has loaded, every volume and its content, every instance, running or not. Left
 * out is what a clone and its undoing may rightly change: the serials of the zones.
 */
export async function snapshotOf(folder: string): Promise<Snapshot> {
  const hosts = (await readdir(folder)).filter((name) => /^host\d+$/.test(name)).sort();
  const entries = await Promise.all(
    hosts.flatMap((host) => parts.map((part) => read(join(folder, host, part), folder))),
  );
  return new Map(entries.flat().sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function read(path: string, folder: string): Promise<(readonly [string, string])[]> {
  const name = relative(folder, path);
  if (passing.test(name)) return [];
  try {
    const children = await readdir(path);
    return (await Promise.all(children.map((child) => read(join(path, child), folder)))).flat();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return linkAt(path, name);
    if (code !== 'ENOTDIR') throw error;
  }
  const link = await linkAt(path, name);
  if (link.length > 0) return link;
  if (name.includes('/dev/')) return [[name, await contentHash(path)]];
  return [[name, withoutSerial(await readFile(path, 'utf8'))]];
}

async function linkAt(path: string, name: string): Promise<(readonly [string, string])[]> {
  try {
    return [[name, `→ ${await readlink(path)}`]];
  } catch {
    return [];
  }
}

async function contentHash(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** The serial as the zone files have it on a line of its own, and as the name server loaded it. */
function withoutSerial(text: string): string {
  return text
    .replace(/^(\s*)\d+(\s*;\s*serial)/gm, '$1SERIAL$2')
    .replace(/^serial \d+$/gm, 'serial SERIAL')
    .replace(/^(record \S+ SOA \S+ \S+) \d+/gm, '$1 SERIAL');
}
