import type { Farm } from '../../farm/farm.ts';
import { BadName, vmNamed, vmOfInstance } from '../../farm/naming.ts';
import type { Vm } from '../../farm/settings.ts';
import type { FarmState, Instance } from '../../farm/state.ts';
import { nearest } from '../nearest.ts';
import { Refusal } from '../refusal.ts';
import { day, listed } from '../words.ts';
import { hasPlaceholder } from './has-placeholder.ts';
import { inBin } from './in-bin.ts';
import { belongsToAnother } from './mistaken.ts';
import { whyNoVm } from './no-vm.ts';
import { required } from './required.ts';
import type { VmState } from './seen-vm.ts';
import { exists, vmNames, vmState } from './vm-state.ts';
import type { PlacedVolume } from './volumes.ts';

/** The VM a word names, by its name or its full name. Throws Refusal when it can be no name. */
function named(farm: Farm, word: string): Vm {
  try {
    return vmOfInstance(farm, word.toLowerCase()) ?? vmNamed(farm, word.toLowerCase());
  } catch (error) {
    throw error instanceof BadName ? new Refusal(`${error.message}.`) : error;
  }
}

/** The VM a word names, with what there is of it. Throws Refusal when it is none, or there is nothing anywhere, with the nearest name there is. */
export function found(farm: Farm, word: string, state: FarmState): VmState {
  const { name } = named(farm, word);
  const seen = vmState(farm, state, name);
  refuseNoVm(farm, state, seen);
  if (exists(seen)) return seen;
  required(farm.roles.hypervisor.title, state.instances);
  const binned = inBin(farm, state).findLast(({ vm }) => vm === name);
  if (binned) throw new Refusal(`${name} is in the bin until ${day(binned.until)}: !undo ${binned.run} gives it back.`);
  const close = nearest(name, vmNames(farm, state));
  throw new Refusal(`There is no ${name}. ${close ? `Did you mean ${close}?` : '!list shows what there is.'}`);
}

/** Throws Refusal when a name is that of something else than a VM. */
export function refuseNoVm(farm: Farm, state: FarmState, seen: VmState): void {
  const why = whyNoVm(farm, state, seen);
  if (why !== undefined) throw new Refusal(`${seen.vm.name} is no VM of the farm's: ${why}.`);
}

/** The VM a word names and its instance. Throws Refusal when the hypervisor has none. */
export function foundInstance(farm: Farm, word: string, state: FarmState): VmState & { readonly instance: Instance } {
  const seen = found(farm, word, state);
  const { vm, instance } = seen;
  if (instance) return { ...seen, instance };
  const { title } = farm.roles.hypervisor;
  required(title, state.instances);
  throw new Refusal(
    `${title} has no instance ${vm.instance}, only ${listed(places(farm, seen))} of it: ${wayToCleanUp(farm, state, seen)}`,
  );
}

/** What to do about what there is of a VM that is not whole: never to destroy what may be another's. */
export function wayToCleanUp(farm: Farm, state: FarmState, seen: VmState): string {
  const other = belongsToAnother(farm, state, seen);
  if (other !== undefined)
    return `that may be of ${other}. naming.instance in farm.yaml, or vms.${seen.vm.name}.instance, says what it is called.`;
  return seen.vm.protected
    ? `${seen.vm.name} is protected, so that is not removed by a command.`
    : `!destroy ${seen.vm.name} cleans up.`;
}

/** Throws Refusal when a VM has placeholders for disks. */
export function refuseUnfinished(farm: Farm, seen: VmState): void {
  if (hasPlaceholder(farm, seen))
    throw new Refusal(
      `${seen.vm.name} has no disks yet, only placeholders: the clone that makes it is not over, or was left half done. !status ${seen.vm.name} shows its run; !destroy ${seen.vm.name} removes what was left.`,
    );
}

/** Whether a VM runs. Throws Refusal when the hypervisor cannot tell. */
export function isRunning({ roles }: Farm, vm: Vm, instance: Instance): boolean {
  if (instance.running !== null) return instance.running;
  throw new Refusal(
    `${roles.hypervisor.title} cannot tell whether ${vm.name} runs: it says ${instance.status}. Look at its node ${instance.node} first.`,
  );
}

/** Where there is anything of a VM, in words: "DNS", "the proxy", … */
export function places({ roles }: Farm, seen: VmState): readonly string[] {
  const there: readonly (readonly [string, boolean])[] = [
    [roles.hypervisor.title, seen.instance !== undefined],
    ['DNS', seen.addresses.length + seen.addresses6.length > 0],
    ['reverse DNS', seen.pointers.length + seen.pointers6.length > 0],
    ['DHCP', seen.dhcpHosts.length > 0],
    ['the firewall', seen.variable !== undefined || seen.forwards.length + seen.rules6.length > 0],
    ['the proxy', seen.site !== undefined],
    ['the volume group', leftovers(seen).length > 0],
  ];
  return there.filter(([, is]) => is).map(([place]) => place);
}

/** Volumes that are no disk of the instance: what an unfinished clone left. Snapshots come first, since they go with their origin. */
export function leftovers({ instance, volumes }: VmState): readonly PlacedVolume[] {
  return volumes
    .filter(({ name }) => !instance?.volumes.includes(name))
    .toSorted((a, b) => Number(b.origin !== undefined) - Number(a.origin !== undefined));
}
