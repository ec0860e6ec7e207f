import { createHash, createHmac } from 'node:crypto';

/** One usable line of a known_hosts file. */
export interface KnownKey {
  /** Line number in the file, from 1. */
  readonly line: number;
  readonly revoked: boolean;
  /** As written: comma-separated patterns, or one hashed name. */
  readonly hosts: string;
  /** `ssh-ed25519`, `ssh-rsa`, … */
  readonly type: string;
  /** The key as it travels in the protocol (RFC 4253 section 6.6). */
  readonly key: Buffer;
}

/**
 * Reads known_hosts (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). Left out, as OpenSSH does: comments and lines that make no sense. Left out here
 * too: `@cert-authority`, since certificates are not checked and such a key must not pass for a host's own.
 */
export function parseKnownHosts(text: string): readonly KnownKey[] {
  return text.split(/\r?\n/).flatMap((content, index) => {
    const fields = content.trim().split(/[ \t]+/);
    const marker = fields[0]?.startsWith('@') ? fields.shift() : undefined;
    const [hosts, type, encoded] = fields;
    if (hosts === undefined || type === undefined || encoded === undefined || hosts.startsWith('#')) return [];
    if (marker !== undefined && marker !== '@revoked') return [];
    const key = Buffer.from(encoded, 'base64');
    if (keyType(key) !== type) return [];
    return [{ line: index + 1, revoked: marker === '@revoked', hosts, type, key }];
  });
}

/** The lines that speak of a host. */
export function keysOf(known: readonly KnownKey[], address: string, port: number): readonly KnownKey[] {
  const name = knownName(address, port);
  return known.filter(({ hosts }) => (hosts.startsWith('|') ? matchesHash(hosts, name) : matchesPatterns(hosts, name)));
}

/** How known_hosts names a host: bare on port 22, else `[address]:port`. */
export function knownName(address: string, port: number): string {
  const name = address.toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

/** The type a key says it is of, or undefined when it is no key. */
export function keyType(key: Buffer): string | undefined {
  if (key.length < 4) return undefined;
  const end = 4 + key.readUInt32BE(0);
  return end < key.length ? key.toString('latin1', 4, end) : undefined;
}

/** `SHA256:…`, as ssh-keygen -l prints it. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

function matchesHash(hashed: string, name: string): boolean {
  const [, version, salt, hash] = hashed.split('|');
  if (version !== '1' || salt === undefined || hash === undefined) return false;
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest().equals(Buffer.from(hash, 'base64'));
}

/** ssh_config(5) PATTERNS: `*` and `?`; one `!pattern` that matches excludes the whole line. */
function matchesPatterns(patterns: string, name: string): boolean {
  const list = patterns.toLowerCase().split(',');
  if (list.some((one) => one.startsWith('!') && matchesPattern(one.slice(1), name))) return false;
  return list.some((one) => !one.startsWith('!') && matchesPattern(one, name));
}

/** After a mismatch the last `*` takes one character more, and no earlier one has to: at most one pass over the name for each character of the pattern. */
function matchesPattern(pattern: string, name: string): boolean {
  let [at, from] = [0, 0];
  let star: { readonly at: number; from: number } | undefined;
  while (from < name.length) {
    if (pattern[at] === '*') {
      star = { at, from };
      at += 1;
    } else if (pattern[at] === '?' || pattern[at] === name[from]) {
      at += 1;
      from += 1;
    } else if (star) {
      star.from += 1;
      at = star.at + 1;
      from = star.from;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(at));
}
