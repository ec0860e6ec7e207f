import type { PendingRun } from '../../engine/claims.ts';
import { sameText } from '../../farm/address6.ts';
import type { Farm } from '../../farm/farm.ts';
import { known, unknowns } from '../../farm/reading.ts';
import type { FarmState } from '../../farm/state.ts';
import type { Reply } from '../adapter.ts';
import { nodeOf } from '../documents/vm-of.ts';
import { listed } from '../words.ts';
import { nodeRoom } from './node-room.ts';
import { ownersOf } from './owners.ts';
import { vmStates } from './vm-state.ts';

/** What a word that is shown the state of names: a VM, or something else, with all there is to say of it. */
export type AskedAbout = { readonly vm: string } | Pick<Reply, 'lines' | 'data'>;

/** A VM by its name or by an address of its; a host of farm.yaml; an address that belongs to others. */
export function askedAbout(farm: Farm, word: string, state: FarmState, pending: readonly PendingRun[]): AskedAbout {
  const address = sameText(word);
  if (address !== undefined) return ofAddress(farm, address, state, pending);
  const host = [...farm.hosts.values()].find(({ name, address }) => [name, address].includes(word.toLowerCase()));
  return host && !farm.vms.has(host.name) ? ofHost(farm, host.name, state) : { vm: word };
}

function ofAddress(farm: Farm, address: string, state: FarmState, pending: readonly PendingRun[]): AskedAbout {
  const seen = vmStates(farm, state).find(({ addresses, addresses6 }) =>
    [...addresses, ...addresses6].includes(address),
  );
  if (seen) return { vm: seen.vm.name };
  const claims = ownersOf(farm, state, pending).of({ address });
  const by = [...new Set(claims.map((claim) => claim.by))];
  const data = { kind: 'address', address, claims: by, unknown: unknowns(state) } as const;
  if (by.length === 0) return { lines: [`${address}: nothing on the farm speaks of it.`], data };
  return { lines: [`${address} is no VM's:`, ...by.map((one) => `  ${one}`)], data };
}

function ofHost(farm: Farm, host: string, state: FarmState): AskedAbout {
  const { roles: by, hypervisor, dns, dhcp, firewall, proxy } = farm;
  const plays: readonly (readonly [string, string | undefined])[] = [
    [`${by.hypervisor.title}'s master`, hypervisor.host],
    ...[...hypervisor.nodes].map(([node, on]) => [`the node ${node}`, on] as const),
    ...[...hypervisor.nodes.values()].map((on) => ['storage', on] as const),
    ['DNS', dns.host],
    ['DHCP', dhcp.host],
    ['the firewall', firewall?.host],
    ['the proxy', proxy?.host],
  ];
  const roles = plays.flatMap(([role, on]) => (on === host ? [role] : []));
  const node = known(state.nodes, []).find(({ name }) => hypervisor.nodes.get(name) === host);
  return {
    lines: [
      `${host} is a host of the farm${roles.length > 0 ? `: ${listed(roles)}` : ', and plays no part'}.`,
      ...(node ? [`  ${nodeRoom(node, state)}`] : []),
    ],
    data: {
      kind: 'host',
      ...{ name: host, plays: roles, vms: [], unknown: unknowns(state) },
      ...(node && { node: nodeOf(node, state) }),
    },
  };
}
