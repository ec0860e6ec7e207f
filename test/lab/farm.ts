import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LabPaths, sources } from './paths.ts';
import type { Ports } from './state.ts';

/** Writes farm.yaml and known_hosts for a lab that listens on these ports. */
export async function writeFarm(paths: LabPaths, ports: Ports): Promise<void> {
  const template = await readFile(join(sources, 'farm.template.yaml'), 'utf8');
  await writeFile(paths.farm, template.replaceAll('SSH_PORT', String(ports[22])));
  const names = { [`[127.0.0.1]:${ports[22]}`]: paths.hostKey, [guestNames(ports)]: paths.guestKey };
  const lines = Object.entries(names).map(async ([name, file]) => {
    const [type, key] = (await readFile(file, 'utf8')).split(' ');
    return `${name} ${type} ${key}\n`;
  });
  await writeFile(paths.knownHosts, (await Promise.all(lines)).join(''));
}

/** Gallifrey as seen through the firewall, and from the host. */
const guestNames = (ports: Ports) => `[127.0.0.1]:${ports[22005]},gallifrey.xivo.vm.farm,10.10.60.5`;
