import { Unreadable } from '../text/unreadable.ts';
import { typeOf, type Zone } from './zone.ts';

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

/** The zone's serial number and its place in the text. Throws Unreadable where the file has no SOA record, or one farmhand cannot read. */
export function serialOf(zone: Zone): { readonly serial: number; readonly start: number; readonly end: number } {
  const soa = zone.records.find((record) => typeOf(record) === 'SOA' && record.owner === zone.name);
  if (!soa) throw new Unreadable(1, `the file has no SOA record of ${zone.name}, so its serial cannot rise`);
  const token = soa.data[2];
  if (!token || !/^\d{1,10}$/.test(token.text) || Number(token.text) >= modulus) {
    throw new Unreadable(
      soa.entry.line,
      `the SOA record's serial is ${token ? `"${token.text}"` : 'missing'}, expected a number`,
    );
  }
  return { serial: Number(token.text), start: token.start, end: token.end };
}

/** The zone's text with the next serial. Throws Unreadable. */
export function raiseSerial(zone: Zone, today: string): string {
  const { serial, start, end } = serialOf(zone);
  return zone.text.slice(0, start) + nextSerial(serial, today) + zone.text.slice(end);
}
