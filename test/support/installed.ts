import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program the tests run for real: its Debian package, the file that shows it is installed, and what is tested with it. */
export interface Server {
  readonly package: string;
  readonly binary: string;
  readonly suites: string;
  /** Only proofs run it. */
  readonly proofs?: true;
}

/** Everything the tests need beyond Node and what every Debian has. */
export const servers = {
  sshd: { package: 'openssh-server', binary: 'sshd', suites: 'test/ssh' },
  ssh: { package: 'openssh-client', binary: 'ssh', suites: 'test/ssh' },
  inspircd: { package: 'inspircd', binary: 'inspircd', suites: 'test/adapters/irc' },
  anope: { package: 'anope', binary: 'anope', suites: 'test/adapters/irc' },
  ngircd: { package: 'ngircd', binary: 'ngircd', suites: 'test/adapters/irc' },
  openssl: { package: 'openssl', binary: 'openssl', suites: 'test/adapters/irc' },
  visudo: { package: 'sudo', binary: 'visudo', suites: 'test/doctor' },
  'named-checkzone': { package: 'bind9-utils', binary: 'named-checkzone', suites: 'test/platforms/bind' },
  named: { package: 'bind9', binary: 'named', suites: 'test/platforms/bind' },
  dig: { package: 'bind9-dnsutils', binary: 'dig', suites: 'test/platforms/rfc2136' },
  nsupdate: { package: 'bind9-dnsutils', binary: 'nsupdate', suites: 'test/platforms/rfc2136' },
  knotd: { package: 'knot', binary: 'knotd', suites: 'test/platforms/rfc2136' },
  dhcpd: { package: 'isc-dhcp-server', binary: 'dhcpd', suites: 'test/platforms/isc-dhcpd' },
  'kea-dhcp4': { package: 'kea-dhcp4-server', binary: 'kea-dhcp4', suites: 'test/platforms/kea' },
  'kea-dhcp6': { package: 'kea-dhcp6-server', binary: 'kea-dhcp6', suites: 'test/platforms/kea' },
  nginx: { package: 'nginx-light', binary: 'nginx', suites: 'test/platforms/nginx' },
  shorewall: { package: 'shorewall', binary: 'shorewall', suites: 'test/platforms/shorewall' },
  shorewall6: { package: 'shorewall6', binary: 'shorewall6', suites: 'test/platforms/shorewall', proofs: true },
  reprepro: { package: 'reprepro', binary: 'reprepro', suites: 'test/packaging-farm' },
  'dpkg-buildpackage': { package: 'build-essential', binary: 'dpkg-buildpackage', suites: 'test/packaging-farm' },
  gpg: { package: 'gnupg', binary: 'gpg', suites: 'test/packaging-farm' },
  git: { package: 'git', binary: 'git', suites: 'test/packaging-farm' },
  mmdebstrap: { package: 'mmdebstrap', binary: 'mmdebstrap', suites: 'test/packaging-farm' },
  lintian: { package: 'lintian', binary: 'lintian', suites: 'test/pack', proofs: true },
  podman: { package: 'podman', binary: 'podman', suites: 'test/pack', proofs: true },
  runc: { package: 'runc', binary: 'runc', suites: 'test/pack', proofs: true },
  newuidmap: { package: 'uidmap', binary: 'newuidmap', suites: 'test/pack', proofs: true },
  mandoc: { package: 'mandoc', binary: 'mandoc', suites: 'test/packaging-farm' },
  ping: { package: 'iputils-ping', binary: 'ping', suites: 'test/platforms/guest' },
  ip: { package: 'iproute2', binary: 'ip', suites: 'test/platforms/guest' },
  socat: { package: 'socat', binary: 'socat', suites: 'test/platforms/guest' },
  'redis-server': { package: 'redis-server', binary: 'redis-server', suites: 'test/journal, test/queue, test/main' },
  sfdisk: { package: 'fdisk', binary: 'sfdisk', suites: 'test/platforms/lvm' },
  'mkfs.xfs': { package: 'xfsprogs', binary: 'mkfs.xfs', suites: 'test/platforms/lvm' },
  chromium: { package: 'chromium', binary: 'chromium', suites: 'test/main/web', proofs: true },
  'systemd-analyze': { package: 'systemd', binary: 'systemd-analyze', suites: 'test/deploy' },
} as const satisfies Readonly<Record<string, Server>>;

export type ServerName = keyof typeof servers;

const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];

/** Full path of an installed program, or undefined. */
export function installed(name: ServerName): string | undefined {
  return folders
    .map((folder) => join(folder, servers[name].binary))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** The programs that are not installed. `proofs`: among them those that only proofs run. */
export function missing({ proofs }: { readonly proofs: boolean }): readonly ServerName[] {
  const all: Readonly<Record<ServerName, Server>> = servers;
  return (Object.keys(servers) as ServerName[]).filter(
    (name) => (proofs || !all[name].proofs) && installed(name) === undefined,
  );
}
