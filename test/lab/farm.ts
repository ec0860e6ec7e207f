import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LabPaths, sources } from './paths.ts';
import type { Ports } from './state.ts';

/** Writes farm.yaml and known_hosts for a lab that listens on these ports. */
export async function writeFarm(paths: LabPaths, ports: Ports): Promise<void> {
  const template = await readFile(join(sources, 'farm.template.yaml'), 'utf8');
  await writeFile(paths.farm, template.replaceAll('SSH_PORT', String(ports[22])));
  const [type, key] = (await readFile(paths.hostKey, 'utf8')).split(' ');
  await writeFile(paths.knownHosts, `[127.0.0.1]:${ports[22]} ${type} ${key}\n`);
}
