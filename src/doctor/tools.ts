import type { BuildSettings, Farm } from '../farm/farm.ts';
import type { HostSettings } from '../ssh/settings.ts';

/** A program farmhand runs on a host, and the Debian package it comes in. */
export interface Tool {
  readonly program: string;
  readonly package: string;
  /** How to install it, where it is in no package of Debian. */
  readonly install?: string;
  /** What does not work without it, where the rest does. */
  readonly only?: string;
}

/** A path farmhand reads or edits on a host. */
export interface NeededPath {
  readonly path: string;
  readonly is: 'file' | 'folder';
  /** The setting of farm.yaml that names it. */
  readonly setting: string;
}

/** What one host must have to play its roles. */
export interface Needs {
  readonly host: string;
  readonly roles: readonly string[];
  readonly tools: readonly Tool[];
  readonly paths: readonly NeededPath[];
  /** A VM: it may be down, or not made yet. */
  readonly guest: boolean;
}

interface Role extends Omit<Needs, 'roles' | 'guest'> {
  readonly role: string;
}

const tool = (program: string, from = program): Tool => ({ program, package: from });

/** Every host needs these, whatever it does: jobs and file edits are made of them. */
const everywhere: readonly Tool[] = [
  tool('flock', 'util-linux'),
  tool('setsid', 'util-linux'),
  tool('sha256sum', 'coreutils'),
];

/** What each host of the farm needs for the roles farm.yaml gives it. */
export function needsOf(farm: Farm): readonly Needs[] {
  const roles = rolesOf(farm);
  return [...farm.hosts.keys()]
    .map((host) => ({ host, own: roles.filter((role) => role.host === host) }))
    .map(({ host, own }) => ({
      host,
      roles: own.map(({ role }) => role),
      tools: unique([...everywhere, ...own.flatMap(({ tools }) => tools)]),
      paths: own.flatMap(({ paths }) => paths),
      guest: farm.vms.get(host)?.build !== undefined,
    }));
}

function rolesOf({ ganeti, lvm, dns, dhcp, firewall, proxy, personalise, vms, hosts }: Farm): readonly Role[] {
  const cluster = ['gnt-instance', 'gnt-node', 'gnt-job'].map((program) => tool(program, 'ganeti'));
  const volumes = ['lvs', 'vgs', 'lvcreate', 'lvremove', 'lvchange', 'lvrename'].map((program) =>
    tool(program, 'lvm2'),
  );
  const disk = [
    ...['blkid', 'partx', 'unshare', 'mount'].map((program) => tool(program, 'util-linux')),
    ...['debugfs', 'e2fsck'].map((program) => tool(program, 'e2fsprogs')),
  ].map((one) => ({ ...one, only: 'personalising a clone' }));
  const reverse = dns.reverse ? [{ path: dns.reverse.file, is: 'file', setting: 'dns.reverse.file' } as const] : [];
  return [
    { role: 'ganeti', host: ganeti.host, tools: cluster, paths: [] },
    {
      role: 'node',
      host: ganeti.nodeHost,
      tools: [tool('socat'), tool('timeout', 'coreutils'), tool('ping', 'iputils-ping'), tool('ip', 'iproute2')],
      paths: [{ path: ganeti.monitors, is: 'folder', setting: 'ganeti.monitors' }],
    },
    {
      role: 'lvm',
      host: lvm.host,
      tools: [...volumes, tool('ionice', 'util-linux'), tool('dd', 'coreutils'), ...(personalise ? disk : [])],
      paths: [],
    },
    {
      role: 'dns',
      host: dns.host,
      tools: [tool('named-checkzone', 'bind9-utils'), tool('dig', 'bind9-dnsutils')],
      paths: [{ path: dns.forward.file, is: 'file', setting: 'dns.forward.file' }, ...reverse],
    },
    {
      role: 'dhcp',
      host: dhcp.host,
      tools: [tool('dhcpd', 'isc-dhcp-server')],
      paths: [{ path: dhcp.file, is: 'file', setting: 'dhcp.file' }],
    },
    ...[...vms.values()].flatMap(({ build }) => {
      const host = build && hosts.get(build.host);
      return host ? [builder(build, host, host.jump === undefined ? undefined : hosts.get(host.jump))] : [];
    }),
    ...(firewall
      ? [
          {
            role: 'firewall',
            host: firewall.host,
            tools: [tool('shorewall'), tool('iptables')],
            paths: [
              { path: firewall.rules, is: 'file', setting: 'firewall.rules' } as const,
              { path: firewall.params, is: 'file', setting: 'firewall.params' } as const,
            ],
          },
        ]
      : []),
    ...(proxy
      ? [
          {
            role: 'proxy',
            host: proxy.host,
            tools: [tool('nginx')],
            paths: [
              { path: proxy.available, is: 'folder', setting: 'proxy.available' } as const,
              { path: proxy.enabled, is: 'folder', setting: 'proxy.enabled' } as const,
            ],
          },
        ]
      : []),
  ];
}

function builder({ host, command: [program = ''] }: BuildSettings, settings: HostSettings, jump?: HostSettings): Role {
  const only = 'building there';
  const install = program === 'packaging-farm' ? { install: installing(settings, jump) } : {};
  return {
    role: 'packaging farm',
    host,
    tools: [
      { ...tool(program), only, ...install },
      { ...tool('ionice', 'util-linux'), only },
    ],
    paths: [],
  };
}

/** One line that installs packaging-farm and what it needs, typed in farmhand's own folder. */
function installing({ user, address, port }: HostSettings, jump?: HostSettings): string {
  const way = `ssh -p ${port}${jump === undefined ? '' : ` -J ${jump.user}@${jump.address}:${jump.port}`} ${user}@${address}`;
  const needed = 'git make dpkg-dev fakeroot reprepro mmdebstrap';
  const there = `d=$(mktemp -d) && tar -xC "$d" && apt-get install -y ${needed} && make -C "$d" install`;
  return `In farmhand's folder: tar -cC packaging-farm . | ${way} '${there}'`;
}

function unique(tools: readonly Tool[]): readonly Tool[] {
  return [...new Map(tools.map((one) => [one.program, one])).values()];
}
