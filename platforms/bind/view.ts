import { isAddressType } from '../../src/farm/dns/address-type.ts';
import { type Patch, patchOf, takenBack } from '../../src/farm/text/patch.ts';
import { addRecord, isRecord, recordsAt, removeRecord } from './edit.ts';
import type { WantedRecord } from './format.ts';
import { parseZone } from './parse.ts';
import { isAhead, ownSerial, raiseSerial, serialOf } from './serial.ts';
import { allRecords, dataOf, type Files, refuseUnread, typeOf, type Zone, type ZoneRecord } from './zone.ts';

/** A zone file with the change asked for: text, and what to show of it. */
export interface ZoneChange {
  readonly text: string;
  /** Without the serial; empty where only that rises. */
  readonly patch: Patch;
  readonly serial: { readonly removed: string; readonly added: string };
}

/** What a zone file says of a record. */
export interface ZoneView {
  /** Other names that have the address of an A or AAAA record. */
  readonly sharers: readonly string[];
  /** The record itself is there. */
  readonly present: boolean;
  /** What else the name has: "10.10.60.9", "CNAME www.farm". */
  readonly others: readonly string[];
  /** Data of wildcard records that would answer for the name. */
  readonly wildcards: readonly string[];
  /** Files it includes that have the record, each with the line: "/etc/bind/common.inc:3". */
  readonly included: readonly string[];
  /** Serial of the file. */
  readonly serial: number;
}

/** What is known of a zone beside its file's text. */
export interface Around {
  readonly files?: Files;
  /** The file's path. */
  readonly path?: string;
  /** Serial the server has; null: it did not tell. */
  readonly served?: number | null;
}

/** Reads the zone and looks the record up by meaning. Throws Unreadable. */
export function viewZone(text: string, zoneName: string, record: WantedRecord, around: Around = {}): ZoneView {
  const zone = parseZone(text, zoneName, around.files, around.path);
  refuseUnread(zone, record.name);
  const { serial } = ownSerial(zone);
  const found = recordsAt(zone, record);
  const others = found.filter((one) => !isRecord(one.record, record)).map((one) => one.record);
  return {
    sharers: sharersOf(zone, record),
    present: found.length > others.length,
    others: others.map((one) => (typeOf(one) === record.type ? dataOf(one) : `${typeOf(one)} ${dataOf(one)}`)),
    wildcards: wildcardsFor(zone, record),
    included: found
      .filter((one) => isRecord(one.record, record) && !zone.records.includes(one.record))
      .map((one) => `${one.path}:${one.record.entry.line}`),
    serial,
  };
}

/** A record that is to be there or not. */
export interface Replacing extends WantedRecord {
  /** Other values of its name and type: one that is to be there takes their place. */
  readonly over?: readonly string[] | undefined;
}

/**
 * The zone file with the record there or not, and its serial raised; null when nothing is to change. `restore` takes an earlier
 * change back where its place can still be found. Throws Unreadable.
 */
export function changeZone(
  text: string,
  zoneName: string,
  record: Replacing,
  want: 'present' | 'absent',
  today: string,
  restore?: Patch,
  { files, path, served = null }: Around = {},
): ZoneChange | null {
  const read = (one: string) => parseZone(one, zoneName, files, path);
  const zone = read(text);
  refuseUnread(zone, record.name);
  const replaced = want === 'present' ? othersOf(record) : [];
  const has = (one: Zone, found: WantedRecord) => recordsAt(one, found).some((there) => isRecord(there.record, found));
  const asWanted = (one: Zone) =>
    has(one, record) === (want === 'present') && replaced.every((other) => !has(one, other));
  if (asWanted(zone)) return null;
  const without = replaced.reduce((one, other) => read(removeRecord(one, other)), zone);
  const edited =
    takenBack(text, restore, (one) => asWanted(read(one))) ??
    (want === 'absent' ? removeRecord(zone, record) : has(without, record) ? without.text : addRecord(without, record));
  const patch = patchOf(text, edited);
  if (!patch) return null;
  const next = read(edited);
  if (!onlyDiffersIn(zone, next, record, want)) {
    throw new Error(`farmhand cannot edit the zone ${zoneName} without changing more in it; please do it by hand`);
  }
  const raised = raiseSerial(next, today, served);
  return { text: raised, patch, serial: serialLines(edited, raised) };
}

/**
 * The zone file with its serial raised alone: it says what is wanted, but its serial is behind the server's, so that no other server would
 * take it over. Null when it is not behind. Throws Unreadable.
 */
export function raiseOnly(
  text: string,
  zoneName: string,
  today: string,
  { files, path, served = null }: Around,
): ZoneChange | null {
  const zone = parseZone(text, zoneName, files, path);
  if (served === null || !isAhead(served, serialOf(zone))) return null;
  const raised = raiseSerial(zone, today, served);
  return { text: raised, patch: unchanged, serial: serialLines(text, raised) };
}

const unchanged: Patch = { above: [], removed: [], added: [], below: [] };

/** A last look before anything is proposed: the record is as wanted, and all others say what they said. */
function onlyDiffersIn(before: Zone, after: Zone, record: Replacing, want: 'present' | 'absent'): boolean {
  const is = (one: ZoneRecord) => one.owner === record.name && isRecord(one, record);
  const meant = (one: ZoneRecord) =>
    is(one) || othersOf(record).some((other) => one.owner === other.name && isRecord(one, other));
  const all = (zone: Zone) => allRecords(zone).map((one) => one.record);
  const others = (zone: Zone) =>
    all(zone)
      .filter((one) => !meant(one))
      .map((one) => `${one.owner} ${(one.ttl ?? one.inherits)?.text.toLowerCase()} ${typeOf(one)} ${dataOf(one)}`);
  return all(after).some(is) === (want === 'present') && others(before).join('\n') === others(after).join('\n');
}

function othersOf({ over = [], ...record }: Replacing): readonly WantedRecord[] {
  return over.map((value) => ({ ...record, value }));
}

function sharersOf(zone: Zone, { type, name, value }: WantedRecord): readonly string[] {
  const sharers = allRecords(zone)
    .map(({ record }) => record)
    .filter((one) => typeOf(one) === type && one.owner !== name && dataOf(one) === value);
  return isAddressType(type) ? sharers.map(({ owner }) => owner) : [];
}

function serialLines(before: string, after: string): { readonly removed: string; readonly added: string } {
  const patch = patchOf(before, after);
  const bare = (lines: readonly string[] = []) => lines.map((line) => line.trim()).join(' ');
  return { removed: bare(patch?.removed), added: bare(patch?.added) };
}

function wildcardsFor(zone: Zone, { name, type }: WantedRecord): readonly string[] {
  return allRecords(zone)
    .map(({ record }) => record)
    .filter((one) => typeOf(one) === type && one.owner.startsWith('*.') && name.endsWith(one.owner.slice(1)))
    .map(dataOf);
}
