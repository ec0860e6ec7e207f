import { stringify } from 'yaml';
import { hostPath } from './environment.ts';
import type { SandboxHost } from './host.ts';
import type { Guest } from './made.ts';
import type { SandboxPart } from './part.ts';
import { prefix6, type SandboxVm } from './vms.ts';

/** VMs of which nothing is taken away. */
const guarded: Readonly<Record<string, object>> = { gallifrey: { protected: true }, skaro: { protected: true } };

/** The sandbox's farm.yaml: the seed's farm, every path in the sandbox's folder. */
export function farmFile(
  parts: readonly SandboxPart[],
  hosts: readonly SandboxHost[],
  nodes: number,
  logins: readonly Guest[],
  login: string,
  vms: readonly SandboxVm[],
): string {
  const [master, services = master] = hosts;
  if (master === undefined || services === undefined) throw new Error('a sandbox has one host or more');
  const ipv6 = vms.some(({ address6 }) => address6 !== undefined);
  const text = stringify({
    hosts: Object.fromEntries(
      hosts.map((host) => [
        host.name,
        {
          address: '127.0.0.1',
          port: host.port,
          user: 'root',
          keys: ['key'],
          known_hosts: 'known_hosts',
          state: `${host.folder}/var/lib/farmhand`,
          path: hostPath(host.folder),
        },
      ]),
    ),
    ...Object.assign(
      {},
      ...parts.map((part) => part.farmYaml?.({ master, services, nodes: hosts.slice(0, nodes), ipv6, vms })),
    ),
    // .1, .3 and .4 are left free so that the first clone is .6, as in the seed.
    pool: {
      network: '10.10.60.0/24',
      exclude: [1, 3, 4],
      ...(ipv6 && { network6: { prefix: prefix6, by: 'last' } }),
    },
    naming: {
      clone: '{name}-{suffix}',
      instance: '{name}.xivo.vm.farm',
      variable: 'VM_{NAME}_XIVO',
      site: '{name}.dachary.org',
    },
    vms: {
      ...Object.fromEntries(logins.map(({ name }) => [name, { ...guarded[name], ...loginsOf(parts, logins, name) }])),
      ...Object.fromEntries(Object.entries(guarded).filter(([name]) => !logins.some((one) => one.name === name))),
    },
    people: people(login),
  });
  return `# A sandbox: everything below is in one folder on this machine, and nothing of it is a real farm.\n${text}`;
}

/** What the parts say of a VM that is logged in to. */
function loginsOf(parts: readonly SandboxPart[], logins: readonly Guest[], name: string): object {
  const guest = logins.find((one) => one.name === name);
  const seeds = parts.flatMap((part) => part.guests ?? []).filter((seed) => seed.name === name);
  return Object.assign({}, ...seeds.map((seed) => guest && seed.farmYaml(guest)));
}

/** The user who runs the sandbox, and others so that a second person's approval can be tried. */
function people(login: string) {
  const others = { rose: ['developer'], sarah: ['operator', 'release-manager'] };
  return {
    you: { console: login, roles: ['developer', 'operator', 'release-manager'] },
    ...Object.fromEntries(
      // Nobody is two people.
      Object.entries(others).map(([name, roles]) => [
        name,
        { console: name === login ? `other-${name}` : name, roles },
      ]),
    ),
  };
}
