import { lineLike, type WantedRecord } from './format.ts';
import { within, written } from './names.ts';
import { dataOf, parseZone, typeOf, type Zone, type ZoneRecord } from './zone.ts';

/** Records of a name that a record of this type and value would stand beside or repeat. */
export function recordsAt(zone: Zone, record: Pick<WantedRecord, 'type' | 'name'>): readonly ZoneRecord[] {
  return zone.records.filter(
    (found) => found.owner === record.name && [record.type, 'CNAME'].includes(typeOf(found) ?? ''),
  );
}

/** Whether a record is the one wanted: type and data. */
export function isRecord(found: ZoneRecord, { type, value }: WantedRecord): boolean {
  return typeOf(found) === type && dataOf(found) === value.toLowerCase();
}

/** The text with the record added: after the last of its type under the origin that fits it best. Every other byte stays. */
export function addRecord(zone: Zone, record: WantedRecord): string {
  const origin = bestOrigin(zone, record);
  const alike = zone.records.filter((found) => typeOf(found) === record.type && found.origin === origin);
  const after = lastOfOwner(zone, alike.at(-1) ?? zone.records.at(-1));
  const model = alike.find(({ entry, ownerToken }) => ownerToken && !entry.grouped && ownerToken.text !== '@');
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

/** The last of the records that follow one without naming an owner: something put between would become theirs. */
function lastOfOwner(zone: Zone, record: ZoneRecord | undefined): ZoneRecord | undefined {
  if (!record) return undefined;
  const at = zone.records.indexOf(record);
  const next = zone.records.findIndex(({ ownerToken }, index) => index > at && ownerToken);
  return zone.records.at(next < 0 ? -1 : next - 1);
}

function insertLine(text: string, at: number, line: string): string {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const open = at > 0 && text[at - 1] !== '\n';
  return text.slice(0, at) + (open ? `${end}${line}` : `${line}${end}`) + text.slice(at);
}

/**
 * The text without the record, however often it stands there. A record that follows without an owner of its own gets the
 * name written before it. Every other byte stays.
 */
export function removeRecord(zone: Zone, record: WantedRecord): string {
  const found = zone.records.find((candidate) => candidate.owner === record.name && isRecord(candidate, record));
  if (!found) return zone.text;
  const next = zone.records[zone.records.indexOf(found) + 1];
  const heir = found.ownerToken && next && !next.ownerToken ? next : undefined;
  const rest = heir
    ? zone.text.slice(found.entry.end, heir.entry.start) + named(zone, found, heir) + zone.text.slice(heir.entry.end)
    : zone.text.slice(found.entry.end);
  return removeRecord(parseZone(zone.text.slice(0, found.entry.start) + rest, zone.name), record);
}

/** The text of a record without owner, with the one it had from the record before; in the same column where there is room. */
function named(zone: Zone, from: ZoneRecord, heir: ZoneRecord): string {
  const text = zone.text.slice(heir.entry.start, heir.entry.end);
  const space = /^[ \t]+/.exec(text)?.[0] ?? '';
  const own = from.ownerToken?.text ?? '';
  const owner = from.origin === heir.origin || own.endsWith('.') ? own : written(from.owner, heir.origin);
  const gap = space.includes('\t') ? '\t' : ' '.repeat(Math.max(1, space.length - owner.length));
  return owner + gap + text.slice(space.length);
}
