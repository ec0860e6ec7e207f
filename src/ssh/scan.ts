import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { openChain } from './chain.ts';
import { dial, unreachable } from './connect.ts';
import { allTypes, hostKeyAlgorithms } from './host-key.ts';
import { fingerprint, keysOf, keyType, knownName, parseKnownHosts } from './known-hosts.ts';
import type { HostSettings } from './settings.ts';

/** A host key a server shows. Nothing says yet that it is the right one. */
export interface OfferedKey {
  readonly type: string;
  /** `SHA256:…`, as `ssh-keygen -l` prints it on the host. */
  readonly fingerprint: string;
  readonly key: Buffer;
}

const scanWithin = 15_000;

/**
 * What host keys a server has, one handshake for each type; nothing is sent that it could misuse.
 * @param jumps the hosts it is reached through; their keys must be known.
 * @throws HostUnreachable
 */
export async function scanHostKeys(
  settings: HostSettings,
  jumps: readonly HostSettings[] = [],
): Promise<readonly OfferedKey[]> {
  const chain = await openChain(jumps, scanWithin);
  try {
    const offered = await Promise.all(
      allTypes.map(async (type) => offer(settings, type, await chain.through(settings, scanWithin))),
    );
    return offered.filter((key) => key !== undefined);
  } finally {
    chain.close();
  }
}

async function offer(
  settings: HostSettings,
  type: (typeof allTypes)[number],
  through: Parameters<typeof dial>[2],
): Promise<OfferedKey | undefined> {
  let shown: Buffer | undefined;
  try {
    await dial(settings, scanWithin, through, {
      algorithms: { serverHostKey: hostKeyAlgorithms([type]) },
      hostVerifier: (key: Buffer) => {
        shown = key;
        return false;
      },
    });
  } catch (cause) {
    const { message } = cause as Error;
    if (shown === undefined && !message.includes('no matching host key format'))
      throw unreachable(settings, cause as Error);
  }
  return shown && { type, fingerprint: fingerprint(shown), key: shown };
}

/**
 * Adds a key to a known_hosts file, which is made where it is missing. Does nothing when the host is known by that key already.
 * @throws Error when the file says the key is revoked.
 */
export async function addHostKey(file: string, address: string, port: number, key: Buffer): Promise<void> {
  const type = keyType(key);
  if (type === undefined) throw new TypeError('not a host key');
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return '';
    throw cause;
  });
  const same = keysOf(parseKnownHosts(text), address, port).filter((known) => known.key.equals(key));
  const revoked = same.find((known) => known.revoked);
  if (revoked !== undefined) throw new Error(`${fingerprint(key)} is marked as revoked in ${file}:${revoked.line}`);
  if (same.length > 0) return;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const line = `${knownName(address, port)} ${type} ${key.toString('base64')}\n`;
  await appendFile(file, text === '' || text.endsWith('\n') ? line : `\n${line}`, { mode: 0o600 });
}
