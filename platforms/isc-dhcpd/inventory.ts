import { parseAddress, showAddress } from '../../src/farm/address.ts';
import { askedBy } from '../../src/farm/dhcp/asked-by.ts';
import type { Claim, Inventory, Reference } from '../../src/farm/inventory.ts';
import type { Statement } from '../../src/farm/text/statements.ts';
import { headOf, hostOf, type Placed } from './hosts.ts';
import type { DhcpTree } from './tree.ts';

/** Options and statements whose value says what a network is, not who is in it. */
const notWho = new Set(['option subnet-mask', 'option broadcast-address']);

/** Who has which address, MAC and name in dhcpd's configuration, and who speaks of which (dhcpd.conf(5)). */
export function dhcpInventory({ files, opaque }: DhcpTree): Inventory {
  const found = files.flatMap(({ path, placed }) => placed.map((one) => ofStatement(one, path)));
  return {
    claims: found.flatMap(({ claims }) => claims),
    references: found.flatMap(({ references }) => references),
    opaque,
  };
}

type Found = Pick<Inventory, 'claims' | 'references'>;

const nothing: Found = { claims: [], references: [] };

function ofStatement(placed: Placed, path: string): Found {
  const { statement, around } = placed;
  const host = hostOf(placed);
  if (host) return ofHost(host, `${path}:${host.line}`);
  const [first] = statement.words;
  if (statement.block || !first || first.quoted) return nothing;
  const head = first.text.toLowerCase();
  // What a host has is said with the host.
  if (head === 'hardware' || (head === 'fixed-address' && around.some((one) => headOf(one, 1) === 'host')))
    return nothing;
  const where = `${path}:${first.line}`;
  if (head === 'range') return ofRange(statement, where);
  const { claims, references } = ofValues(statement, where);
  // What stands in a host's declaration goes with it.
  const [own] = around.flatMap((one) => hostOf({ statement: one, around: [] }) ?? []);
  return own ? { claims, references: references.map((one) => ({ ...one, entry: own.name })) } : { claims, references };
}

function ofHost({ name, mac, addresses }: NonNullable<ReturnType<typeof hostOf>>, where: string): Found {
  const by = `DHCP host ${name} (${where})`;
  const own = { by, entry: name };
  return {
    claims: [
      { thing: { kind: 'name', name }, ...own },
      ...(mac === undefined ? [] : [{ thing: { kind: 'mac', mac } as const, ...own }]),
      ...addresses
        .filter(isAddress)
        .map((one): Claim => ({ thing: { kind: 'address', first: one, last: one }, ...own })),
    ],
    references: addresses
      .filter((one) => !isAddress(one))
      .map((one): Reference => ({ to: { name: one }, ...own, without: 'dangles' })),
  };
}

/** `range [dynamic-bootp] low [high]`, in either order. */
function ofRange({ words }: Statement, where: string): Found {
  const numbers = words.flatMap(({ text }) => parseAddress(text) ?? []).sort((a, b) => a - b);
  const [low, high = low] = numbers;
  if (low === undefined || high === undefined) return nothing;
  const [first, last] = [showAddress(low), showAddress(high)];
  const by = `dhcpd gives ${first === last ? first : `${first} to ${last}`} to anybody: range (${where})`;
  return { claims: [{ thing: { kind: 'address', first, last }, by }], references: [] };
}

/** Every address in a statement belongs to a machine: a router, a name server, a boot server, a peer; in quotes one that stands alone, or is asked by a URL or a path. */
function ofValues(statement: Statement, where: string): Found {
  if (notWho.has(headOf(statement, 2))) return nothing;
  const isOption = headOf(statement, 1) === 'option';
  const by = `${headOf(statement, isOption ? 2 : 1)} (${where})`;
  const own = statement.words.slice(isOption ? 2 : 1);
  const values = own.filter(({ quoted }) => !quoted).map(({ text }) => text.toLowerCase());
  const asked = own.filter(({ quoted }) => quoted).flatMap(({ text }) => askedBy(text) ?? []);
  const addresses = [...values, ...asked].filter(isAddress);
  const names = [...(speaksOfNames(statement) ? values : []), ...asked].filter(isName);
  return {
    claims: addresses.map((one) => ({ thing: { kind: 'address', first: one, last: one }, by })),
    references: [
      ...addresses.map((one): Reference => ({ to: { address: one }, by, without: 'dangles' })),
      ...names.map((one): Reference => ({ to: { name: one }, by, without: 'dangles' })),
    ],
  };
}

/** Statements whose words may be names that dhcpd asks DNS for; in others a word with a dot is something else (`option PXE.mtftp-ip`). */
function speaksOfNames(statement: Statement): boolean {
  const [first, second] = [headOf(statement, 1), statement.words[1]?.text.toLowerCase() ?? ''];
  if (['next-server', 'server-identifier', 'primary', 'fixed-address'].includes(first)) return true;
  return first === 'option' && /(^routers|-servers?)$/.test(second) && headOf(statement, 3).split(' ')[2] !== 'code';
}

function isAddress(text: string): boolean {
  return text.length > 6 && text.length < 16 && parseAddress(text) !== undefined;
}

function isName(text: string): boolean {
  return !isAddress(text) && /^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/.test(text);
}
