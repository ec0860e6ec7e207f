import { parseAddress } from '../../src/farm/address.ts';
import { absolute } from '../../src/farm/dns/names.ts';
import type { Claim, Inventory, Reference } from '../../src/farm/inventory.ts';
import { generatedBy } from './generate.ts';
import type { ZoneSource } from './source.ts';
import { allRecords, dataOf, typeOf, unreadOf, type Zone, type ZoneRecord } from './zone.ts';

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

/** Who has which name and address in a zone, and who speaks of which: the records of its file, of those it includes, those it generates, and those only its server has. */
export function zoneInventory(zone: Zone, { served = [] }: Pick<ZoneSource, 'served'>): Inventory {
  const claims: Claim[] = [];
  const references: Reference[] = [];
  const named = new Set<string>();
  const add = (owner: string, type: string, data: string, where: string) => {
    const [claim, reference] = [claimsOf(owner, type, data, where, named), referenceOf(zone, owner, type, data, where)];
    claims.push(...claim);
    if (reference) references.push(reference);
  };
  for (const { record, path } of allRecords(zone)) {
    const type = typeOf(record);
    if (type !== undefined) add(record.owner, type, meaningOf(record, type), `${path}:${record.entry.line}`);
  }
  const opaque = unreadOf(zone).map(({ path, line, why }) => `${path}:${line}: ${why}`);
  eachGenerated(zone, add, (why) => opaque.push(why));
  for (const line of served) {
    const [owner = '', type = '', ...data] = line.split(/\s+/);
    if (type === 'SOA') continue;
    const name = absolute(owner, '');
    const meaning = type === 'A' || type in targets ? data.join(' ').toLowerCase() : '';
    // What the file has is said already, by its line.
    if (!named.has(`${name} ${type} ${meaning}`)) add(name, type, meaning, `the running server of ${zone.name}`);
  }
  return { claims, references, opaque };
}

function eachGenerated(
  zone: Zone,
  add: (owner: string, type: string, data: string, where: string) => void,
  cannot: (why: string) => void,
): void {
  for (const part of zone.parts) {
    if ('included' in part && part.included.zone) eachGenerated(part.included.zone, add, cannot);
    if (!('generated' in part)) continue;
    const { entry, origin } = part.generated;
    const where = `${zone.path}:${entry.line}`;
    const made = generatedBy(part.generated);
    if (!made) cannot(`${where}: what this $GENERATE makes is not understood`);
    for (const { owner, type, data } of made ?? [])
      add(owner, type, targets[type] === 0 ? absolute(data, origin) : data, `$GENERATE, ${where}`);
  }
}

/** Data with the name in it made absolute. */
function meaningOf(record: ZoneRecord, type: string): string {
  const at = targets[type];
  if (at === undefined) return type === 'A' ? dataOf(record) : '';
  return record.data.map(({ text }, index) => (index === at ? `${absolute(text, record.origin)}.` : text)).join(' ');
}

/** `named` collects what has been claimed: a name once, whatever it has, and each record for what the server adds. */
function claimsOf(owner: string, type: string, data: string, where: string, named: Set<string>): readonly Claim[] {
  const by = `${type} record of ${owner} (${where})`;
  const claims: Claim[] = [];
  if (!named.has(owner)) claims.push({ thing: { kind: 'name', name: owner }, by, entry: owner });
  const pointed = reversed(owner);
  if (pointed !== undefined && !named.has(owner)) claims.push(address(pointed, by, owner));
  if (type === 'A' && parseAddress(data) !== undefined) claims.push(address(data, by, owner));
  named.add(owner).add(`${owner} ${type} ${data.toLowerCase()}`);
  return claims;
}

function address(value: string, by: string, entry: string): Claim {
  return { thing: { kind: 'address', first: value, last: value }, by, entry };
}

/** 10.10.60.6 of 6.60.10.10.in-addr.arpa, and of 6.0-63.60.10.10.in-addr.arpa (RFC 2317, 4); undefined of any other name. */
function reversed(name: string): string | undefined {
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

function referenceOf(zone: Zone, owner: string, type: string, data: string, where: string): Reference | undefined {
  const at = targets[type];
  const target = at === undefined ? undefined : data.split(' ')[at]?.toLowerCase();
  const name = target?.endsWith('.') ? target.slice(0, -1) : target;
  if (!name) return undefined;
  // named does not load a zone one of whose own name servers has no address in it (seen with BIND 9.18); all others are only warned of.
  const breaks = type === 'NS' && owner === zone.name && name.endsWith(`.${zone.name}`);
  return {
    to: { name },
    by: `${type} record of ${owner} (${where})`,
    entry: owner,
    without: breaks ? 'breaks' : 'dangles',
  };
}
