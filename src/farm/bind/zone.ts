import { Unreadable } from '../text/unreadable.ts';
import { type Entry, entriesOf, type Token } from './entries.ts';
import { absolute } from './names.ts';

/** A resource record of a zone file. */
export interface ZoneRecord {
  readonly entry: Entry;
  /** Absolute, lower case, no dot at its end. */
  readonly owner: string;
  /** Absent where the owner is that of the record before. */
  readonly ownerToken?: Token;
  readonly ttl?: Token;
  /** Absent: that of the zone. */
  readonly class?: Token;
  readonly type: Token;
  readonly data: readonly Token[];
  /** The origin in effect. */
  readonly origin: string;
  /** A $TTL is in effect. */
  readonly ttlSet: boolean;
}

/** A zone file that was understood, entry by entry. */
export interface Zone {
  readonly name: string;
  readonly text: string;
  readonly records: readonly ZoneRecord[];
  /** Origin in effect at the end of the file. */
  readonly lastOrigin: string;
}

const classes = /^(IN|CH|HS|CS|CLASS\d+)$/i;
const ttls = /^(\d+[smhdw]?)+$/i;
const types = /^[A-Z][A-Z0-9-]*$/i;

interface Reading {
  origin: string;
  owner: string | undefined;
  ttlSet: boolean;
}

/** Reads a zone file (RFC 1035, 5; $TTL: RFC 2308, 4; $GENERATE: BIND 9 reference manual). Throws Unreadable. */
export function parseZone(text: string, name: string): Zone {
  const reading: Reading = { origin: name.toLowerCase(), owner: undefined, ttlSet: false };
  const records: ZoneRecord[] = [];
  for (const entry of entriesOf(text)) {
    if (!entry.blank && entry.tokens[0]?.text.startsWith('$')) direct(entry, reading);
    else {
      const record = recordOf(entry, reading);
      reading.owner = record.owner;
      records.push(record);
    }
  }
  return { name: name.toLowerCase(), text, records, lastOrigin: reading.origin };
}

function direct({ tokens, line }: Entry, reading: Reading): void {
  const [directive, value] = tokens;
  switch (directive?.text.toUpperCase()) {
    case '$ORIGIN':
      if (!value) throw new Unreadable(line, '$ORIGIN names no domain');
      reading.origin = absolute(value.text, reading.origin);
      break;
    case '$TTL':
      reading.ttlSet = true;
      break;
    case '$INCLUDE':
    case '$GENERATE':
      // What they bring is seen in the server's answers.
      break;
    default:
      throw new Unreadable(line, `unknown directive ${directive?.text}`);
  }
}

function recordOf(entry: Entry, { origin, owner: previous, ttlSet }: Reading): ZoneRecord {
  const rest = [...entry.tokens];
  const ownerToken = entry.blank ? undefined : rest.shift();
  const owner = ownerToken ? absolute(ownerToken.text, origin) : previous;
  if (owner === undefined) throw new Unreadable(entry.line, 'the first record has no name before it');
  let ttl: Token | undefined;
  let klass: Token | undefined;
  for (let token = rest[0]; token && !token.quoted; token = rest[0]) {
    if (!ttl && ttls.test(token.text)) ttl = token;
    else if (!klass && classes.test(token.text)) klass = token;
    else break;
    rest.shift();
  }
  const [type, ...data] = rest;
  if (!type || type.quoted || !types.test(type.text)) {
    throw new Unreadable(
      entry.line,
      `a record of ${owner} has ${type ? `no type that could be "${type.text}"` : 'no type'}`,
    );
  }
  return {
    entry,
    owner,
    ...(ownerToken && { ownerToken }),
    ...(ttl && { ttl }),
    ...(klass && { class: klass }),
    type,
    data,
    origin,
    ttlSet,
  };
}

/** The type of a record of class IN, in capitals; other classes have none that matters here. */
export function typeOf(record: ZoneRecord): string | undefined {
  return /^(IN|CLASS1)$/i.test(record.class?.text ?? 'IN') ? record.type.text.toUpperCase() : undefined;
}

/** Data of a record as one text: names absolute for types whose data is a name. */
export function dataOf(record: ZoneRecord): string {
  const [first] = record.data;
  const isName = ['PTR', 'CNAME', 'DNAME', 'NS'].includes(typeOf(record) ?? '');
  return isName && first ? absolute(first.text, record.origin) : record.data.map(({ text }) => text).join(' ');
}
