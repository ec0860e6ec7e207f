import { randomBytes } from 'node:crypto';
import type { Farm } from '../../farm/farm.ts';
import { address6Of, mintMac, nextAddress, sshPortOf } from '../../farm/pool.ts';
import type { AllocatedVm, Vm } from '../../farm/settings.ts';
import type { FarmState } from '../../farm/state.ts';
import { Refusal } from '../refusal.ts';
import type { Owners } from './owners.ts';
import { required } from './required.ts';

/** Addresses something answers at, though nothing on the farm speaks of it; each with what answers, in words. */
export type Answering = ReadonlyMap<string, string>;

/**
 * Gives a new VM its place: the address farm.yaml keeps for it, else the next free one of the pool whose SSH port is free too, and a
 * MAC nobody uses; the IPv6 address made of one of them is free as well. Throws Refusal when there is none, or when it is not known what is in use.
 */
export function allocate(farm: Farm, vm: Vm, state: FarmState, owners: Owners, answering: Answering): AllocatedVm {
  required('DNS', state.forward);
  if (state.reverse) required('reverse DNS', state.reverse);
  if (state.reverse6) required('reverse DNS of IPv6', state.reverse6);
  required('DHCP', state.dhcp);
  if (state.firewall) required('the firewall', state.firewall);
  required(farm.roles.hypervisor.title, state.instances);
  const holder = (address: string) =>
    owners.of({ address }).find(({ entry }) => entry !== vm.name)?.by ?? answering.get(address);
  const macTaken = (one: string) => {
    const made = farm.pool.network6?.by === 'eui64' ? address6Of(farm.pool, { address: '', mac: one }) : undefined;
    return owners.of({ mac: one }).length > 0 || (made !== undefined && holder(made) !== undefined);
  };
  const mac = mintMac({ has: macTaken }, randomBytes);
  const passed = new Set<string>();
  const taken = { has: (address: string) => passed.has(address) || holder(address) !== undefined };
  for (;;) {
    const address = vm.address ?? nextAddress(farm.pool, taken);
    if (address === undefined) throw new Refusal(`No address of the pool ${farm.pool.network} is free.`);
    const by = holder(address);
    if (by !== undefined)
      throw new Refusal(`farm.yaml keeps ${address} for ${vm.name}, but it is in use: ${by} has it.`);
    const address6 = address6Of(farm.pool, { address, mac });
    const six = address6 === undefined ? undefined : holder(address6);
    if (six !== undefined && vm.address)
      throw new Refusal(`${address6}, by the address farm.yaml keeps for ${vm.name}, is in use: ${six} has it.`);
    const sshPort = farm.firewall && sshPortOf(farm.firewall, farm.pool, address);
    const elsewhere = sshPort === undefined ? undefined : owners.of({ port: sshPort })[0];
    if (elsewhere && vm.address)
      throw new Refusal(
        `Port ${sshPort}, by the address farm.yaml keeps for ${vm.name}, leads elsewhere: ${elsewhere.by} has it.`,
      );
    if (six === undefined && !elsewhere)
      return {
        ...vm,
        address,
        ...(address6 !== undefined && { address6 }),
        mac,
        ...(sshPort !== undefined && { sshPort }),
      };
    passed.add(address);
  }
}
