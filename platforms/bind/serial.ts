import { Unreadable } from '../../src/farm/text/unreadable.ts';
import type { Token } from './entries.ts';
import { allRecords, typeOf, type Zone, type ZoneRecord } from './zone.ts';

const modulus = 2 ** 32;

/**
 * The serial after one, higher in serial number arithmetic (RFC 1982). One of the date form YYYYMMDDnn becomes today's first,
 * or, when it is that far already, the next number; any other kind of serial counts on by one. `today`: YYYYMMDD.
 */
export function nextSerial(serial: number, today: string): number {
  const first = Number(today) * 100;
  if (/^(19[89]|20[0-9])\d{7}$/.test(String(serial)) && serial < first) return first;
  // 0 would do in arithmetic, but some servers take it for "no serial".
  return (serial + 1) % modulus || 1;
}

/** Whether a serial is higher than another, or so far away that neither is (RFC 1982, 3.2). */
export function isAhead(serial: number, other: number): boolean {
  const distance = (serial - other + modulus) % modulus;
  return distance > 0 && distance <= modulus / 2;
}

/** The zone's SOA record, wherever it is included from. */
function soaOf(zone: Zone): { readonly record: ZoneRecord; readonly path: string } | undefined {
  return allRecords(zone).find(({ record }) => typeOf(record) === 'SOA' && record.owner === zone.name);
}

/** The zone's serial number. Throws Unreadable where it has no SOA record, or one farmhand cannot read. */
export function serialOf(zone: Zone): number {
  return serialIn(zone).serial;
}

function serialIn(zone: Zone) {
  const soa = soaOf(zone);
  if (!soa) throw new Unreadable(1, `the file has no SOA record of ${zone.name}, so its serial cannot rise`);
  const token = soa.record.data[2];
  if (!token || !/^\d{1,10}$/.test(token.text) || Number(token.text) >= modulus) {
    const found = token ? `"${token.text}"` : 'missing';
    throw new Unreadable(soa.record.entry.line, `the SOA record's serial is ${found}, expected a number`);
  }
  return { ...soa, token, serial: Number(token.text) };
}

/** The zone's serial and its place in the file. Throws Unreadable where it cannot be raised by an edit of that. */
export function ownSerial(zone: Zone): { readonly serial: number; readonly token: Token } {
  const soa = serialIn(zone);
  if (zone.records.includes(soa.record)) return soa;
  const include = zone.parts.find((part) => 'included' in part && part.included.zone && soaOf(part.included.zone));
  const line = include && 'included' in include ? include.included.entry.line : 1;
  const why = `the SOA record stands in ${soa.path}:${soa.record.entry.line}, which this includes: farmhand edits the zone's own file alone, so put the SOA record there`;
  throw new Unreadable(line, why);
}

/** The zone's text with the next serial, above the one its server has too. Throws Unreadable. */
export function raiseSerial(zone: Zone, today: string, served: number | null = null): string {
  const { serial, token } = ownSerial(zone);
  const highest = served !== null && isAhead(served, serial) ? served : serial;
  return zone.text.slice(0, token.start) + nextSerial(highest, today) + zone.text.slice(token.end);
}
