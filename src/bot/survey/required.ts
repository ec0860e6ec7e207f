import type { Farm } from '../../farm/farm.ts';
import type { FarmState, Reading } from '../../farm/state.ts';
import { Refusal } from '../refusal.ts';

/** What was read. Throws Refusal where it could not be: a plan is not made on guesses. */
export function required<T>(what: string, reading: Reading<T>): T {
  if ('known' in reading) return reading.known;
  throw new Refusal(`I cannot plan that now: ${what} could not be read.`, reading.unknown);
}

/** Throws Refusal where any place could not be read that may have something of a VM: what is not seen would be left behind. */
export function requireAll({ roles }: Farm, state: FarmState): void {
  const { instances, forward, reverse, dhcp, firewall, proxy, storage } = state;
  required(roles.hypervisor.title, instances);
  required('DNS', forward);
  if (reverse) required('reverse DNS', reverse);
  required('DHCP', dhcp);
  if (firewall) required('the firewall', firewall);
  if (proxy) required('the proxy', proxy);
  for (const [node, reading] of storage)
    required(storage.size > 1 ? `the volume group on ${node}` : 'the volume group', reading);
}
