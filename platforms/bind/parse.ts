import { absolute } from '../../src/farm/dns/names.ts';
import { type Entry, entriesOf, type Token } from './entries.ts';
import type { Files, Part, Zone } from './zone.ts';

const noFiles: Files = () => undefined;
const deepest = 10;

/** What is in effect where the reader is. */
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
 * Throws Unreadable where the end of an entry cannot be determined.
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

const classes = new Set(['IN', 'CH', 'HS', 'CHAOS', 'HESIOD']);

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
