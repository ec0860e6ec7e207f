import { within, written } from '../../src/farm/dns/names.ts';
import { endedAs } from '../../src/farm/text/ended-as.ts';
import { Unreadable } from '../../src/farm/text/unreadable.ts';
import type { Entry, Token } from './entries.ts';
import { lineLike, spaceAt, type WantedRecord } from './format.ts';
import { allRecords, dataOf, type Part, typeOf, type Zone, type ZoneRecord } from './zone.ts';

/** Records of a name, wherever they are included from, that a record of this type and value would stand beside or repeat. */
export function recordsAt(
  zone: Zone,
  record: Pick<WantedRecord, 'type' | 'name'>,
): readonly { readonly record: ZoneRecord; readonly path: string }[] {
  return allRecords(zone).filter(
    ({ record: found }) => found.owner === record.name && [record.type, 'CNAME'].includes(typeOf(found) ?? ''),
  );
}

/** Whether a record is the one wanted: type and data. */
export function isRecord(found: ZoneRecord, { type, value }: WantedRecord): boolean {
  return typeOf(found) === type && dataOf(found) === value.toLowerCase();
}

/** The text with the record added: an AAAA record after the A record of its name, others after the last of their type under the origin that fits best. Every other byte stays. */
export function addRecord(zone: Zone, record: WantedRecord): string {
  const origin = bestOrigin(zone, record);
  const alike = zone.records.filter((found) => typeOf(found) === record.type && found.origin === origin);
  const beside = (found: ZoneRecord) => record.type === 'AAAA' && typeOf(found) === 'A' && found.owner === record.name;
  const own = zone.records.filter(beside);
  const after = lastOfOwner(zone, own.at(-1) ?? alike.at(-1) ?? zone.records.at(-1));
  const model = [...alike, ...own].find(
    ({ entry, ownerToken }) => ownerToken && !entry.grouped && ownerToken.text !== '@',
  );
  const line = lineLike(zone, model, record, after?.origin ?? zone.lastOrigin);
  return insertLine(zone.text, after?.entry.end ?? zone.text.length, line);
}

/** The longest origin in use that the name is in. */
function bestOrigin(zone: Zone, record: WantedRecord): string | undefined {
  const origins = zone.records.filter((found) => typeOf(found) === record.type && within(record.name, found.origin));
  return origins
    .map(({ origin }) => origin)
    .reduce<string | undefined>((a, b) => (a && a.length >= b.length ? a : b), undefined);
}

/** The last of the entries that follow one without naming an owner: something put between would become theirs. */
function lastOfOwner(zone: Zone, record: ZoneRecord | undefined): { entry: Entry; origin: string } | undefined {
  if (!record) return undefined;
  const at = zone.parts.findIndex((part) => 'record' in part && part.record === record);
  let last = at;
  for (let next = at + 1; next < zone.parts.length; next += 1) {
    const part = zone.parts[next] as Part;
    if (takesOwner(part)) last = next;
    else if (!('generated' in part || 'included' in part)) break;
  }
  const part = zone.parts[last] as Part;
  if ('record' in part) return part.record;
  if ('included' in part) return part.included;
  return 'unread' in part ? part.unread : part.generated;
}

/** Whether an entry has the owner of the one before, or so may what it includes. */
function takesOwner(part: Part): boolean {
  if ('record' in part) return !part.record.ownerToken;
  if ('unread' in part) return part.unread.entry.blank;
  if (!('included' in part)) return false;
  const [first] = part.included.zone?.parts ?? [];
  return part.included.zone === undefined || (first !== undefined && takesOwner(first));
}

function insertLine(text: string, at: number, line: string): string {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const open = at > 0 && text[at - 1] !== '\n';
  return text.slice(0, at) + (open ? `${end}${line}` : `${line}${end}`) + text.slice(at);
}

/**
 * The text without the record, however often it stands there. A record that follows without an owner or a TTL of its own gets the one
 * that was stated before it. Every other byte stays. Throws Unreadable where what is left cannot be kept as it is.
 */
export function removeRecord(zone: Zone, record: WantedRecord): string {
  const pieces: string[] = [];
  const now: Now = { owner: undefined, ttl: undefined };
  let from = 0;
  /** The text up to a place is done: what came before it is kept, `instead` takes the place of what stands up to `to`. */
  const put = (at: number, instead: string, to: number) => {
    pieces.push(zone.text.slice(from, at), instead);
    from = to;
  };
  for (const part of zone.parts) {
    if ('record' in part) {
      const found = part.record;
      if (found.owner === record.name && isRecord(found, record)) {
        put(found.entry.start, '', found.entry.end);
        now.owner = found.ownerToken ? { gone: found } : now.owner;
      } else keep(zone, found, now, put);
    } else if ('generated' in part) {
      const { inherits, ttlAt } = part.generated;
      if (inherits && differs(inherits, now.ttl)) put(ttlAt, `${inherits.text} `, ttlAt);
      now.ttl = inherits ?? now.ttl;
    } else refuseHeirs(part, now);
  }
  const rest = [...pieces, zone.text.slice(from)].join('');
  // BIND refuses a zone that ends in the middle of a directive's line.
  return /(^|\n)\$[^\n]*\n$/.test(rest) ? rest : endedAs(zone.text, rest);
}

/** What is in effect in the text without the record, while it is written. */
interface Now {
  /** The record that named the owner in effect, where it is gone. */
  owner: { readonly gone: ZoneRecord } | undefined;
  /** The TTL stated last. */
  ttl: Token | undefined;
}

/** A record that stays, with what it had from one that goes. */
function keep(zone: Zone, found: ZoneRecord, now: Now, put: (at: number, instead: string, to: number) => void): void {
  if (!found.ownerToken && now.owner) {
    const { gone } = now.owner;
    const space = spaceAt(zone.text, found.entry.start);
    put(found.entry.start, named(gone, found, space), found.entry.start + space.length);
  }
  now.owner = undefined;
  if (found.inherits && differs(found.inherits, now.ttl)) {
    const at = (found.class ?? found.type).start;
    put(at, `${found.inherits.text} `, at);
  }
  now.ttl = found.ttl ?? found.inherits ?? now.ttl;
}

function differs(ttl: Token, other: Token | undefined): boolean {
  return ttl.text.toLowerCase() !== other?.text.toLowerCase();
}

/** What cannot be given an owner or a TTL, since it is not understood, or stands in another file. */
function refuseHeirs(part: Extract<Part, { unread: unknown } | { included: unknown }>, now: Now): void {
  if (now.owner && takesOwner(part)) {
    const [entry, what] =
      'unread' in part
        ? [part.unread.entry, part.unread.why]
        : [part.included.entry, 'an included file begins without a name'];
    throw new Unreadable(entry.line, `this has the name of the record that would go, and cannot be given it: ${what}`);
  }
  if ('unread' in part) {
    if (!part.unread.entry.blank) now.owner = undefined;
    return;
  }
  const { entry, name, zone } = part.included;
  const heir = zone && allRecords(zone).find(({ record: { inherits } }) => inherits !== undefined);
  if (heir?.record.inherits && differs(heir.record.inherits, now.ttl)) {
    const why = `records in ${name} have their TTL from the record that would go: begin that file with $TTL ${heir.record.inherits.text}`;
    throw new Unreadable(entry.line, why);
  }
  const last = zone && allRecords(zone).findLast(({ record: { ttl } }) => ttl !== undefined);
  now.ttl = last?.record.ttl ?? now.ttl;
}

/** The owner one record had from another, as it is written under its own origin, and white space after it: in the same column where there is room. */
function named(from: ZoneRecord, heir: ZoneRecord, space: string): string {
  const own = from.ownerToken?.text ?? '';
  const owner = from.origin === heir.origin || own.endsWith('.') ? own : written(from.owner, heir.origin);
  const gap = space.includes('\t') ? '\t' : ' '.repeat(Math.max(1, space.length - owner.length));
  return owner + gap;
}
