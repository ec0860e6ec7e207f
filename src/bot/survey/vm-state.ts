import type { Farm, Vm } from '../../farm/farm.ts';
import { vmNamed, vmOfInstance } from '../../farm/naming.ts';
import type { DhcpHost, FarmState, Instance, PortForward, ProxySite, Volume } from '../../farm/state.ts';
import { snapshotOf, volumeOf } from '../../farm/words/disk.ts';
import { addressOf, known } from './used.ts';

/** Everything that was found of one VM; absent where there is none, or it could not be read. */
export interface VmState {
  readonly vm: Vm;
  readonly instance?: Instance;
  /** Values of its A records. */
  readonly addresses: readonly string[];
  /** Addresses whose PTR record names it. */
  readonly pointers: readonly string[];
  readonly dhcp?: DhcpHost;
  /** Value of its param of the firewall. */
  readonly param?: string;
  readonly forwards: readonly PortForward[];
  readonly site?: ProxySite;
  /** Its disks, and whatever an unfinished clone left under its name. */
  readonly volumes: readonly Volume[];
  /** Bytes the balloon leaves it, where it runs. */
  readonly balloon?: number;
}

/** One VM as the farm shows it. Throws BadName. */
export function vmState(farm: Farm, state: FarmState, name: string): VmState {
  const vm = vmNamed(farm, name);
  const instance = known(state.instances, []).find((one) => one.name === vm.instance);
  const firewall = known(state.firewall, undefined);
  const addresses =
    known(state.forward, undefined)
      ?.records.filter((one) => one.name === vm.instance)
      .map(({ value }) => value) ?? [];
  const pointers = known(state.reverse, undefined)?.records.filter((one) => one.value === vm.instance) ?? [];
  const dhcp = known(state.dhcp, undefined)?.hosts.find((host) => host.name === vm.instance);
  const param = firewall?.params.findLast((one) => one.name === vm.param);
  const forwards =
    firewall?.forwards.filter((one) => (one.param ? one.param === vm.param : addresses.includes(one.address ?? ''))) ??
    [];
  const site = known(state.proxy, undefined)?.sites.find(
    (one) => vm.site !== undefined && (one.file === vm.site || one.names.includes(vm.site)),
  );
  const own = new Set([...(instance?.volumes ?? []), volumeOf(vm), snapshotOf(vm)]);
  const balloon = known(state.balloons, new Map<string, number>()).get(vm.instance);
  return {
    vm,
    addresses,
    pointers: pointers.map((one) => addressOf(one.name)),
    forwards,
    volumes: known(state.storage, undefined)?.volumes.filter((volume) => own.has(volume.name)) ?? [],
    ...(instance && { instance }),
    ...(dhcp && { dhcp }),
    ...(param && { param: param.value }),
    ...(site && { site }),
    ...(balloon !== undefined && { balloon }),
  };
}

/** Whether anything at all of the VM was found. */
export function exists({ instance, addresses, pointers, dhcp, param, forwards, site, volumes }: VmState): boolean {
  return (
    [instance, dhcp, param, site].some((one) => one !== undefined) ||
    [addresses, pointers, forwards, volumes].some((all) => all.length > 0)
  );
}

/** Names of the farm's VMs: instances named by its rules, and those farm.yaml has settings for that are on the hosts somewhere. */
export function vmNames(farm: Farm, state: FarmState): readonly string[] {
  const full = [
    ...known(state.instances, []).map(({ name }) => name),
    ...(known(state.forward, undefined)?.records.map(({ name }) => name) ?? []),
    ...(known(state.dhcp, undefined)?.hosts ?? []).map(({ name }) => name),
  ];
  const ruled = full.flatMap((name) => vmOfInstance(farm, name)?.name ?? []);
  const set = [...farm.vms.values()].filter(({ name }) => exists(vmState(farm, state, name))).map(({ name }) => name);
  return [...new Set([...ruled, ...set])].sort();
}

/** Whether a VM runs, in words: the same wherever it is said. */
export function stateOf({ instance }: VmState): string {
  if (!instance) return 'no instance';
  if (instance.running === null) return `not known (${instance.status})`;
  return instance.running ? 'running' : `down (${instance.status})`;
}
