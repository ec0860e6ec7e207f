import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { type LabPaths, sources } from './paths.ts';
import type { LabState, Ports } from './state.ts';

/** Writes farm.yaml and known_hosts for a lab that listens on these ports. */
export async function writeFarm(paths: LabPaths, { ports, second }: LabState): Promise<void> {
  const template = await readFile(join(sources, 'farm.template.yaml'), 'utf8');
  const farm = template.replaceAll('SSH_PORT', String(ports[22]));
  await writeFile(paths.farm, second[22] === undefined ? farm : withSecond(farm, second[22]));
  const hosts = [ports[22], second[22]].filter((port) => port !== undefined).map((port) => `[127.0.0.1]:${port}`);
  const names = { [hosts.join()]: paths.hostKey, [guestNames(ports)]: paths.guestKey };
  const lines = Object.entries(names).map(async ([name, file]) => {
    const [type, key] = (await readFile(file, 'utf8')).split(' ');
    return `${name} ${type} ${key}\n`;
  });
  await writeFile(paths.knownHosts, (await Promise.all(lines)).join(''));
}

/** The farm.yaml of one host as that of two, the first of which has everything but VMs of the other. */
function withSecond(text: string, port: number): string {
  const farm = parse(text);
  farm.hosts.host02 = { ...farm.hosts.host01, port };
  for (const role of ['ganeti', 'dns', 'dhcp', 'firewall', 'proxy']) farm[role].host = 'host01';
  farm.ganeti.nodes = { 'host01.farm': 'host01', 'host02.farm': 'host02' };
  return stringify(farm);
}

/** Gallifrey as seen through the firewall, and from the host. */
const guestNames = (ports: Ports) => `[127.0.0.1]:${ports[22005]},gallifrey.xivo.vm.farm,10.10.60.5`;
