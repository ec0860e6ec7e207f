import { stringify } from 'yaml';
import { hostPath } from './environment.ts';
import { type Guest, guests } from './guests.ts';
import type { SandboxHost } from './host.ts';
import { monitors } from './tree.ts';

/** The sandbox's farm.yaml: the seed's farm, every path in the sandbox's folder. */
export function farmFile(hosts: readonly SandboxHost[], logins: readonly Guest[], login: string): string {
  const [ganeti, services = ganeti] = hosts;
  if (ganeti === undefined || services === undefined) throw new Error('a sandbox has one host or more');
  const path = (below: string) => `${services.folder}/${below}`;
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
    ganeti: {
      host: ganeti.name,
      node: 'host01.farm',
      os: 'debootstrap+default',
      memory: '4G',
      balloon: '1G',
      monitors: `${ganeti.folder}/${monitors}`,
    },
    lvm: { volume_group: 'all', devices: `${ganeti.folder}/dev`, snapshot_size: '1G' },
    dns: {
      host: services.name,
      forward: { zone: 'farm', file: path('etc/bind/db.farm') },
      reverse: { zone: '10.10.in-addr.arpa', file: path('etc/bind/db.10.10') },
    },
    dhcp: { host: services.name, file: path('etc/dhcp/dhcpd.conf') },
    firewall: {
      host: services.name,
      folder: path('etc/shorewall'),
      public_address: '$IP_FAILOVER',
      dead_man: '5s',
    },
    proxy: {
      host: services.name,
      available: path('etc/nginx/sites-available'),
      enabled: path('etc/nginx/sites-enabled'),
    },
    // .1, .3 and .4 are left free so that the first clone is .6, as in the seed.
    pool: { network: '10.10.60.0/24', exclude: [1, 3, 4] },
    naming: {
      clone: '{name}-{suffix}',
      instance: '{name}.xivo.vm.farm',
      param: 'VM_{NAME}_XIVO',
      site: '{name}.dachary.org',
    },
    vms: {
      gallifrey: { protected: true, build: building(logins, 'gallifrey') },
      'gallifrey-dev': { build: building(logins, 'gallifrey-dev') },
      skaro: { protected: true },
    },
    people: people(login),
  });
  return `# A sandbox: everything below is in one folder on this machine, and nothing of it is a real farm.\n${text}`;
}

/** What a VM builds, and how it is reached. */
function building(logins: readonly Guest[], name: string) {
  const guest = logins.find((one) => one.name === name);
  if (!guest) throw new Error(`a sandbox has no guest ${name}`);
  const { folder, port } = guest;
  return {
    meta: 'gallifrey',
    revision: guests.find((one) => one.name === name)?.revision,
    settings: `${folder}/etc/packaging-farm`,
    cache: `${folder}/var/cache/packaging-farm`,
    ssh: { address: '127.0.0.1', port, state: `${folder}/var/lib/farmhand`, path: hostPath(folder) },
  };
}

/** Whoever runs the sandbox, and others so that a second person's approval can be tried. */
function people(login: string) {
  const others = { rose: ['developer'], sarah: ['operator', 'release-manager'] };
  return {
    you: { console: login, roles: ['developer', 'operator', 'release-manager'] },
    ...Object.fromEntries(
      Object.entries(others)
        .filter(([name]) => name !== login)
        .map(([name, roles]) => [name, { console: name, roles }]),
    ),
  };
}
