import { parseAddress, showAddress } from './address.ts';

/** An IPv6 network: its first address as a number, and how many bits of it are fixed. */
export interface Network6 {
  readonly first: bigint;
  readonly prefix: number;
}

const groups = 8;

/** Number of an IPv6 address in any form of RFC 4291, 2.2; undefined when it is not one. A zone (`%eth0`) is no part of an address. */
export function parseAddress6(text: string): bigint | undefined {
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const [before, after] = [groupsOf(head, tail === undefined), tail === undefined ? [] : groupsOf(tail, true)];
  if (!before || !after) return undefined;
  const missing = groups - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  return [...before, ...Array.from({ length: missing }, () => 0), ...after].reduce(
    (number, group) => number * 0x1_0000n + BigInt(group),
    0n,
  );
}

/** `last`: the address ends here, where it may have the form of an IPv4 address. */
function groupsOf(text: string, last: boolean): readonly number[] | undefined {
  if (text === '') return [];
  const found: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    const dotted = last && index === parts.length - 1 ? parseAddress(part) : undefined;
    if (dotted !== undefined) found.push(Math.floor(dotted / 0x1_0000), dotted % 0x1_0000);
    else if (/^[0-9a-f]{1,4}$/i.test(part)) found.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return found;
}

/** The one text of an IPv6 address: lower case, no leading zeros, the first of the longest runs of zero groups as `::`, IPv4-mapped ones dotted (RFC 5952, 4 and 5). */
export function showAddress6(number: bigint): string {
  if (number >> 32n === 0xffffn) return `::ffff:${showAddress(Number(number & 0xffff_ffffn))}`;
  const all = Array.from({ length: groups }, (_, index) => Number((number >> BigInt(112 - 16 * index)) & 0xffffn));
  const texts = all.map((group) => group.toString(16));
  const { at, length } = longestZeros(all);
  if (length < 2) return texts.join(':');
  return `${texts.slice(0, at).join(':')}::${texts.slice(at + length).join(':')}`;
}

function longestZeros(all: readonly number[]): { readonly at: number; readonly length: number } {
  let best = { at: 0, length: 0 };
  for (const at of all.keys()) {
    const end = all.findIndex((group, index) => index >= at && group !== 0);
    const length = (end < 0 ? all.length : end) - at;
    if (length > best.length) best = { at, length };
  }
  return best;
}

/** The one text of an IPv4 or IPv6 address; undefined when it is neither. */
export function sameText(address: string): string | undefined {
  if (parseAddress(address) !== undefined) return address;
  const number = parseAddress6(address);
  return number === undefined ? undefined : showAddress6(number);
}

/** A network in CIDR form (`2001:db8:10:60::/64`); undefined when it is not one, or bits of the host part are set. */
export function parseNetwork6(text: string): Network6 | undefined {
  const [, base = '', bits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const first = parseAddress6(base);
  const prefix = Number(bits);
  if (first === undefined || prefix > 128 || String(prefix) !== bits) return undefined;
  return first % 2n ** BigInt(128 - prefix) === 0n ? { first, prefix } : undefined;
}

/** The network's text as RFC 5952 has it. */
export function showNetwork6({ first, prefix }: Network6): string {
  return `${showAddress6(first)}/${prefix}`;
}

/** Whether an address is one of the network. */
export function isInNetwork6({ first, prefix }: Network6, address: string): boolean {
  const number = parseAddress6(address);
  const bits = BigInt(128 - prefix);
  return number !== undefined && number >> bits === first >> bits;
}

/** Whether a network is of addresses a machine can have by which others reach it: global unicast or unique local (RFC 4291, 2.4; RFC 4193). */
export function isUnicast({ first, prefix }: Network6): boolean {
  const isIn = (base: bigint, bits: bigint) => BigInt(prefix) >= bits && first >> (128n - bits) === base;
  return isIn(0b001n, 3n) || isIn(0b1111_110n, 7n);
}

/** The address that the network card of a MAC makes itself: the MAC with ff:fe in its middle and the universal/local bit turned over (RFC 4291, appendix A; RFC 4862, 5.5.3). */
export function eui64Address({ first }: Network6, mac: string): string {
  const [a = 0, b = 0, c = 0, ...rest] = mac.split(':').map((byte) => Number.parseInt(byte, 16));
  const identifier = [a ^ 0b10, b, c, 0xff, 0xfe, ...rest].reduce((number, byte) => number * 256n + BigInt(byte), 0n);
  return showAddress6(first + identifier);
}

/** The address of the network whose last digits are those of a decimal number as they stand: `::25` of 25. */
export function numberedAddress({ first }: Network6, number: number): string {
  return showAddress6(first + BigInt(`0x${number}`));
}
