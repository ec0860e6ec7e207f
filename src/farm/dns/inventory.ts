import { parseAddress } from '../address.ts';
import { sameText } from '../address6.ts';
import type { Claim, Inventory, Reference } from '../inventory.ts';
import { addressOf } from '../reverse-name.ts';
import { addressIn, isAddressType } from './address-type.ts';

/** A record as a zone's text or its server has it. */
export interface PlacedRecord {
  /** Absolute, in lower case, no dot at its end. */
  readonly owner: string;
  /** In capitals. */
  readonly type: string;
  /** An address, or words of which the name that `targetAt` tells is absolute; of other types it does not matter. */
  readonly data: string;
  /** In words: "/etc/dns/db.farm:12". */
  readonly where: string;
}

/** Where in a type's data a name stands that is another's (RFC 1035, 2230, 2782, 3403, 6672, 9460; BIND's ALIAS-like types have none). */
const targets: Readonly<Record<string, number>> = {
  NS: 0,
  CNAME: 0,
  DNAME: 0,
  PTR: 0,
  ALIAS: 0,
  ANAME: 0,
  SOA: 0,
  MX: 1,
  KX: 1,
  RT: 1,
  AFDB: 1,
  SVCB: 1,
  HTTPS: 1,
  SRV: 3,
  NAPTR: 5,
};

/** Which word of a type's data is a name that is another's, from 0; undefined: none. */
export function targetAt(type: string): number | undefined {
  return targets[type];
}

/**
 * Who has which name and address in a zone, and who speaks of which. A name is claimed once, by its first record. Of `also` counts what no
 * record before it says.
 */
export function recordsInventory(
  zone: string,
  records: readonly PlacedRecord[],
  also: readonly PlacedRecord[] = [],
): Pick<Inventory, 'claims' | 'references'> {
  const claims: Claim[] = [];
  const references: Reference[] = [];
  const named = new Set<string>();
  const add = (record: PlacedRecord) => {
    claims.push(...claimsOf(record, named));
    named.add(record.owner).add(meaning(record));
    const reference = referenceOf(zone, record);
    if (reference) references.push(reference);
  };
  records.forEach(add);
  for (const record of also) if (!named.has(meaning(record))) add(record);
  return { claims, references };
}

function meaning({ owner, type, data }: PlacedRecord): string {
  if (isAddressType(type)) return `${owner} ${type} ${addressIn(data)}`;
  return `${owner} ${type} ${type in targets ? data.toLowerCase() : ''}`;
}

/** `named`: the names that are claimed already. */
function claimsOf({ owner, type, data, where }: PlacedRecord, named: ReadonlySet<string>): readonly Claim[] {
  const by = `${type} record of ${owner} (${where})`;
  const claims: Claim[] = [];
  if (!named.has(owner)) claims.push({ thing: { kind: 'name', name: owner }, by, entry: owner });
  const pointed = reversed(owner);
  if (pointed !== undefined && !named.has(owner)) claims.push(address(pointed, by, owner));
  const given = isAddressType(type) ? sameText(data) : undefined;
  if (given !== undefined) claims.push(address(given, by, owner));
  return claims;
}

function address(value: string, by: string, entry: string): Claim {
  return { thing: { kind: 'address', first: value, last: value }, by, entry };
}

/** 10.10.60.6 of 6.60.10.10.in-addr.arpa, and of 6.0-63.60.10.10.in-addr.arpa (RFC 2317, 4); the address of a whole name in ip6.arpa; undefined of any other name. */
function reversed(name: string): string | undefined {
  if (name.endsWith('.ip6.arpa')) return sameText(addressOf(name));
  if (!name.endsWith('.in-addr.arpa')) return undefined;
  const labels = name.slice(0, -'.in-addr.arpa'.length).split('.');
  const numbers =
    labels.length === 5 && /^\d+[-/_]\d+$/.test(plainSlash(labels[1] ?? '')) ? labels.toSpliced(1, 1) : labels;
  const found = numbers.toReversed().join('.');
  return numbers.length === 4 && parseAddress(found) !== undefined ? found : undefined;
}

/** A slash is kept as an escape in names (names.ts). */
function plainSlash(label: string): string {
  return label.replace('\\047', '/');
}

function referenceOf(zone: string, { owner, type, data, where }: PlacedRecord): Reference | undefined {
  const at = targets[type];
  const target = at === undefined ? undefined : data.split(' ')[at]?.toLowerCase();
  const name = target?.endsWith('.') ? target.slice(0, -1) : target;
  if (!name) return undefined;
  // named does not load a zone one of whose own name servers has no address in it (seen with BIND 9.18); all others are only warned of.
  const breaks = type === 'NS' && owner === zone && name.endsWith(`.${zone}`);
  return {
    to: { name },
    by: `${type} record of ${owner} (${where})`,
    entry: owner,
    without: breaks ? 'breaks' : 'dangles',
  };
}
