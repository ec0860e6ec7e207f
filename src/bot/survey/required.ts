import type { Farm } from '../../farm/farm.ts';
import { known } from '../../farm/reading.ts';
import type { FarmState, Reading } from '../../farm/state.ts';
import { Refusal } from '../refusal.ts';

/** What was read. Throws Refusal where it could not be: a plan is not made on guesses. */
export function required<T>(what: string, reading: Reading<T>): T {
  if ('known' in reading) return reading.known;
  throw new Refusal(`I cannot plan that now: ${what} could not be read.`, reading.unknown);
}

/** Throws Refusal where any place could not be read that may have something of a VM: what is not seen would be left behind. Nodes that are offline cannot be. */
export function requireAll({ roles }: Farm, state: FarmState): void {
  const { instances, forward, reverse, reverse6, dhcp, firewall, proxy, storage } = state;
  required(roles.hypervisor.title, instances);
  required('DNS', forward);
  if (reverse) required('reverse DNS', reverse);
  if (reverse6) required('reverse DNS of IPv6', reverse6);
  required('DHCP', dhcp);
  if (firewall) required('the firewall', firewall);
  if (proxy) required('the proxy', proxy);
  for (const [node, reading] of storage) {
    if (isOffline(state, node)) continue;
    required(storage.size > 1 ? `the volume group on ${node}` : 'the volume group', reading);
  }
}

/** Whether the hypervisor takes a node for down. */
function isOffline({ nodes }: FarmState, name: string): boolean {
  return known(nodes, []).some((node) => node.name === name && node.standing === 'offline');
}

/** Notes of a plan on nodes that could not be looked at because they are offline. */
export function unseenNodes(state: FarmState): readonly string[] {
  return [...state.storage].flatMap(([node, reading]) =>
    'unknown' in reading && isOffline(state, node)
      ? [`cannot tell what is left of it on ${node}, which is offline`]
      : [],
  );
}
