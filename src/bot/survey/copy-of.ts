import type { Invocation } from '../../engine/action.ts';
import type { PendingRun } from '../../engine/claims.ts';
import type { Farm } from '../../farm/farm.ts';
import { groupOfDisk, groupsOf, inGroup } from '../../farm/groups.ts';
import { BadName, cloneName } from '../../farm/naming.ts';
import type { Admitted } from '../../farm/roles/firewall.ts';
import type { SourceNetwork } from '../../farm/roles/guest.ts';
import type { SourceDisk, SourceDisks } from '../../farm/roles/storage.ts';
import type { AllocatedVm, Vm } from '../../farm/settings.ts';
import type { FarmState, Instance } from '../../farm/state.ts';
import { Refusal } from '../refusal.ts';
import { counted, listed } from '../words.ts';
import { type Answering, allocate } from './allocate.ts';
import { clonePlace } from './clone-node.ts';
import type { CloneWords } from './clone-words.ts';
import { refuseWord } from './no-name.ts';
import { failoverNotes } from './node-fit.ts';
import { hostOrNode } from './node-named.ts';
import { farmOn, storageOn } from './on-node.ts';
import { type Owners, ownersOf } from './owners.ts';
import { required } from './required.ts';
import { memoryPromised } from './reserved.ts';
import { own6, type VmState } from './seen-vm.ts';
import { untold } from './untold.ts';
import { foundInstance, places, refuseNoVm, refuseUnfinished, wayToCleanUp } from './vm.ts';
import { exists, vmState } from './vm-state.ts';

/** A copy of a VM, before it is made: everything its procedure needs to know. */
export interface CopyOf {
  /** The farm as the node has it that the copy is made on. */
  readonly there: Farm;
  readonly origin: Vm;
  /** Its instance. */
  readonly instance: Instance;
  /** The node that is to have the disks of the copy too. */
  readonly mirror?: string;
  /** All of its source's, in their order. */
  readonly disks: SourceDisks;
  /** Which of them has the root file system, or is taken for it. */
  readonly root: SourceDisk;
  readonly vm: AllocatedVm;
  /** Which network configuration its disk is copied with. */
  readonly network: SourceNetwork;
  /** The VM at its IPv6 address, where the node can ask who answers there. */
  readonly asked6?: AllocatedVm;
  /** What the firewall lets in to it by IPv6; absent: it does not look after that. */
  readonly admitted?: Invocation;
  /** What it costs, what is left, and what else people should know. */
  readonly notes: readonly string[];
}

/**
 * Chooses name, address, MAC and port of a copy, having made sure that the names are free everywhere and that there is room, what other
 * runs have reserved left aside. Throws Refusal.
 */
export function copyOf(
  farm: Farm,
  source: string,
  suffix: string,
  state: FarmState,
  pending: readonly PendingRun[],
  {
    node: asked,
    mirror: other,
    answering = new Map(),
  }: Pick<CloneWords, 'node' | 'mirror'> & { readonly answering?: Answering } = {},
): CopyOf {
  const seen = foundInstance(farm, source, state);
  const { vm: origin, instance, addresses, dhcpHosts } = seen;
  refuseUnfinished(farm, seen);
  const name = nameOf(farm, origin.name, suffix);
  refuseWord(farm, name);
  const there = vmState(farm, state, name);
  refuseNoVm(farm, state, there);
  if (exists(there)) {
    const way = there.instance
      ? `!destroy ${name} removes it.`
      : `It is not whole: ${wayToCleanUp(farm, state, there)}`;
    throw new Refusal(
      `There is a ${name} already, in ${listed(places(farm, there))}.`,
      `!status ${name} shows it. ${way}`,
    );
  }
  if (state.proxy) required('the proxy', state.proxy);
  const owners = ownersOf(farm, state, pending);
  refuseTakenName(there.vm, owners);
  const home = farmOn(farm, instance.node);
  const found = disksOf(farm, origin, instance, state);
  const mirror = other !== undefined && { mirror: hostOrNode(farm, other, required('the nodes', state.nodes)).name };
  const wanted = { farm, origin, instance, disks: found, vm: there.vm, ...mirror };
  const { node, notes } = clonePlace({ ...wanted, ...(asked !== undefined && { asked }) }, state, pending);
  const on = farmOn(farm, node);
  const disks = node === instance.node ? found : fromHost(found, home.hypervisor.nodeHost);
  const vm = allocate(farm, there.vm, state, owners, answering);
  const live = instance.running ? [`${origin.name} runs meanwhile, so the copy is as after a power cut`] : [];
  const alone = instance.secondaries.length > 0 && !mirror ? [onOneNode(origin, instance, node)] : [];
  const six = vm.address6 !== undefined && { addresses6: own6(seen) };
  const admitted = admittedTo(farm, vm, seen, state);
  const network = { addresses, ...six, macs: instance.macs, leased: dhcpHosts.length > 0 };
  const passed = [...answering].map(
    ([address, who]) => `${address} is not given out, though nothing speaks of it: ${who}`,
  );
  return {
    there: on,
    origin,
    instance,
    ...mirror,
    disks,
    root: disks[0],
    vm,
    network,
    ...(admitted?.step && { admitted: admitted.step }),
    notes: [
      ...notes,
      ...failoverNotes(farm, node, memoryPromised(pending, node) + (vm.balloon ?? vm.memory), state),
      ...live,
      ...alone,
      ...asItIs(farm),
      ...ofIpv6(farm, vm, admitted),
      ...passed,
      ...untold(state),
    ],
  };
}

/** The same disks, read on the host of their own node. */
function fromHost([first, ...more]: SourceDisks, host: string): SourceDisks {
  return [{ ...first, host }, ...more.map((disk) => ({ ...disk, host }))];
}

function onOneNode({ name }: Vm, { secondaries, template }: Instance, node: string): string {
  const other = secondaries.find((one) => one !== node);
  const how = other === undefined ? '' : `: --mirror ${other} keeps it there too`;
  return `the disk of ${name} is kept on ${listed(secondaries)} too (${template}), that of its copy on ${node} alone${how}`;
}

/** What the firewall is to let in to it by IPv6; undefined where farmhand writes no such rules. */
function admittedTo(farm: Farm, vm: AllocatedVm, seen: VmState, state: FarmState): Admitted | undefined {
  const { firewall } = farm.roles;
  if (!state.firewall || !firewall?.admitLike || vm.address6 === undefined) return undefined;
  const like = { name: seen.vm.name, address: seen.addresses[0], addresses6: own6(seen) };
  const known = required('the firewall', state.firewall);
  return known.rules6 && firewall.admitLike(farm, vm, like, known);
}

/** What of its IPv6 is for others to do, and what should be known of the rest. */
function ofIpv6(
  { pool, firewall }: Farm,
  { address6 }: AllocatedVm,
  admitted: Admitted | undefined,
): readonly string[] {
  if (address6 === undefined) return [];
  const made = {
    eui64: `${address6} is the address its guest makes of the MAC and the network's prefix (SLAAC)`,
    last: `${address6} is set in its guest where its source has its own there; no DHCPv6 entry is made`,
  };
  return [
    ...(pool.network6 ? [made[pool.network6.by]] : []),
    ...(admitted?.notes ?? []),
    ...(firewall && !admitted
      ? [`what may reach ${address6} is as the firewall has it for IPv6: no rule of it is written`]
      : []),
  ];
}

function asItIs({ personalise }: Farm): readonly string[] {
  return personalise === false
    ? ["its disk stays as it is copied (farm.yaml): a guest with a static address would start with its source's"]
    : [];
}

/** Throws Refusal where something else has one of the names the copy would have: a name with a CNAME can have no A record, nor a site's name two sites. */
function refuseTakenName({ name, instance, site }: Vm, owners: Owners): void {
  const taken = [
    ...owners.of({ name: instance }).map(({ by }) => `${instance}: ${by} has it`),
    ...(site === undefined ? [] : owners.of({ site }).map(({ by }) => `${site}: ${by} has it`)),
  ];
  if (taken.length > 0) throw new Refusal(`The names of ${name} are not free.`, ...new Set(taken));
}

function nameOf(farm: Farm, source: string, suffix: string): string {
  try {
    return cloneName(farm, source, suffix.toLowerCase());
  } catch (error) {
    throw error instanceof BadName ? new Refusal(`${error.message}.`) : error;
  }
}

/** The disks of an instance, to be copied. Throws Refusal where they are no plain volumes that farmhand can read. */
export function disksOf(farm: Farm, { name }: Vm, instance: Instance, state: FarmState): SourceDisks {
  const { node, template, volumes, disks, groups = [] } = instance;
  const storage = storageOn(farm, state, node);
  if (volumes.length === 0 && disks.length > 0)
    throw new Refusal(
      `${disks.length === 1 ? 'The disk' : 'Each disk'} of ${name} is ${template}, and only plain volumes are copied.`,
    );
  if (volumes.length !== disks.length)
    throw new Refusal(
      `${name} has ${counted(disks.length, 'disk')}, of which ${volumes.length} ${volumes.length === 1 ? 'is' : 'are'} on plain volumes: only those are copied.`,
    );
  const [first, ...more] = volumes.map((volume, index) => {
    const group = groupOfDisk(storage, instance, index);
    const extents = group?.volumes.find((one) => one.name === volume)?.extents;
    if (!group || extents === undefined) {
      const which = disks.length === 1 ? 'The disk' : `Disk ${index}`;
      const read = groupsOf(storage).map(({ volumeGroup }) => volumeGroup.name);
      throw new Refusal(
        `${which} of ${name}, ${volume}, is not in volume group ${read.join(' or ')}.`,
        ...unnamed(farm, groups[index], read),
      );
    }
    return { index, volume, ...inGroup(storage, group), extents, bytes: extents * group.volumeGroup.extentSize };
  });
  if (!first) throw new Refusal(`${name} has no disk to copy.`);
  return [first, ...more];
}

/** What to do about a disk in a volume group that was not read. */
function unnamed({ storage }: Farm, group: string | undefined, read: readonly string[]): readonly string[] {
  if (group === undefined || read.includes(group)) return [];
  return [`It is in ${group}: ${storage.kind}.other_volume_groups in farm.yaml names the groups farmhand may use.`];
}
