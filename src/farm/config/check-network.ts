import { parseNetwork } from '../address.ts';
import { numberInPool } from '../pool.ts';
import { excludedAddresses } from './excluded.ts';
import type { Problem } from './problems.ts';
import type { Sections } from './sections.ts';

/** The reverse zone has the pool's addresses. */
export function reverseZone({ dns: described, pool }: Partial<Sections>): readonly Problem[] {
  const dns = described?.block;
  const network = pool && parseNetwork(pool.network);
  if (!dns?.reverse || !network) return [];
  const path = ['dns', 'reverse', 'zone'];
  const [, labels] = /^((?:\d{1,3}\.){1,3})in-addr\.arpa$/.exec(dns.reverse.zone) ?? [];
  if (!labels)
    return [
      { path, text: `dns.reverse.zone: found "${dns.reverse.zone}", expected a zone such as 10.10.in-addr.arpa` },
    ];
  const numbers = labels.split('.').filter(Boolean).map(Number).reverse();
  const first = numbers.reduce((sum, number, index) => sum + number * 256 ** (3 - index), 0);
  const last = first + 256 ** (4 - numbers.length) - 1;
  if (network.first >= first && network.last <= last) return [];
  return [
    {
      path,
      text: `dns.reverse.zone: ${dns.reverse.zone} does not hold the addresses of the pool ${pool.network} ({0})`,
      others: [['pool', 'network']],
    },
  ];
}

/** What is excluded is part of the pool. */
export function exclusions({ pool }: Partial<Sections>): readonly Problem[] {
  const network = pool && parseNetwork(pool.network);
  if (!network) return [];
  return pool.exclude.flatMap((entry, index) =>
    excludedAddresses(network, entry) === undefined
      ? [
          {
            path: ['pool', 'exclude', index],
            text: `pool.exclude: "${entry}" is no number, range or address of ${pool.network}`,
          },
        ]
      : [],
  );
}

/** Every address of the pool has an SSH port. */
export function sshPorts({ pool, firewall: described }: Partial<Sections>): readonly Problem[] {
  const firewall = described?.block;
  const network = pool && parseNetwork(pool.network);
  if (!network || !firewall) return [];
  const last = firewall.ssh_base + numberInPool(network, network.last);
  if (last <= 65535) return [];
  return [
    {
      path: ['firewall', 'ssh_base'],
      text: `firewall.ssh_base: ports up to ${last} would be needed for ${pool.network} ({0}), the last there is is 65535`,
      others: [['pool', 'network']],
    },
  ];
}
