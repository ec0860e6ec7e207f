import { type Network6, parseAddress6, showAddress6 } from './address6.ts';

/** Labels of an address in ip6.arpa: its hexadecimal digits. */
const digits = 32;

/** 6.60.10.10.in-addr.arpa of 10.10.60.6 (RFC 1035, 3.5); of an IPv6 address its name in ip6.arpa (RFC 3596, 2.5). */
export function reverseName(address: string): string {
  const number = parseAddress6(address);
  if (number === undefined) return `${address.split('.').reverse().join('.')}.in-addr.arpa`;
  return `${[...number.toString(16).padStart(digits, '0')].reverse().join('.')}.ip6.arpa`;
}

/** 10.10.60.6 of 6.60.10.10.in-addr.arpa (RFC 1035, 3.5); of a whole name in ip6.arpa its address (RFC 3596, 2.5). */
export function addressOf(reverseName: string): string {
  const [, nibbles] = /^((?:[0-9a-f]\.){32})ip6\.arpa$/i.exec(reverseName) ?? [];
  if (nibbles !== undefined) return showAddress6(BigInt(`0x${[...nibbles.replaceAll('.', '')].reverse().join('')}`));
  return reverseName
    .replace(/\.in-addr\.arpa$/, '')
    .split('.')
    .reverse()
    .join('.');
}

/** The innermost zone of ip6.arpa that has all of a network: 0.6.0.0.0.1.0.0.8.b.d.0.1.0.0.2.ip6.arpa of 2001:db8:10:60::/64. */
export function zoneOfNetwork6({ first, prefix }: Network6): string {
  return reverseName(showAddress6(first))
    .split('.')
    .slice(digits - Math.floor(prefix / 4))
    .join('.');
}

/** The network whose addresses a zone of ip6.arpa has; undefined where it is no such zone. */
export function networkOfZone6(zone: string): Network6 | undefined {
  const [, nibbles] = /^((?:[0-9a-f]\.){1,32})ip6\.arpa$/.exec(zone) ?? [];
  if (nibbles === undefined) return undefined;
  const given = [...nibbles.replaceAll('.', '')].reverse().join('');
  return { first: BigInt(`0x${given.padEnd(digits, '0')}`), prefix: 4 * given.length };
}

/** A reverse name as people read it: of one in ip6.arpa its address. */
export function shownReverse(name: string): string {
  return name.endsWith('.ip6.arpa') ? addressOf(name) : name;
}
