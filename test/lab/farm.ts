import { readFile, writeFile } from 'node:fs/promises';
import type { LabPaths } from './paths.ts';
import type { Ports } from './state.ts';

/** Writes the known_hosts file of a lab that listens on these ports. */
export async function writeFarm(paths: LabPaths, ports: Ports): Promise<void> {
  const [type, key] = (await readFile(paths.hostKey, 'utf8')).split(' ');
  await writeFile(paths.knownHosts, `[127.0.0.1]:${ports[22]} ${type} ${key}\n`);
}
