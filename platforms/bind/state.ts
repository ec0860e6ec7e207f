import { isAddressType } from '../../src/farm/dns/address-type.ts';
import { type Part, part } from '../../src/farm/read-parts.ts';
import type { AddressRecord, ZoneState } from '../../src/farm/state.ts';
import { fileFact, textOf } from '../../src/farm/text/file.ts';
import { readable } from '../../src/farm/text/unreadable.ts';
import { servedSerial } from './facts.ts';
import { zoneInventory } from './inventory.ts';
import { parseZone } from './parse.ts';
import { isAhead, serialOf } from './serial.ts';
import type { BindSettings, BindZone } from './settings.ts';
import { sourceFact, type ZoneSource } from './source.ts';
import { allRecords, dataOf, typeOf, unreadOf, type Zone } from './zone.ts';

/** A zone as its file and those it includes have it, and the serial its server has loaded. */
export function zonePart({ host, address, port, reload }: BindSettings, { zone, file }: BindZone): Part<ZoneState> {
  return part({
    facts: {
      state: fileFact(host, file),
      source: sourceFact({ host, zone, file, server: { address, port }, reload }),
    },
    make: ({ state, source }) => {
      const place = `${host}:${file}`;
      const text = textOf(place, state);
      return readable(place, () => zoneState(text, { zone, file }, source));
    },
  });
}

function zoneState(text: string, { zone: name, file }: BindZone, source: ZoneSource): ZoneState {
  const served = servedSerial(source.soa);
  const zone = parseZone(text, name, source.files, file);
  const records = allRecords(zone).flatMap(({ record }): AddressRecord[] => {
    const type = typeOf(record);
    if (!isAddressType(type) && type !== 'PTR') return [];
    return [{ type, name: record.owner, value: dataOf(record), line: record.entry.line }];
  });
  const serial = serialKnown(zone, served);
  const inventory = zoneInventory(zone, source);
  const behind = served !== null && isAhead(served, serial) && source.served === undefined;
  const older = `${file}: its serial is ${serial}, the server has ${served}: it may have records that the file has not`;
  return {
    records,
    serial,
    served,
    inventory: behind ? { ...inventory, opaque: [...inventory.opaque, older] } : inventory,
  };
}

/** The file's serial; the server's where the SOA record may stand in what could not be read. */
function serialKnown(zone: Zone, served: number | null): number {
  try {
    return serialOf(zone);
  } catch (error) {
    if (served !== null && unreadOf(zone).length > 0) return served;
    throw error;
  }
}
