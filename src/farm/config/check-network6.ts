import { parseNetwork } from '../address.ts';
import { isUnicast, parseNetwork6 } from '../address6.ts';
import { numberInPool } from '../pool.ts';
import { networkOfZone6, zoneOfNetwork6 } from '../reverse-name.ts';
import type { Problem } from './problems.ts';
import type { Sections } from './sections.ts';

/** The IPv6 network has an address for every VM, by the rule, which others can reach. */
export function network6({ pool }: Partial<Sections>): readonly Problem[] {
  if (!pool?.network6) return [];
  const { prefix, by } = pool.network6;
  const [network, parsed] = [parseNetwork(pool.network), parseNetwork6(prefix)];
  if (!network || !parsed) return [];
  const path = ['pool', 'network6', 'prefix'];
  if (!isUnicast(parsed)) {
    const text = `pool.network6.prefix: ${prefix} has no addresses by which a VM is reached, expected a network of 2000::/3 or fc00::/7`;
    return [{ path, text }];
  }
  if (by === 'eui64' && parsed.prefix !== 64) {
    const text = `pool.network6.prefix: found ${prefix}, expected a /64, since an address made of a MAC (by: eui64) is 64 bits and 64 more`;
    return [{ path, text }];
  }
  const digits = String(numberInPool(network, network.last)).length;
  const longest = 128 - 4 * digits;
  if (by === 'last' && parsed.prefix > longest) {
    const text = `pool.network6.prefix: found ${prefix}, expected a /${longest} or wider, since numbers of ${pool.network} ({0}) have up to ${digits} digits`;
    return [{ path, text, others: [['pool', 'network']] }];
  }
  return [];
}

/** The zone of ip6.arpa has the pool's IPv6 addresses. */
export function reverseZone6({ dns, pool }: Partial<Sections>): readonly Problem[] {
  const reverse6 = dns?.block.reverse6;
  if (!reverse6 || !pool) return [];
  const path = ['dns', 'reverse6', 'zone'];
  if (!pool.network6) {
    const text = 'dns.reverse6: there is no pool.network6, whose addresses it would have';
    return [{ path: ['dns', 'reverse6'], atKey: true, text }];
  }
  const network = parseNetwork6(pool.network6.prefix);
  if (!network) return [];
  const zone = networkOfZone6(reverse6.zone);
  const bits = BigInt(128 - (zone?.prefix ?? 0));
  if (zone && zone.prefix <= network.prefix && zone.first >> bits === network.first >> bits) return [];
  return [
    {
      path,
      text: `dns.reverse6.zone: found "${reverse6.zone}", expected ${zoneOfNetwork6(network)}, or a zone above it, which has the addresses of ${pool.network6.prefix} ({0})`,
      others: [['pool', 'network6', 'prefix']],
    },
  ];
}
