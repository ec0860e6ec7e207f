import { type Network, parseAddress, parseNetwork, showAddress } from './address.ts';
import { eui64Address, numberedAddress, parseNetwork6 } from './address6.ts';
import type { FirewallSettings, PoolSettings } from './settings.ts';

/** What is in use: a set, or whatever else can tell. */
export interface Used {
  has(value: string): boolean;
}

/** The first address of the pool that is neither excluded nor used; undefined when none is left. */
export function nextAddress(pool: PoolSettings, used: Used): string | undefined {
  const excluded = new Set(pool.excluded);
  return addresses(pool).find((address) => !excluded.has(address) && !used.has(address));
}

/**
 * SSH port of a VM seen from outside: the base and the last number of its address. In a pool wider than a /24 the count
 * goes on past 255, so that no two VMs have one port.
 */
export function sshPortOf(firewall: Pick<FirewallSettings, 'sshBase'>, pool: PoolSettings, address: string): number {
  return firewall.sshBase + numberInPool(networkOf(pool), parseAddress(address) ?? 0);
}

/** What is added to the base for an SSH port. */
export function numberInPool(network: Network, address: number): number {
  return address % 2 ** Math.max(8, 32 - network.prefix);
}

/**
 * A MAC nobody uses, after the seed: 52:54 (locally administered, unicast) and four random bytes. `used` in lower case.
 * Throws when chance gives no free one, which is a broken source of chance.
 */
export function mintMac(used: Used, random: (bytes: number) => Uint8Array): string {
  for (let tries = 0; tries < 100; tries += 1) {
    const mac = [0x52, 0x54, ...random(4)].map((byte) => byte.toString(16).padStart(2, '0')).join(':');
    if (!used.has(mac)) return mac;
  }
  throw new Error('100 random MAC addresses in a row are in use: the source of chance is broken');
}

/** The IPv6 address of a VM by the farm's rule; undefined where the farm has no IPv6. */
export function address6Of(
  pool: PoolSettings,
  { address, mac }: { readonly address: string; readonly mac: string },
): string | undefined {
  const { network6 } = pool;
  if (!network6) return undefined;
  const network = parseNetwork6(network6.prefix);
  if (!network) throw new Error(`the pool's network ${network6.prefix} is no IPv6 network`);
  if (network6.by === 'eui64') return eui64Address(network, mac);
  return numberedAddress(network, numberInPool(networkOf(pool), parseAddress(address) ?? 0));
}

function addresses(pool: PoolSettings): readonly string[] {
  const { first, last } = networkOf(pool);
  return Array.from({ length: Math.max(0, last - first - 1) }, (_, index) => showAddress(first + 1 + index));
}

function networkOf(pool: PoolSettings): Network {
  const network = parseNetwork(pool.network);
  if (!network) throw new Error(`the pool's network ${pool.network} is no IPv4 network`);
  return network;
}

/** Whether an address is one of the pool's network. */
export function isInPool(pool: PoolSettings, address: string): boolean {
  const { first, last } = networkOf(pool);
  const number = parseAddress(address);
  return number !== undefined && number >= first && number <= last;
}
