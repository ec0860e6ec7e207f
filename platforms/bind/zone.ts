import { showAddress6 } from '../../src/farm/address6.ts';
import { addressIn, isAddressType } from '../../src/farm/dns/address-type.ts';
import { absolute } from '../../src/farm/dns/names.ts';
import { Unreadable } from '../../src/farm/text/unreadable.ts';
import type { Entry, Token } from './entries.ts';

/** A resource record of a zone file. */
export interface ZoneRecord {
  readonly entry: Entry;
  /** Absolute, lower case, no dot at its end. */
  readonly owner: string;
  /** Absent where the owner is that of the record before. */
  readonly ownerToken?: Token;
  readonly ttl?: Token;
  /** The TTL a record before it states and it has too: it states none, and no default is in effect (RFC 1035, 5.1). */
  readonly inherits?: Token;
  /** Absent: that of the zone. */
  readonly class?: Token;
  readonly type: Token;
  readonly data: readonly Token[];
  /** The origin in effect. */
  readonly origin: string;
  /** A default TTL is in effect: a $TTL, or the minimum of a SOA record that states none (RFC 2308, 4; BIND). */
  readonly ttlSet: boolean;
}

/** A $GENERATE directive: records by a template. */
export interface Generated {
  readonly entry: Entry;
  readonly origin: string;
  readonly inherits?: Token;
  /** Where a TTL would stand. */
  readonly ttlAt: number;
}

/** An $INCLUDE directive, and what its file brings. */
interface Included {
  readonly entry: Entry;
  readonly origin: string;
  /** As written. */
  readonly name: string;
  /** Undefined: the file could not be read. */
  readonly zone?: Zone;
}

/** An entry that is not understood: it is kept as it is. */
interface Unread {
  readonly entry: Entry;
  readonly origin: string;
  readonly why: string;
  /** Whose it may be. */
  readonly owner?: string;
}

/** What an entry of a zone file is. */
export type Part =
  | { readonly record: ZoneRecord }
  | { readonly generated: Generated }
  | { readonly included: Included }
  | { readonly unread: Unread };

/** A zone file, entry by entry. */
export interface Zone {
  readonly name: string;
  /** The file's path; empty where nobody said it. */
  readonly path: string;
  readonly text: string;
  /** In the file's order; directives that only say what is in effect are left out. */
  readonly parts: readonly Part[];
  /** Those of the file itself, without what is included or generated. */
  readonly records: readonly ZoneRecord[];
  /** Origin in effect at the end of the file. */
  readonly lastOrigin: string;
}

/** Files a zone may include. Undefined: it could not be read. */
export type Files = (name: string) => { readonly path: string; readonly text: string } | undefined;

/** Types by number (RFC 3597, 5). */
const numbered: Readonly<Record<string, string>> = { TYPE1: 'A', TYPE28: 'AAAA' };

/** The type of a record of class IN, in capitals; other classes have none that matters here. */
export function typeOf(record: ZoneRecord): string | undefined {
  const klass = record.class?.text.toUpperCase() ?? 'IN';
  if (klass !== 'IN' && klass !== 'CLASS1') return undefined;
  const type = record.type.text.toUpperCase();
  return numbered[type] ?? type;
}

/** Data of a record as one text: names absolute for types whose data is a name, an address in its one form however it is written (RFC 3597, RFC 5952). */
export function dataOf(record: ZoneRecord): string {
  const [first] = record.data;
  const type = typeOf(record);
  if (isAddressType(type) && first?.text === '\\#') return unknownAddress(record) ?? written(record);
  if (type === 'AAAA') return addressIn(written(record));
  return first && nameTypes.has(type ?? '') ? absolute(first.text, record.origin) : written(record);
}

const nameTypes = new Set(['PTR', 'CNAME', 'DNAME', 'NS']);

function written({ data }: ZoneRecord): string {
  return data.map(({ text }) => text).join(' ');
}

/** 10.10.59.2 of `\# 4 0A0A3B02`, and an IPv6 address of 16 bytes. */
function unknownAddress({ data: [, , ...hex] }: ZoneRecord): string | undefined {
  const digits = hex.map(({ text }) => text).join('');
  if (/^[0-9a-f]{32}$/i.test(digits)) return showAddress6(BigInt(`0x${digits}`));
  return /^[0-9a-f]{8}$/i.test(digits) ? Buffer.from(digits, 'hex').join('.') : undefined;
}

/** What is not understood of a zone and what it includes, each with its place; of a file that is not there too. */
export function unreadOf(
  zone: Zone,
): readonly { readonly path: string; readonly line: number; readonly why: string }[] {
  return zone.parts.flatMap((part) => {
    if ('unread' in part) return [{ path: zone.path, line: part.unread.entry.line, why: part.unread.why }];
    if (!('included' in part)) return [];
    const { entry, name, zone: inner } = part.included;
    return inner ? unreadOf(inner) : [{ path: zone.path, line: entry.line, why: `the file ${name} cannot be read` }];
  });
}

/** Every record of a zone, those of the files it includes where they are included; each with its file. */
export function allRecords(zone: Zone): readonly { readonly record: ZoneRecord; readonly path: string }[] {
  return zone.parts.flatMap((part) => {
    if ('record' in part) return [{ record: part.record, path: zone.path }];
    return 'included' in part && part.included.zone ? allRecords(part.included.zone) : [];
  });
}

/** Throws Unreadable for an entry that is not understood and may be one of the name's records, or say something of all that follow. */
export function refuseUnread(zone: Zone, name: string): void {
  for (const part of zone.parts)
    if ('unread' in part && (part.unread.owner ?? name) === name)
      throw new Unreadable(part.unread.entry.line, part.unread.why);
}
