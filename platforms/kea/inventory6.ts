import { sameText } from '../../src/farm/address6.ts';
import type { Inventory } from '../../src/farm/inventory.ts';
import type { DhcpHost } from '../../src/farm/state.ts';
import type { KeaConfig } from './config.ts';
import { elsewhere } from './inventory.ts';
import { said, type Value } from './syntax.ts';

/** Members whose value is a machine's address, or a list of them; of an interface what stands behind its name (Kea ARM, "The DHCPv6 Server"). */
const addresses = new Set(['ip-addresses', 'ip-address', 'interfaces', 'server-ip', 'data']);

/** Who has which IPv6 address in kea-dhcp6.conf, and who speaks of which. It is read and never edited, so that no entry of it goes with a VM. */
export function kea6Inventory(config: KeaConfig): Inventory {
  const reserved = new Map(config.reservations.map((one) => [one.entry.value, one]));
  const found: { readonly address: string; readonly by: string }[] = [];
  const walk = (value: Value, around: Value, member: string, host: string | undefined) => {
    const name = reserved.get(value)?.name ?? host;
    if (value.kind === 'string' && addresses.has(member)) {
      const what = name !== undefined ? `DHCPv6 reservation ${name}` : nameOf(member, around);
      const by = `${what} (${value.open.file}:${value.open.line})`;
      for (const word of value.text.split(/[\s,/]+/)) {
        const address = word.includes(':') ? sameText(word) : undefined;
        if (address !== undefined) found.push({ address, by });
      }
    }
    for (const { key, value: inner } of value.entries) walk(inner, value, key?.text ?? member, name);
  };
  walk(config.dhcp, config.dhcp, '', undefined);
  return {
    claims: found.map(({ address, by }) => ({ thing: { kind: 'address', first: address, last: address }, by })),
    references: found.map(({ address, by }) => ({ to: { address }, by, without: 'dangles' })),
    opaque: elsewhere(config),
  };
}

/** Its reservations with the IPv6 addresses they give. */
export function hosts6In({ reservations }: KeaConfig): readonly DhcpHost[] {
  return reservations.map(({ name, mac, addresses6, line, file }) => ({
    name,
    ...(mac !== undefined && { mac }),
    addresses: addresses6,
    line,
    file,
  }));
}

function nameOf(member: string, around: Value): string {
  return member === 'data'
    ? `option ${said(around, 'name') ?? said(around, 'code') ?? ''} of DHCPv6`
    : `${member} of DHCPv6`;
}
