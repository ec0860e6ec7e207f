import { recordsInventory } from '../../src/farm/dns/inventory.ts';
import { absolute } from '../../src/farm/dns/names.ts';
import type { Inventory } from '../../src/farm/inventory.ts';
import type { ResourceRecord } from './ask.ts';

/** Signatures and what belongs to them (RFC 4034, 5155, 7344, 8976; TYPE65534 is BIND's own note): the server makes them, and nobody has a name by them. */
const signing = /^(RRSIG|NSEC|NSEC3|NSEC3PARAM|DNSKEY|CDS|CDNSKEY|ZONEMD|TYPE65534)$/;
/** PowerDNS's LUA records: a program makes the addresses. */
const computed = /^(LUA|TYPE65402)$/;

/** Who has which name and address in a zone, and who speaks of which, from all its records. */
export function inventoryOf(name: string, records: readonly ResourceRecord[]): Inventory {
  const where = `the running server of ${name}`;
  const said = records
    .filter(({ type }) => type !== 'SOA' && !signing.test(type))
    .map(({ owner, type, data }) => ({ owner, type, data: data.toLowerCase(), where }));
  const { claims, references } = recordsInventory(name, said);
  return {
    claims,
    references: [
      ...references,
      // A zone names its primary server in its SOA record.
      ...records.flatMap(({ owner, type, data }) => {
        const primary = absolute(data.split(/\s+/)[0] ?? '', '');
        const by = `SOA record of ${owner} (${where})`;
        return type === 'SOA' ? [{ to: { name: primary }, by, entry: owner, without: 'dangles' } as const] : [];
      }),
    ],
    opaque: records.flatMap(({ owner, type }) =>
      computed.test(type) ? [`LUA record of ${owner} (${where}): the addresses it makes are not known`] : [],
    ),
  };
}
