import { sameText } from '../../src/farm/address6.ts';
import type { Inventory } from '../../src/farm/inventory.ts';
import type { DhcpHost } from '../../src/farm/state.ts';
import { headOf, hostOf, type Placed } from './hosts.ts';
import { type DhcpTree, hostsIn } from './tree.ts';

/** Who has which IPv6 address in the configuration of dhcpd for DHCPv6, and who speaks of which (dhcpd.conf(5)). It is read and never edited, so that no entry of it goes with a VM. */
export function dhcp6Inventory({ files, opaque }: DhcpTree): Inventory {
  const found = files.flatMap(({ path, placed }) => placed.flatMap((one) => addressesOf(one, path)));
  return {
    claims: found.map(({ address, by }) => ({ thing: { kind: 'address', first: address, last: address }, by })),
    references: found.map(({ address, by }) => ({ to: { address }, by, without: 'dangles' })),
    opaque,
  };
}

/** Its hosts with the IPv6 addresses they are given. */
export function hosts6In(tree: DhcpTree): readonly DhcpHost[] {
  return hostsIn(tree).map(({ name, mac, line, path, statement }) => {
    const given = statement.block?.statements.filter((one) => headOf(one, 1) === 'fixed-address6') ?? [];
    return {
      name,
      ...(mac !== undefined && { mac }),
      addresses: given.flatMap(({ words: [, ...words] }) => words.flatMap(({ text }) => sameText(text) ?? [])),
      line,
      file: path,
    };
  });
}

/** What is given to anybody is no machine's yet: who answers there is asked on the network. Identifiers may look like addresses. */
const notWho = new Set(['range6', 'prefix6', 'host-identifier', 'hardware']);

function addressesOf({ statement, around }: Placed, path: string) {
  const [first, ...words] = statement.words;
  if (statement.block || !first || first.quoted || notWho.has(headOf(statement, 1))) return [];
  const [host] = around.flatMap((outer) => hostOf({ statement: outer, around: [] }) ?? []);
  const by = `${host ? `DHCPv6 host ${host.name}` : headOf(statement, headOf(statement, 1) === 'option' ? 2 : 1)} (${path}:${first.line})`;
  return words.flatMap(({ text, quoted }) => {
    const address = quoted || !text.includes(':') ? undefined : sameText(text);
    return address === undefined ? [] : [{ address, by }];
  });
}
