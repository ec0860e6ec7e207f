import { parseAddress, parseNetwork, usable } from '../../farm/address.ts';
import type { Farm } from '../../farm/farm.ts';
import { known } from '../../farm/reading.ts';
import type { FarmState } from '../../farm/state.ts';
import { isGuest } from './is-guest.ts';
import type { VmState } from './seen-vm.ts';

/** A machine the farm itself is made of. */
interface Machine {
  /** In words: "the host metal1 of farm.yaml". */
  readonly what: string;
  /** Names it has: short ones without a dot, full ones with. */
  readonly names: readonly string[];
  readonly addresses: readonly string[];
}

/**
 * Why something that has a VM's name is none, and so nothing a command may be about: it is a machine the farm is made of, or the
 * hypervisor has no such instance and its address is none that VMs are given. Undefined: it is a VM.
 */
export function whyNoVm(farm: Farm, state: FarmState, seen: Found): string | undefined {
  const { vm, instance } = seen;
  const addresses = addressesOf(seen);
  const machine = machines(farm, state).find(
    ({ names, addresses: own }) =>
      names.some((name) => name === (name.includes('.') ? vm.instance : vm.name)) ||
      (!instance && own.some((address) => addresses.includes(address))),
  );
  if (machine) return `it is ${machine.what}`;
  if (instance || farm.vms.has(vm.name)) return undefined;
  return outsidePool(farm, addresses);
}

/** Why an address is none of those VMs are given; undefined when all of them are. */
export function outsidePool({ pool }: Farm, addresses: readonly string[]): string | undefined {
  const network = parseNetwork(pool.network);
  const outside = addresses.find((one) => !network || !usable(network, parseAddress(one) ?? -1));
  if (outside !== undefined) return `its address ${outside} is not one of the pool ${pool.network}`;
  const excluded = addresses.find((one) => pool.excluded.includes(one));
  return excluded === undefined ? undefined : `its address ${excluded} is excluded from the pool (pool.exclude)`;
}

type Found = Pick<VmState, 'vm' | 'instance' | 'addresses' | 'pointers' | 'dhcpHosts'>;

/** Every address anything says the name has. */
export function addressesOf({ addresses, pointers, dhcpHosts }: Omit<Found, 'vm' | 'instance'>): readonly string[] {
  const given = dhcpHosts.flatMap((host) => host.addresses).filter((one) => parseAddress(one) !== undefined);
  return [...new Set([...addresses, ...pointers, ...given])];
}

function machines(farm: Farm, state: FarmState): readonly Machine[] {
  const records = known(state.forward, undefined)?.records ?? [];
  const at = (name: string) => records.flatMap((one) => (one.name === name ? [one.value] : []));
  const named = (what: string, name: string): Machine => ({ what, names: [name], addresses: at(name) });
  const hosts = [...farm.hosts.values()]
    .filter((host) => !isGuest(farm, host))
    .map(({ name, address }): Machine => {
      const what = `the host ${name} of farm.yaml`;
      const full = address.toLowerCase();
      if (parseAddress(full) !== undefined) return { what, names: [name], addresses: [full] };
      return full.includes('.') ? named(what, full) : { what, names: [name, full], addresses: [] };
    });
  const nodes = [farm.hypervisor.node, ...known(state.nodes, []).map(({ name }) => name)];
  return [
    ...hosts,
    ...[...new Set(nodes)].map((node) => named(`the node ${node} of the cluster`, node)),
    ...nameServers(state).map(([name, by]) => named(`a name server: ${by}`, name)),
    ...publicAddress(farm, state).map((address) => ({ what: 'the public address', names: [], addresses: [address] })),
    ...(own(farm.dns.address) ? [{ what: 'the name server', names: [], addresses: [farm.dns.address] }] : []),
  ];
}

/** Names the zones' SOA and NS records speak of, RFC 1035 section 3.3. */
function nameServers({ forward, reverse, reverse6 }: FarmState): readonly (readonly [string, string])[] {
  return [forward, reverse, reverse6].flatMap((zone) =>
    (known(zone, undefined)?.inventory.references ?? []).flatMap(({ to, by }) =>
      'name' in to && /^(NS|SOA)\b/.test(by) ? [[to.name, by] as const] : [],
    ),
  );
}

function publicAddress({ firewall }: Farm, state: FarmState): readonly string[] {
  if (!firewall) return [];
  if (parseAddress(firewall.publicAddress) !== undefined) return [firewall.publicAddress];
  const address = known(state.firewall, undefined)?.publicAddress;
  return address !== undefined && own(address) ? [address] : [];
}

function own(address: string): boolean {
  return parseAddress(address) !== undefined && !address.startsWith('127.');
}
