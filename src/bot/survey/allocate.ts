import { randomBytes } from 'node:crypto';
import type { Farm } from '../../farm/farm.ts';
import { mintMac, nextAddress, sshPortOf } from '../../farm/pool.ts';
import type { AllocatedVm, Vm } from '../../farm/settings.ts';
import type { FarmState } from '../../farm/state.ts';
import { Refusal } from '../refusal.ts';
import type { Owners } from './owners.ts';
import { required } from './required.ts';

/** Addresses something answers at, though nothing on the farm speaks of it; each with what answers, in words. */
export type Answering = ReadonlyMap<string, string>;

/**
 * Gives a new VM its place: the address farm.yaml keeps for it, else the next free one of the pool whose SSH port is free too, and a
 * MAC nobody uses. Throws Refusal when there is none, or when it is not known what is in use.
 */
export function allocate(farm: Farm, vm: Vm, state: FarmState, owners: Owners, answering: Answering): AllocatedVm {
  required('DNS', state.forward);
  if (state.reverse) required('reverse DNS', state.reverse);
  required('DHCP', state.dhcp);
  if (state.firewall) required('the firewall', state.firewall);
  required(farm.roles.hypervisor.title, state.instances);
  const mac = mintMac({ has: (one) => owners.of({ mac: one }).length > 0 }, randomBytes);
  const portTaken = new Set<string>();
  const holder = (address: string) =>
    owners.of({ address }).find(({ entry }) => entry !== vm.name)?.by ?? answering.get(address);
  const taken = { has: (address: string) => portTaken.has(address) || holder(address) !== undefined };
  for (;;) {
    const address = vm.address ?? nextAddress(farm.pool, taken);
    if (address === undefined) throw new Refusal(`No address of the pool ${farm.pool.network} is free.`);
    const by = holder(address);
    if (by !== undefined)
      throw new Refusal(`farm.yaml keeps ${address} for ${vm.name}, but it is in use: ${by} has it.`);
    const sshPort = farm.firewall && sshPortOf(farm.firewall, farm.pool, address);
    if (sshPort === undefined) return { ...vm, address, mac };
    const [elsewhere] = owners.of({ port: sshPort });
    if (!elsewhere) return { ...vm, address, mac, sshPort };
    if (vm.address)
      throw new Refusal(
        `Port ${sshPort}, by the address farm.yaml keeps for ${vm.name}, leads elsewhere: ${elsewhere.by} has it.`,
      );
    portTaken.add(address);
  }
}
