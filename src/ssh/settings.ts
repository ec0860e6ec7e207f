/** What a connection to one host needs. The farm's configuration maps to it. */
export interface HostSettings {
  /** The farm's name for it; other hosts' `jump` and every message use it. */
  readonly name: string;
  /** What is dialled, and what known_hosts lists. */
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** Private keys, tried in this order before the agent. */
  readonly keyFiles?: readonly string[];
  /** Path of an ssh-agent's socket. */
  readonly agent?: string;
  readonly knownHostsFile: string;
  /** Name of the host this one is reached through (ssh_config(5) ProxyJump); that one may have a jump of its own. */
  readonly jump?: string;
  /** Privileged commands go through `sudo -n --`. */
  readonly sudo: boolean;
  /** PATH on the host. */
  readonly path: string;
  /** Folder on the host, owned by `user`, where jobs, tokens and locks are kept. */
  readonly state: string;
}

export const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
export const defaultState = '/var/lib/farmhand';

const plainPath = /^\/[\w./@+-]*$/;
const rules: readonly (readonly [keyof HostSettings, RegExp, string])[] = [
  ['name', /^[a-z0-9][a-z0-9._-]*$/i, 'a name'],
  ['address', /^[a-z0-9:][a-z0-9.:%_-]*$/i, 'a host name or an IP address'],
  ['user', /^[a-z_][a-z0-9_.-]*$/i, 'a user name'],
  ['path', /^[\w./@+:-]+$/, 'folders separated by colons'],
  ['state', plainPath, 'an absolute path of plain characters'],
];

/**
 * Checks what would otherwise only show on a host, and that every `jump` leads to a host without one.
 * @throws TypeError
 */
export function checkSettings(all: readonly HostSettings[]): void {
  const byName = new Map(all.map((one) => [one.name, one]));
  if (byName.size !== all.length) throw new TypeError('two hosts have the same name');
  for (const one of all) {
    for (const [field, pattern, expected] of rules) {
      if (!pattern.test(String(one[field])))
        throw new TypeError(`host ${one.name}: ${field} is ${JSON.stringify(one[field])}, expected ${expected}`);
    }
    if (!Number.isInteger(one.port) || one.port < 1 || one.port > 65_535)
      throw new TypeError(`host ${one.name}: port is ${one.port}, expected 1 to 65535`);
    const seen = [one.name];
    for (let next = one.jump; next !== undefined; next = byName.get(next)?.jump) {
      if (!byName.has(next)) throw new TypeError(`host ${one.name}: jump ${next} is not a host`);
      if (seen.includes(next))
        throw new TypeError(`host ${one.name}: jumps go in a circle: ${seen.join(', ')}, ${next}`);
      seen.push(next);
    }
  }
}

/** `root@10.0.0.1:22 (host01)`: a host as messages name it. */
export function describeHost({ name, user, address, port }: HostSettings): string {
  return `${name} (${user}@${address.includes(':') ? `[${address}]` : address}:${port})`;
}
