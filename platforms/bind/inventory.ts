import { isAddressType } from '../../src/farm/dns/address-type.ts';
import { type PlacedRecord, recordsInventory, targetAt } from '../../src/farm/dns/inventory.ts';
import { absolute } from '../../src/farm/dns/names.ts';
import type { Inventory } from '../../src/farm/inventory.ts';
import { generatedBy } from './generate.ts';
import type { ZoneSource } from './source.ts';
import { allRecords, dataOf, typeOf, unreadOf, type Zone, type ZoneRecord } from './zone.ts';

/** Who has which name and address in a zone, and who speaks of which: the records of its file, of those it includes, those it generates, and those only its server has. */
export function zoneInventory(zone: Zone, { served = [] }: Pick<ZoneSource, 'served'>): Inventory {
  const opaque = unreadOf(zone).map(({ path, line, why }) => `${path}:${line}: ${why}`);
  const records = allRecords(zone).flatMap(({ record, path }): PlacedRecord[] => {
    const type = typeOf(record);
    const where = `${path}:${record.entry.line}`;
    return type === undefined ? [] : [{ owner: record.owner, type, data: meaningOf(record, type), where }];
  });
  const generated = generatedIn(zone, (why) => opaque.push(why));
  return { ...recordsInventory(zone.name, [...records, ...generated], served.flatMap(servedBy(zone))), opaque };
}

/** `cannot`: called with what is not understood. */
function generatedIn(zone: Zone, cannot: (why: string) => void): readonly PlacedRecord[] {
  return zone.parts.flatMap((part) => {
    if ('included' in part && part.included.zone) return generatedIn(part.included.zone, cannot);
    if (!('generated' in part)) return [];
    const { entry, origin } = part.generated;
    const place = `${zone.path}:${entry.line}`;
    const made = generatedBy(part.generated);
    if (!made) cannot(`${place}: what this $GENERATE makes is not understood`);
    return (made ?? []).map(({ owner, type, data }) => ({
      owner,
      type,
      data: targetAt(type) === 0 ? absolute(data, origin) : data,
      where: `$GENERATE, ${place}`,
    }));
  });
}

/** The SOA record is left out: the file has one of another serial. */
function servedBy(zone: Zone): (line: string) => readonly PlacedRecord[] {
  const where = `the running server of ${zone.name}`;
  return (line) => {
    const [owner = '', type = '', ...data] = line.split(/\s+/);
    return type === 'SOA' ? [] : [{ owner: absolute(owner, ''), type, data: data.join(' ').toLowerCase(), where }];
  };
}

/** Data with the name in it made absolute. */
function meaningOf(record: ZoneRecord, type: string): string {
  const at = targetAt(type);
  if (at === undefined) return isAddressType(type) ? dataOf(record) : '';
  return record.data.map(({ text }, index) => (index === at ? `${absolute(text, record.origin)}.` : text)).join(' ');
}
