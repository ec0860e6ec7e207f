import type { PendingRun } from '../../engine/claims.ts';
import { parseAddress } from '../../farm/address.ts';
import { sameText } from '../../farm/address6.ts';
import { isAddressType } from '../../farm/dns/address-type.ts';
import type { Farm } from '../../farm/farm.ts';
import type { Claim, Inventory, Thing } from '../../farm/inventory.ts';
import { known } from '../../farm/reading.ts';
import { addressOf } from '../../farm/reverse-name.ts';
import type { FarmState } from '../../farm/state.ts';
import { isGuest } from './is-guest.ts';

/** What can be asked about: one address or port, not a range. */
type Asked =
  | { readonly address: string }
  | { readonly port: number }
  | { readonly mac: string }
  | { readonly name: string }
  | { readonly site: string };

/** Who has what on the farm. */
export interface Owners {
  /** All that have it; none: nobody that is known of. What the services' own inventories say comes first. */
  of(asked: Asked): readonly Claim[];
}

/**
 * The one place that answers who has an address, a port, a MAC, a name or a site: all that any service of the farm says, what
 * farm.yaml keeps, and what runs that are not over have chosen. What could not be read is not in it: call `required` first.
 */
export function ownersOf(farm: Farm, state: FarmState, pending: readonly PendingRun[]): Owners {
  const single = new Map<string, Claim[]>();
  const ranges: { readonly key: string; readonly first: number; readonly last: number; readonly claim: Claim }[] = [];
  for (const claim of [
    ...inventories(state).flatMap(({ claims }) => claims),
    ...others(farm, state),
    ...chosen(pending),
  ]) {
    const { key, first, last } = span(claim.thing);
    if (first !== last) ranges.push({ key, first: Number(first), last: Number(last), claim });
    else {
      const at = `${key} ${first}`;
      const there = single.get(at);
      if (there) there.push(claim);
      else single.set(at, [claim]);
    }
  }
  return {
    of(asked) {
      const { key, value } = placeOf(asked);
      const within = ranges.filter((one) => one.key === key && one.first <= Number(value) && Number(value) <= one.last);
      return [...(single.get(`${key} ${value}`) ?? []), ...within.map(({ claim }) => claim)];
    },
  };
}

/** What every service's configuration says of who has what, as far as it could be read. */
export function inventories(state: FarmState): readonly Inventory[] {
  return [state.forward, state.reverse, state.reverse6, state.dhcp, state.proxy, state.firewall].flatMap((reading) => {
    const service = known<{ readonly inventory: Inventory } | undefined>(reading, undefined);
    return service ? [service.inventory] : [];
  });
}

/** What cannot be known about who has what, in words, each with where it stands. */
export function opaque(state: FarmState): readonly string[] {
  return [...new Set(inventories(state).flatMap((inventory) => inventory.opaque))];
}

function span(thing: Thing): { readonly key: string; readonly first: string | number; readonly last: string | number } {
  if (thing.kind === 'address') {
    // Written in a way that is no address, it still is the same as itself.
    const [first, last] = [placeOfAddress(thing.first), placeOfAddress(thing.last)];
    return { key: 'address', first, last };
  }
  if (thing.kind === 'port') return { key: 'port', first: thing.first, last: thing.last };
  const value = (thing.kind === 'mac' ? thing.mac : thing.name).toLowerCase();
  return { key: thing.kind, first: value, last: value };
}

/** The number of an IPv4 address, the one text of an IPv6 address. */
function placeOfAddress(text: string): string | number {
  return parseAddress(text) ?? sameText(text) ?? text;
}

function placeOf(asked: Asked): { readonly key: string; readonly value: string | number } {
  const [[key, value]] = Object.entries(asked) as [[string, string | number]];
  if (key === 'address') return { key, value: placeOfAddress(String(value)) };
  return { key, value: typeof value === 'string' ? value.toLowerCase() : value };
}

/** What the services' state, the hypervisor and farm.yaml say beside the inventories. */
function others(farm: Farm, state: FarmState): readonly Claim[] {
  const { dns, dhcp, firewall } = farm;
  const zone = (records: FarmState['forward'] | undefined, file: string | undefined) =>
    (known(records, undefined)?.records ?? []).flatMap(({ type, name, value, line }): readonly Claim[] => {
      const by = `${name} ${type} ${value} (${file === undefined ? `the zone on ${dns.host}` : `${dns.host}:${file}:${line}`})`;
      return [
        ...addressClaim(isAddressType(type) ? value : addressOf(name), by, isAddressType(type) ? name : value),
        ...(isAddressType(type) ? [{ thing: { kind: 'name', name }, by, entry: name } as const] : []),
      ];
    });
  const hosts = (known(state.dhcp, undefined)?.hosts ?? []).flatMap(({ name, mac, addresses, line, file }) => {
    const by = `DHCP's host ${name} (${dhcp.host}:${file ?? dhcp.file}:${line})`;
    return [
      ...addresses.flatMap((address) => addressClaim(address, by, name)),
      ...(mac === undefined ? [] : [{ thing: { kind: 'mac', mac }, by, entry: name } as const]),
    ];
  });
  const wall = known(state.firewall, undefined);
  const at = ({ file, line }: { readonly file: string; readonly line: number }) =>
    `(${firewall?.host}:${file}:${line})`;
  return [
    ...zone(state.forward, dns.forward.file),
    ...zone(state.reverse, dns.reverse?.file),
    ...zone(state.reverse6, dns.reverse6?.file),
    ...hosts,
    ...(wall?.variables ?? []).flatMap((one) =>
      addressClaim(one.value, `the firewall's ${one.name} ${at(one)}`, one.name),
    ),
    ...(wall?.forwards ?? []).flatMap((one): readonly Claim[] => {
      const { variable, address, port } = one;
      const by = `the forward of port ${port} ${at(one)}`;
      const entry = variable === undefined ? {} : { entry: variable };
      return [
        { thing: { kind: 'port', first: port, last: port }, by, ...entry },
        ...(address === undefined ? [] : addressClaim(address, by, variable)),
      ];
    }),
    ...(known(state.proxy, undefined)?.sites.flatMap(({ file, names }) =>
      names.map((name): Claim => ({ thing: { kind: 'site', name }, by: `the proxy's site ${file}`, entry: file })),
    ) ?? []),
    ...machines(farm, state),
    ...settings(farm),
  ];
}

function machines({ roles }: Farm, state: FarmState): readonly Claim[] {
  const nodes = known(state.nodes, []).map(
    ({ name }): Claim => ({ thing: { kind: 'name', name: name.toLowerCase() }, by: `the cluster's node ${name}` }),
  );
  const instances = known(state.instances, []).flatMap(({ name, macs }): readonly Claim[] => {
    const by = `${roles.hypervisor.title}'s instance ${name}`;
    return [
      { thing: { kind: 'name', name }, by, entry: name },
      ...macs.map((mac): Claim => ({ thing: { kind: 'mac', mac }, by, entry: name })),
    ];
  });
  return [...instances, ...nodes];
}

/** What farm.yaml itself speaks of. */
function settings(farm: Farm): readonly Claim[] {
  const { hosts, vms, dns, firewall, hypervisor } = farm;
  const others = [...hosts.values()].flatMap((host): readonly Claim[] => {
    if (isGuest(farm, host)) return [];
    const { name, address } = host;
    const by = `the host ${name} of farm.yaml`;
    const literal = addressClaim(address, by);
    return literal.length > 0 ? literal : [{ thing: { kind: 'name', name: address.toLowerCase() }, by }];
  });
  return [
    ...others,
    { thing: { kind: 'name', name: hypervisor.node }, by: `the node ${hypervisor.node} of farm.yaml` },
    ...addressClaim(dns.address, 'the name server (dns.address in farm.yaml)'),
    ...addressClaim(firewall?.publicAddress ?? '', 'the public address (firewall.public_address in farm.yaml)'),
    ...[...vms.values()].flatMap(({ name, address = '' }) =>
      addressClaim(address, `farm.yaml, which keeps it for ${name} (vms.${name}.address)`, name),
    ),
  ];
}

/** What runs that are not over have chosen: what they hold by their locks, and what their steps claim. */
function chosen(pending: readonly PendingRun[]): readonly Claim[] {
  return pending.flatMap(({ run, plan, claims }) => {
    const by = `run ${run} (${plan.title}), which is not over`;
    const keys = claims.flatMap((claim) => {
      if (claim.kind === 'address') return [`address:${claim.address}`];
      if (claim.kind === 'mac') return [`mac:${claim.mac}`];
      return claim.kind === 'port' ? [`port:${claim.port}`] : [];
    });
    return [...new Set([...plan.locks.map(({ key }) => key), ...keys])].flatMap((key) => heldBy(key, by));
  });
}

/** What the key of a lock stands for. */
function heldBy(key: string, by: string): readonly Claim[] {
  const [kind, ...rest] = key.split(':');
  const value = rest.join(':');
  if (kind === 'address') return addressClaim(value, by);
  if (kind === 'mac') return [{ thing: { kind, mac: value }, by }];
  if (kind === 'port') return [{ thing: { kind, first: Number(value), last: Number(value) }, by }];
  return [];
}

function addressClaim(address: string, by: string, entry?: string): readonly Claim[] {
  const first = sameText(address);
  if (first === undefined) return [];
  return [{ thing: { kind: 'address', first, last: first }, by, ...(entry !== undefined && { entry }) }];
}
