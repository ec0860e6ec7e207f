import type { Farm } from '../../farm/farm.ts';
import { vmNamed, vmOfInstance } from '../../farm/naming.ts';
import { address6Of, isInPool } from '../../farm/pool.ts';
import { known, knownOnNodes } from '../../farm/reading.ts';
import { addressOf } from '../../farm/reverse-name.ts';
import type { Vm } from '../../farm/settings.ts';
import type { FarmState, Instance } from '../../farm/state.ts';
import { hostsOfVm } from './dhcp-hosts.ts';
import { whyNoVm } from './no-vm.ts';
import { own6, type VmState } from './seen-vm.ts';
import { volumesOf } from './volumes.ts';

/** One VM as the farm shows it. Throws BadName. */
export function vmState(farm: Farm, state: FarmState, name: string): VmState {
  const vm = vmNamed(farm, name);
  const instance = known(state.instances, []).find((one) => one.name === vm.instance);
  const firewall = known(state.firewall, undefined);
  const own = known(state.forward, undefined)?.records.filter((one) => one.name === vm.instance) ?? [];
  const addresses = own.filter(({ type }) => type !== 'AAAA').map(({ value }) => value);
  const addresses6 = farm.pool.network6 ? own.filter(({ type }) => type === 'AAAA').map(({ value }) => value) : [];
  const ruled6 = ruledOf(farm, vm, instance, addresses, state);
  const named6 = own6({ addresses6, ...(ruled6 !== undefined && { ruled6 }) });
  const dhcp = known(state.dhcp, undefined);
  const dhcpHosts = hostsOfVm(vm, instance, addresses, dhcp?.hosts, state);
  const hosts6 = farm.pool.network6 && dhcp?.hosts6;
  const variable = firewall?.variables.findLast((one) => one.name === vm.variable);
  const forwards =
    firewall?.forwards.filter(
      (one) => (vm.variable !== undefined && one.variable === vm.variable) || addresses.includes(one.address ?? ''),
    ) ?? [];
  const site = known(state.proxy, undefined)?.sites.find(
    (one) => vm.site !== undefined && (one.file === vm.site || one.names.includes(vm.site)),
  );
  // Only the node it runs on has its monitor.
  const [balloon] = knownOnNodes(state.balloons).flatMap(([, balloons]) => balloons.get(vm.instance) ?? []);
  return {
    vm,
    addresses,
    addresses6,
    pointers: pointersTo(vm, state.reverse),
    pointers6: pointersTo(vm, state.reverse6),
    forwards,
    dhcpHosts,
    dhcpHosts6: hostsOfVm(vm, instance, named6, hosts6, state),
    rules6: (firewall?.rules6 ?? []).filter((rule) => rule.addresses.some((one) => named6.includes(one))),
    volumes: volumesOf(farm, vm, state),
    ...(instance && { instance }),
    ...(ruled6 !== undefined && { ruled6 }),
    ...(variable && { variable: variable.value }),
    ...(site && { site }),
    ...(balloon !== undefined && { balloon }),
  };
}

function ruledOf(
  { pool }: Farm,
  vm: Vm,
  instance: Instance | undefined,
  [address = '']: readonly string[],
  state: FarmState,
): string | undefined {
  const [mac = ''] = instance?.macs ?? [];
  const isMade = pool.network6?.by === 'eui64' ? mac !== '' : isInPool(pool, address);
  const ruled = isMade ? address6Of(pool, { address, mac }) : undefined;
  const records = known(state.forward, undefined)?.records ?? [];
  const isAnothers = records.some(({ name, value }) => value === ruled && name !== vm.instance);
  return isAnothers ? undefined : ruled;
}

function pointersTo({ instance }: Vm, reverse: FarmState['reverse']): readonly string[] {
  const records = known(reverse, undefined)?.records ?? [];
  return records.filter(({ value }) => value === instance).map(({ name }) => addressOf(name));
}

/** Whether anything at all of the VM was found. */
export function exists({
  instance,
  addresses,
  addresses6,
  pointers,
  pointers6,
  dhcpHosts,
  variable,
  forwards,
  site,
  volumes,
}: VmState): boolean {
  return (
    [instance, variable, site].some((one) => one !== undefined) ||
    [addresses, addresses6, pointers, pointers6, dhcpHosts, forwards, volumes].some((all) => all.length > 0)
  );
}

/** The farm's VMs by name, with what there is of each: what the hosts have under names its rules give, and those farm.yaml has settings for that are on the hosts somewhere. */
export function vmStates(farm: Farm, state: FarmState): readonly VmState[] {
  const full = [
    ...known(state.instances, []).map(({ name }) => name),
    ...(known(state.forward, undefined)?.records.map(({ name }) => name) ?? []),
    ...(known(state.dhcp, undefined)?.hosts ?? []).map(({ name }) => name),
  ];
  const ruled = full.flatMap((name) => vmOfInstance(farm, name)?.name ?? []);
  return [...new Set([...ruled, ...farm.vms.keys()])]
    .sort()
    .map((name) => vmState(farm, state, name))
    .filter((seen) => exists(seen) && whyNoVm(farm, state, seen) === undefined);
}

export function vmNames(farm: Farm, state: FarmState): readonly string[] {
  return vmStates(farm, state).map(({ vm }) => vm.name);
}

/** Whether a VM runs, in words: the same wherever it is said. */
export function stateOf({ instance }: VmState): string {
  if (!instance) return 'no instance';
  if (instance.running === null) return `not known (${instance.status})`;
  return instance.running ? 'running' : `down (${instance.status})`;
}
