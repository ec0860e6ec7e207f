import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe } from 'vitest';

/** A program the tests run for real: its Debian package, and the file that shows it is installed. */
export interface Server {
  readonly package: string;
  readonly binary: string;
}

/** Everything the tests need beyond Node and what every Debian has. */
export const servers = {
  sshd: { package: 'openssh-server', binary: 'sshd' },
  ssh: { package: 'openssh-client', binary: 'ssh' },
  inspircd: { package: 'inspircd', binary: 'inspircd' },
  anope: { package: 'anope', binary: 'anope' },
  ngircd: { package: 'ngircd', binary: 'ngircd' },
  openssl: { package: 'openssl', binary: 'openssl' },
  'named-checkzone': { package: 'bind9-utils', binary: 'named-checkzone' },
  named: { package: 'bind9', binary: 'named' },
  dhcpd: { package: 'isc-dhcp-server', binary: 'dhcpd' },
  nginx: { package: 'nginx-light', binary: 'nginx' },
  shorewall: { package: 'shorewall', binary: 'shorewall' },
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

/**
 * `describe` for a suite that runs real servers. Where one is missing the suite is left out and named in the test run's
 * last lines; with CI=true it fails instead.
 */
export function needs(...names: readonly ServerName[]): typeof describe | typeof describe.skip {
  const missing = names.filter((name) => installed(name) === undefined);
  if (missing.length === 0) return describe;
  if (process.env.CI === 'true') throw new Error(`not installed: ${missing.join(', ')}`);
  return describe.skip;
}
