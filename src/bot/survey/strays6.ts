import type { PendingRun } from '../../engine/claims.ts';
import { isInNetwork6, parseNetwork6 } from '../../farm/address6.ts';
import type { Farm } from '../../farm/farm.ts';
import { vmOfInstance } from '../../farm/naming.ts';
import { known } from '../../farm/reading.ts';
import type { FarmState } from '../../farm/state.ts';
import { ownersOf } from './owners.ts';
import { own6 } from './seen-vm.ts';
import { exists, vmState, vmStates } from './vm-state.ts';

/**
 * What was left of VMs that are gone, in words: rules of the IPv6 firewall about an address of the pool of which nothing else speaks, and
 * entries of DHCPv6 by the full name of a VM that there is not. Nothing where something could not be read that may speak of it.
 */
export function strays6(farm: Farm, state: FarmState, pending: readonly PendingRun[]): readonly string[] {
  const network = parseNetwork6(farm.pool.network6?.prefix ?? '');
  const { firewall, ...others } = state;
  const { instances, forward, reverse, reverse6, dhcp, proxy } = others;
  const all = [instances, forward, reverse, reverse6, dhcp, proxy];
  if (!network || all.some((reading) => reading && 'unknown' in reading)) return [];
  const owners = ownersOf(farm, others, pending);
  const named = new Set(vmStates(farm, state).flatMap(own6));
  const isStray = (address: string) =>
    isInNetwork6(network, address) && !named.has(address) && owners.of({ address }).length === 0;
  const rules = (known(firewall, undefined)?.rules6 ?? []).flatMap(({ addresses, file, line }) =>
    addresses
      .filter(isStray)
      .map(
        (address) => `${file}:${line}: a rule of the IPv6 firewall is about ${address}, of which nothing else speaks`,
      ),
  );
  const isGone = (name: string) => {
    const vm = vmOfInstance(farm, name);
    return vm !== undefined && !exists(vmState(farm, state, vm.name));
  };
  const hosts = (known(dhcp, undefined)?.hosts6 ?? [])
    .filter(({ name }) => isGone(name))
    .map(({ name, file, line }) => `${file}:${line}: DHCPv6 has ${name}, of which there is nothing else`);
  return [...rules, ...hosts];
}
