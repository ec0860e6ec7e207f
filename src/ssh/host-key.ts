import { readFile } from 'node:fs/promises';
import type { ServerHostKeyAlgorithm } from 'ssh2';
import { HostUnreachable } from './host.ts';
import { fingerprint, type KnownKey, keysOf, keyType, parseKnownHosts } from './known-hosts.ts';
import { describeHost, type HostSettings } from './settings.ts';

/** Nobody has said yet that this is the host's key. */
export class HostKeyUnknown extends HostUnreachable {
  override name = 'HostKeyUnknown';
}

/** The host shows another key than the one known: it was reinstalled, or someone intercepts the connection. */
export class HostKeyChanged extends HostUnreachable {
  override name = 'HostKeyChanged';
}

/** What known_hosts says of one host. */
export interface KnownHost {
  readonly settings: HostSettings;
  readonly keys: readonly KnownKey[];
}

/** Reads known_hosts afresh, so that a key added while the bot runs counts. A missing file knows nobody. */
export async function readKnownHost(settings: HostSettings): Promise<KnownHost> {
  const text = await readFile(settings.knownHostsFile, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return '';
    throw new HostUnreachable(`cannot read known_hosts: ${cause.message}`, { cause });
  });
  return { settings, keys: keysOf(parseKnownHosts(text), settings.address, settings.port) };
}

/**
 * Signature algorithms to offer: only those of keys that are known, so that a server with several keys shows the known one;
 * all that are not broken when none is known, for the refusal to name a fingerprint. SHA-1 (`ssh-rsa`) is never offered.
 */
export function hostKeyAlgorithms(types: readonly string[]): ServerHostKeyAlgorithm[] {
  const known = allTypes.filter((type) => types.includes(type));
  return (known.length > 0 ? known : allTypes).flatMap((type) => (type === 'ssh-rsa' ? rsaAlgorithms : [type]));
}

/** Key types this program can check. */
export const allTypes = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'ssh-rsa',
] as const;
const rsaAlgorithms = ['rsa-sha2-512', 'rsa-sha2-256'] as const;

/** Why a key is refused, or undefined when it is the host's. */
export function judgeHostKey({ settings, keys }: KnownHost, key: Buffer): HostUnreachable | undefined {
  const seen = `${keyType(key) ?? 'unreadable'} key ${fingerprint(key)}`;
  const same = keys.filter((known) => known.key.equals(key));
  const revoked = same.find((known) => known.revoked);
  if (revoked !== undefined)
    return new HostKeyChanged(
      `REVOKED HOST KEY: ${describeHost(settings)} shows ${seen}, which ${settings.knownHostsFile}:${revoked.line} marks as revoked. ` +
        'Nothing was sent. Find out who answers at this address before anything else',
    );
  if (same.length > 0) return undefined;
  const trusted = keys.filter((known) => !known.revoked);
  if (trusted.length === 0)
    return new HostKeyUnknown(
      `the host key of ${describeHost(settings)} is not known: it shows ${seen}. ` +
        `Compare it with the host's own (ssh-keygen -l), then type: farmhand host-key ${settings.name}`,
    );
  return changed({ settings, keys }, `it shows ${seen}`);
}

/** The server has no key of the types that are known. */
export function noKnownType(known: KnownHost): HostUnreachable {
  return changed(known, 'it has no key of that type any more');
}

function changed({ settings, keys }: KnownHost, seen: string): HostKeyChanged {
  const trusted = keys.filter((known) => !known.revoked);
  const expected = trusted
    .map(({ key, line }) => `${fingerprint(key)} (${settings.knownHostsFile}:${line})`)
    .join(', ');
  return new HostKeyChanged(
    `THE HOST KEY OF ${describeHost(settings)} HAS CHANGED: ${seen}; expected ${expected}. Nothing was sent. ` +
      'Somebody may be listening in. If the host was reinstalled, remove those lines, ' +
      `compare the new fingerprint with the host's own, and type: farmhand host-key ${settings.name}`,
  );
}
