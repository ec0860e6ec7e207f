import { isAddressType } from '../../src/farm/dns/address-type.ts';
import { type Part, part } from '../../src/farm/read-parts.ts';
import type { AddressRecord, ZoneState } from '../../src/farm/state.ts';
import { comparedValue, type ResourceRecord } from './ask.ts';
import { transferFact } from './facts.ts';
import { inventoryOf } from './inventory.ts';
import type { Rfc2136Settings } from './settings.ts';

/** A zone as its primary server transfers it (AXFR): what it says is what is served. Where it refuses that, the reading fails and says how to allow it. */
export function zonePart(settings: Rfc2136Settings, { zone }: { readonly zone: string }): Part<ZoneState> {
  return part({
    facts: { transfer: transferFact(settings, zone) },
    make: ({ transfer }) => {
      if ('refused' in transfer) throw new Error(transfer.refused);
      const { records, serial } = transfer;
      return { records: addressRecords(records), serial, served: serial, inventory: inventoryOf(zone, records) };
    },
  });
}

/** `line`: the place of the record in the transfer. */
function addressRecords(records: readonly ResourceRecord[]): readonly AddressRecord[] {
  return records.flatMap((record, index): AddressRecord[] => {
    const { owner: name, type } = record;
    if (!isAddressType(type) && type !== 'PTR') return [];
    return [{ type, name, value: comparedValue(record), line: index + 1 }];
  });
}
