import { parseAddress } from '../../src/farm/address.ts';
import { sameText } from '../../src/farm/address6.ts';
import type { Files } from '../../src/farm/text/includes.ts';
import { type Entry, elements, member, missingIn, parseKea, said, type Value } from './syntax.ts';
import type { Token } from './tokens.ts';

/** What reservations may stand in: a subnet, or Dhcp4 itself (global ones). */
export interface Holder {
  readonly object: Value;
  /** The objects around it whose settings it inherits: shared network, Dhcp4, the nearest first. */
  readonly around: readonly Value[];
  /** Of a subnet. */
  readonly network?: Net;
  readonly id?: number;
  /** Its `reservations`, where it has any. */
  readonly list?: Value;
}

/** A subnet's prefix as written, and its first and last address as numbers. */
export interface Net {
  readonly prefix: string;
  readonly first: number;
  readonly last: number;
}

/** A host reservation (Kea ARM, "Host Reservations in DHCPv4", "Host Reservations in DHCPv6"). */
export interface Reservation {
  readonly holder: Holder;
  readonly list: Value;
  readonly index: number;
  readonly entry: Entry;
  /** Its host name in small letters without a dot at its end; where it has none, its address, or what distinguishes it. */
  readonly name: string;
  readonly hostname?: string;
  /** In small letters, with colons. */
  readonly mac?: string;
  readonly address?: string;
  /** Of DHCPv6, which may be several. */
  readonly addresses6: readonly string[];
  readonly line: number;
  readonly file: string;
}

export interface KeaConfig {
  readonly file: string;
  readonly text: string;
  readonly dhcp: Value;
  readonly holders: readonly Holder[];
  readonly reservations: readonly Reservation[];
  /** Includes that could not be read. */
  readonly missing: readonly Token[];
}

/** Reads kea-dhcp4.conf, or kea-dhcp6.conf, which is of the same form. Throws Unreadable, and Error where an included file cannot be understood. */
export function keaConfig(text: string, file: string, files?: Files, version: 4 | 6 = 4): KeaConfig {
  const root = parseKea(text, file, files);
  const missing = missingIn(root);
  const dhcp = member(root, `Dhcp${version}`);
  if (dhcp?.kind !== 'object') throw new Error(noDhcp(file, version, missing));
  const shared = elements(dhcp, 'shared-networks').flatMap((network) =>
    elements(network, `subnet${version}`).map((object) => subnetOf(object, [network, dhcp])),
  );
  const own = elements(dhcp, `subnet${version}`).map((object) => subnetOf(object, [dhcp]));
  const holders = [holderOf(dhcp, []), ...shared, ...own];
  return { file, text, dhcp, holders, missing, reservations: holders.flatMap(reservationsOf) };
}

function noDhcp(file: string, version: 4 | 6, [missing]: readonly Token[]): string {
  const included = missing ? `: it includes ${missing.text} (line ${missing.line}), which cannot be read` : '';
  return `${file} has no "Dhcp${version}": { … }${included}`;
}

function holderOf(object: Value, around: readonly Value[]): Holder {
  const list = member(object, 'reservations');
  return { object, around, ...(list && { list }) };
}

function subnetOf(object: Value, around: readonly Value[]): Holder {
  const network = netOf(said(object, 'subnet') ?? '');
  const id = Number(said(object, 'id') ?? Number.NaN);
  return { ...holderOf(object, around), ...(network && { network }), ...(Number.isInteger(id) && { id }) };
}

/** A prefix in CIDR form, or a range, as `pool` allows it too; bits of the host part do not count. */
export function netOf(text: string): Net | undefined {
  const [, low = '', high = ''] = /^\s*([\d.]+)\s*[-/]\s*([\d.]+)\s*$/.exec(text) ?? [];
  const from = parseAddress(low);
  if (from === undefined) return undefined;
  if (text.includes('-')) {
    const to = parseAddress(high);
    return to === undefined || to < from ? undefined : { prefix: text, first: from, last: to };
  }
  if (!/^\d{1,2}$/.test(high) || Number(high) > 32) return undefined;
  const size = 2 ** (32 - Number(high));
  const first = from - (from % size);
  return { prefix: text, first, last: first + size - 1 };
}

const others = ['duid', 'client-id', 'circuit-id', 'flex-id'];

function reservationsOf(holder: Holder): readonly Reservation[] {
  const { list } = holder;
  if (list?.kind !== 'list') return [];
  return list.entries.flatMap((entry, index) => {
    if (entry.value.kind !== 'object') return [];
    const [hostname, mac] = [nameOf(said(entry.value, 'hostname') ?? ''), said(entry.value, 'hw-address')];
    const address = said(entry.value, 'ip-address')?.trim();
    const addresses6 = elements(entry.value, 'ip-addresses').flatMap(({ text }) => sameText(text.trim()) ?? []);
    const told = others.map((name) => said(entry.value, name)).find((one) => one !== undefined);
    const { line, file } = entry.value.open;
    const name =
      hostname || address || addresses6[0] || (mac && plainMac(mac)) || told?.toLowerCase() || `line ${line}`;
    const own = {
      ...(hostname !== '' && { hostname }),
      ...(mac !== undefined && { mac: plainMac(mac) }),
      ...(address !== undefined && { address }),
    };
    return [{ holder, list, index, entry, name, ...own, addresses6, line, file }];
  });
}

/** A host name in the one form names are compared in. */
export function nameOf(hostname: string): string {
  return hostname.toLowerCase().replace(/\.$/, '');
}

/** A MAC in one form: Kea takes it with colons or spaces, one digit or two a part, or as one number, also after 0x. */
export function plainMac(text: string): string {
  const mac = text.trim().toLowerCase();
  const parts = /[: ]/.test(mac) ? mac.split(/[: ]+/) : (mac.replace(/^0x/, '').match(/../g) ?? [mac]);
  return parts.map((part) => part.padStart(2, '0')).join(':');
}
