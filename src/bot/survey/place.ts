import { randomBytes } from 'node:crypto';
import type { Farm, PlacedVm, Vm } from '../../farm/farm.ts';
import { mintMac, nextAddress, sshPortOf } from '../../farm/pool.ts';
import type { FarmState } from '../../farm/state.ts';
import { Refusal } from '../refusal.ts';
import { sure } from './known.ts';
import type { Reserved } from './reserved.ts';
import { usedAddresses, usedMacs, usedPorts } from './used.ts';

/**
 * Gives a new VM its place: the address farm.yaml keeps for it, else the next free one of the pool whose SSH port is free too, and a
 * MAC nobody uses. Throws Refusal when there is none, or when it cannot be told what is in use.
 */
export function placed(farm: Farm, vm: Vm, state: FarmState, reserved: Reserved): PlacedVm {
  sure('DNS', state.forward);
  if (state.reverse) sure('reverse DNS', state.reverse);
  sure('DHCP', state.dhcp);
  if (state.firewall) sure('the firewall', state.firewall);
  sure('Ganeti', state.instances);
  const mac = mintMac(new Set([...usedMacs(state), ...reserved.macs]), randomBytes);
  const kept = [...farm.vms.values()].flatMap(({ name, address }) => (address && name !== vm.name ? [address] : []));
  const taken = new Set([...usedAddresses(state), ...reserved.addresses, ...kept]);
  const ports = new Set([...usedPorts(state), ...reserved.ports]);
  for (;;) {
    const address = vm.address ?? nextAddress(farm.pool, taken);
    if (address === undefined) throw new Refusal(`No address of the pool ${farm.pool.network} is free.`);
    if (taken.has(address)) throw new Refusal(`farm.yaml keeps ${address} for ${vm.name}, but it is in use.`);
    const sshPort = farm.firewall && sshPortOf(farm.firewall, farm.pool, address);
    if (sshPort === undefined) return { ...vm, address, mac };
    if (!ports.has(sshPort)) return { ...vm, address, mac, sshPort };
    if (vm.address)
      throw new Refusal(`Port ${sshPort}, by the address farm.yaml keeps for ${vm.name}, leads elsewhere.`);
    taken.add(address);
  }
}
