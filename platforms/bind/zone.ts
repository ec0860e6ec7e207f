import { absolute } from '../../src/farm/dns/names.ts';
import { Unreadable } from '../../src/farm/text/unreadable.ts';
import { type Entry, entriesOf, type Token } from './entries.ts';

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

const noFiles: Files = () => undefined;
const deepest = 10;

const classes = new Set(['IN', 'CH', 'HS', 'CHAOS', 'HESIOD']);

interface Reading {
  readonly name: string;
  readonly files: Files;
  readonly depth: number;
  origin: string;
  owner: string | undefined;
  stated: Token | undefined;
  ttlSet: boolean;
}

/**
 * Reads a zone file (RFC 1035, 5; $TTL: RFC 2308, 4; $GENERATE: BIND 9 reference manual). An entry that is not understood is one of the parts.
 * Throws Unreadable where it cannot be told where an entry ends.
 */
export function parseZone(text: string, name: string, files = noFiles, path = ''): Zone {
  const origin = name.toLowerCase();
  return zoneOf(text, path, {
    name: origin,
    files,
    depth: 0,
    origin,
    owner: undefined,
    stated: undefined,
    ttlSet: false,
  });
}

function zoneOf(text: string, path: string, reading: Reading): Zone {
  const parts = entriesOf(text).flatMap((entry) => partOf(entry, reading) ?? []);
  const records = parts.flatMap((part) => ('record' in part ? [part.record] : []));
  return { name: reading.name, path, text, parts, records, lastOrigin: reading.origin };
}

function partOf(entry: Entry, reading: Reading): Part | undefined {
  if (!entry.blank && entry.tokens[0]?.text.startsWith('$')) return direct(entry, reading);
  return recordOf(entry, reading);
}

function direct(entry: Entry, reading: Reading): Part | undefined {
  const [directive, value] = entry.tokens;
  switch (directive?.text.toUpperCase()) {
    case '$ORIGIN':
      if (!value) return { unread: { entry, origin: reading.origin, why: '$ORIGIN names no domain' } };
      reading.origin = absolute(value.text, reading.origin);
      return undefined;
    case '$TTL':
      if (!value || !isTtl(value.text))
        return { unread: { entry, origin: reading.origin, why: '$TTL states no time' } };
      reading.ttlSet = true;
      return undefined;
    case '$DATE':
      return undefined;
    case '$INCLUDE':
      return include(entry, reading);
    case '$GENERATE':
      return generate(entry, reading);
    default:
      return { unread: { entry, origin: reading.origin, why: `unknown directive ${directive?.text}` } };
  }
}

/** The included file begins with the owner and TTL in effect, and leaves its TTL in effect, not its owner or origin. */
function include(entry: Entry, reading: Reading): Part {
  const [, name, origin] = entry.tokens;
  if (!name) return { unread: { entry, origin: reading.origin, why: '$INCLUDE names no file' } };
  const file = reading.depth < deepest ? reading.files(name.text) : undefined;
  if (!file) return { included: { entry, origin: reading.origin, name: name.text } };
  const inner = {
    ...reading,
    depth: reading.depth + 1,
    origin: origin ? absolute(origin.text, reading.origin) : reading.origin,
  };
  const zone = zoneOf(file.text, file.path, inner);
  reading.stated = inner.stated;
  reading.ttlSet = inner.ttlSet;
  return { included: { entry, origin: reading.origin, name: name.text, zone } };
}

/** `$GENERATE 1-9 name [TTL] [class] type data`; its TTL stays in effect. */
function generate(entry: Entry, reading: Reading): Part {
  const rest = entry.tokens.slice(3);
  const ttl = rest.slice(0, 2).find(({ text }) => isTtl(text));
  const { origin, stated, ttlSet } = reading;
  const ttlAt = rest[0]?.start ?? entry.end;
  if (ttl) reading.stated = ttl;
  return { generated: { entry, origin, ttlAt, ...(!ttl && !ttlSet && stated && { inherits: stated }) } };
}

function recordOf(entry: Entry, reading: Reading): Part {
  const { tokens } = entry;
  const ownerToken = entry.blank ? undefined : tokens[0];
  const owner = ownerToken ? absolute(ownerToken.text, reading.origin) : reading.owner;
  if (owner === undefined)
    return { unread: { entry, origin: reading.origin, why: 'the first record has no name before it' } };
  reading.owner = owner;
  let at = ownerToken ? 1 : 0;
  let ttl: Token | undefined;
  let klass: Token | undefined;
  for (; at < tokens.length; at += 1) {
    const token = tokens[at] as Token;
    if (token.quoted) break;
    if (!ttl && isTtl(token.text)) ttl = token;
    else if (!klass && isClass(token.text)) klass = token;
    else break;
  }
  const type = tokens[at];
  if (!type || type.quoted || !isType(type.text)) {
    const why = `a record of ${owner} has ${type ? `no type that could be "${type.text}"` : 'no type'}`;
    return { unread: { entry, origin: reading.origin, why, owner } };
  }
  const { origin, stated, ttlSet } = reading;
  if (ttl) reading.stated = ttl;
  else if (!ttlSet && stated === undefined && type.text.toUpperCase() === 'SOA') reading.ttlSet = true;
  const record = {
    entry,
    owner,
    ...(ownerToken && { ownerToken }),
    ...(ttl ? { ttl } : !ttlSet && stated && { inherits: stated }),
    ...(klass && { class: klass }),
    type,
    data: tokens.slice(at + 1),
    origin,
    ttlSet,
  };
  return { record };
}

const isDigit = (char: string) => char >= '0' && char <= '9';

/** `3600`, `1h30m`: digits in groups, each but the last with a unit (BIND 9 reference manual, "duration"). */
export function isTtl(text: string): boolean {
  return isDigit(text[0] ?? '') && [...text].every((char, at) => isDigit(char) || isUnit(char, text[at - 1] ?? ''));
}

function isUnit(char: string, before: string): boolean {
  return 'smhdwSMHDW'.includes(char) && isDigit(before);
}

function isClass(text: string): boolean {
  return classes.has(text.toUpperCase()) || /^CLASS\d+$/i.test(text);
}

function isType(text: string): boolean {
  return /^[A-Z][A-Z0-9-]*$/i.test(text);
}

/** The type of a record of class IN, in capitals; other classes have none that matters here. */
export function typeOf(record: ZoneRecord): string | undefined {
  const klass = record.class?.text.toUpperCase() ?? 'IN';
  if (klass !== 'IN' && klass !== 'CLASS1') return undefined;
  const type = record.type.text.toUpperCase();
  return type === 'TYPE1' ? 'A' : type;
}

/** Data of a record as one text: names absolute for types whose data is a name, an address dotted however it is written (RFC 3597). */
export function dataOf(record: ZoneRecord): string {
  const [first] = record.data;
  const type = typeOf(record);
  if (type === 'A' && first?.text === '\\#') return unknownAddress(record) ?? written(record);
  return first && nameTypes.has(type ?? '') ? absolute(first.text, record.origin) : written(record);
}

const nameTypes = new Set(['PTR', 'CNAME', 'DNAME', 'NS']);

function written({ data }: ZoneRecord): string {
  return data.map(({ text }) => text).join(' ');
}

/** 10.10.59.2 of `\# 4 0A0A3B02`. */
function unknownAddress({ data: [, , ...hex] }: ZoneRecord): string | undefined {
  const digits = hex.map(({ text }) => text).join('');
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
