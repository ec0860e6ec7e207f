import { parseAddress, showAddress } from '../../src/farm/address.ts';
import { askedBy } from '../../src/farm/dhcp/asked-by.ts';
import type { Claim, Inventory, Reference } from '../../src/farm/inventory.ts';
import { type KeaConfig, netOf, type Reservation } from './config.ts';
import { said, type Value } from './syntax.ts';

type Found = Pick<Inventory, 'claims' | 'references'>;

/** Options whose value says what a network is, not who is in it (subnet-mask, broadcast-address), by name and code. */
const notWho = new Set(['subnet-mask', 'broadcast-address', '1', '28']);
/** Options whose value is a name that a machine answers to: tftp-server-name, boot servers by name. */
const names = new Set(['tftp-server-name', '66']);
/** Members whose value is one address, or a list of them, of a machine there, or a URL that leads to one. */
const addresses = new Set([
  'next-server',
  'ip-address',
  'ip-addresses',
  'server-ip',
  'server-hostname',
  'boot-file-name',
]);
/** Members that say reservations are kept elsewhere too. */
const databases = new Set(['hosts-database', 'hosts-databases', 'config-control']);

/** Who has which address, MAC and name in Kea's configuration, and who speaks of which. */
export function keaInventory(config: KeaConfig): Inventory {
  const reserved = new Map(config.reservations.map((one) => [one.entry.value, one]));
  const all: Found[] = [];
  const walk = (value: Value, name: string) => {
    const own = reserved.get(value);
    if (own) all.push(ofReservation(own));
    for (const { key, value: inner } of value.entries) {
      const member = key?.text ?? name;
      const where = `${inner.open.file}:${inner.open.line}`;
      // What a reservation has is said with the reservation.
      if (!(own && key?.text === 'ip-address')) all.push(ofValue(member, inner, value, where));
      walk(inner, member);
    }
  };
  walk(config.dhcp, '');
  return {
    claims: all.flatMap(({ claims }) => claims),
    references: all.flatMap(({ references }) => references),
    opaque: elsewhere(config),
  };
}

/** What of a configuration is not read: files that cannot be, and databases, each with where it is named. */
export function elsewhere({ dhcp, missing }: KeaConfig): readonly string[] {
  const found = missing.map(({ file, line, text }) => `${file}:${line}: the file ${text} cannot be read`);
  const walk = ({ entries }: Value) => {
    for (const { key, value } of entries) {
      const { file, line } = value.open;
      if (key && databases.has(key.text))
        found.push(`${file}:${line}: what else is in the database of ${key.text} is not read`);
      walk(value);
    }
  };
  walk(dhcp);
  return found;
}

function ofReservation({ name, hostname, mac, address, file, line }: Reservation): Found {
  const own = { by: `DHCP reservation ${name} (${file}:${line})`, entry: name };
  const isAddress = address !== undefined && parseAddress(address) !== undefined;
  return {
    claims: [
      ...(hostname === undefined ? [] : [{ thing: { kind: 'name', name: hostname } as const, ...own }]),
      ...(mac === undefined ? [] : [{ thing: { kind: 'mac', mac } as const, ...own }]),
      ...(isAddress ? [{ thing: { kind: 'address', first: address, last: address } as const, ...own }] : []),
    ],
    references: [],
  };
}

/** One value: of a pool, of an option, of a member that is an address. */
function ofValue(member: string, value: Value, around: Value, where: string): Found {
  if (value.kind !== 'string') return { claims: [], references: [] };
  if (member === 'pool') return ofPool(value.text, where);
  if (member === 'interfaces') return ofAddresses([value.text.split('/')[1] ?? ''], `interface (${where})`);
  if (addresses.has(member)) return ofMachines([value.text], `${member} (${where})`, member === 'server-hostname');
  const option = said(around, 'name') ?? said(around, 'code') ?? '';
  if (member !== 'data' || notWho.has(option)) return { claims: [], references: [] };
  return ofMachines(value.text.split(','), `option ${option} (${where})`, names.has(option));
}

/** Machines that answer to an address, or to a name, where the values are names or lead to one by a URL or a path. */
function ofMachines(values: readonly string[], by: string, areNames: boolean): Found {
  const asked = values.flatMap((one) => askedBy(one) ?? []);
  const { claims, references } = ofAddresses(asked, by);
  const named = values.flatMap((one) => (areNames || /[:/]/.test(one) ? (askedBy(one) ?? []) : []));
  const spoken = named.filter((one) => parseAddress(one) === undefined && /^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/.test(one));
  return {
    claims,
    references: [...references, ...spoken.map((name): Reference => ({ to: { name }, by, without: 'dangles' }))],
  };
}

function ofPool(text: string, where: string): Found {
  const net = netOf(text);
  if (!net) return { claims: [], references: [] };
  const [first, last] = [showAddress(net.first), showAddress(net.last)];
  const by = `Kea gives ${first === last ? first : `${first} to ${last}`} to anybody: pool (${where})`;
  return { claims: [{ thing: { kind: 'address', first, last }, by }], references: [] };
}

/** Every address in a value belongs to a machine: a router, a name server, a boot server, a relay. */
function ofAddresses(values: readonly string[], by: string): Found {
  const found = values.filter((one) => parseAddress(one) !== undefined && one !== '0.0.0.0');
  return {
    claims: found.map((one): Claim => ({ thing: { kind: 'address', first: one, last: one }, by })),
    references: found.map((one): Reference => ({ to: { address: one }, by, without: 'dangles' })),
  };
}
