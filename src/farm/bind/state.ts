import type { FileState } from '../../ssh/host.ts';
import type { DnsSettings, ZoneSettings } from '../farm.ts';
import { emptyInventory } from '../inventory.ts';
import type { Part } from '../read-parts.ts';
import type { AddressRecord, ZoneState } from '../state.ts';
import { fileFact, textOf } from '../text/file.ts';
import { readable } from '../text/unreadable.ts';
import { type Answer, answerFact } from './facts.ts';
import { serialOf } from './serial.ts';
import { dataOf, parseZone, typeOf } from './zone.ts';

/** A zone as its file has it, and the serial its server has loaded. */
export function zonePart({ host, address, port }: DnsSettings, { zone, file }: ZoneSettings): Part<ZoneState> {
  return {
    facts: [fileFact(host, file), answerFact({ host, address, port }, { name: zone, type: 'SOA' })],
    make: ([state, answer]) => {
      const place = `${host}:${file}`;
      return readable(place, () => zoneState(textOf(place, state as FileState), zone, answer as Answer));
    },
  };
}

function zoneState(text: string, name: string, answer: Answer): ZoneState {
  const zone = parseZone(text, name);
  const records = zone.records.flatMap((record): AddressRecord[] => {
    const type = typeOf(record);
    if (type !== 'A' && type !== 'PTR') return [];
    return [{ type, name: record.owner, value: dataOf(record), line: record.entry.line }];
  });
  return { records, serial: serialOf(zone).serial, served: servedSerial(answer), inventory: emptyInventory };
}

/** Third word of a SOA record's data, RFC 1035 section 3.3.13. */
function servedSerial(answer: Answer): number | null {
  const serial = 'values' in answer ? answer.values[0]?.split(' ')[2] : undefined;
  return serial === undefined ? null : Number(serial);
}
