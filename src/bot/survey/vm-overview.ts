import type { Farm } from '../../farm/farm.ts';
import { unknowns } from '../../farm/reading.ts';
import type { FarmState } from '../../farm/state.ts';
import type { Ownerships } from '../ownership.ts';
import { counted, listed } from '../words.ts';
import { disagreements } from './disagreements.ts';
import { vmStates } from './vm-state.ts';
import { type AskedVms, isDown, isInTrouble, type ListedVm, runs } from './vm-words.ts';

/** VMs in trouble that a headline names. */
const mostNamed = 3;

/** The farm's VMs: those in trouble first, then those that are down, then all else, each by name. */
export function listedVms(farm: Farm, state: FarmState, held: Pick<Ownerships, 'of'>): readonly ListedVm[] {
  const all = vmStates(farm, state).map((seen) => ({
    seen,
    trouble: disagreements(farm, state, seen),
    own: held.of(seen.vm.name, seen.instance),
  }));
  const rank = (vm: ListedVm) => (isInTrouble(vm) ? 0 : isDown(vm) ? 1 : 2);
  return all.toSorted((a, b) => rank(a) - rank(b));
}

/** "33 VMs: 30 run, 2 down, 1 in trouble: skaro (DHCP has no host of it)": each VM counts once. */
export function vmsHeadline(vms: readonly ListedVm[]): string {
  const bad = vms.filter(isInTrouble);
  const well = vms.filter((vm) => !isInTrouble(vm));
  const [up, down] = [well.filter(runs).length, well.filter(isDown).length];
  const counts = [
    ...(up > 0 ? [`${up} run${up === 1 ? 's' : ''}`] : []),
    ...(down > 0 ? [`${down} down`] : []),
    ...(well.length > up + down ? [`${well.length - up - down} not known`] : []),
    ...(bad.length > 0 ? [`${bad.length} in trouble: ${troubled(bad)}`] : []),
  ];
  return `${counted(vms.length, 'VM')}${counts.length > 0 ? `: ${counts.join(', ')}` : ''}`;
}

/** Those in trouble by name; of the only one, and of its only trouble, what it is. */
function troubled(bad: readonly ListedVm[]): string {
  const [one, ...others] = bad;
  if (one && others.length === 0) return `${one.seen.vm.name}${said(one.trouble)}`;
  const names = bad.slice(0, mostNamed).map(({ seen }) => seen.vm.name);
  const left = bad.length - names.length;
  return left === 0 ? listed(names) : `${names.join(', ')} and ${counted(left, 'other')}`;
}

function said([first, ...more]: readonly string[]): string {
  return more.length > 0 ? '' : ` (${first})`;
}

/** What is wrong, a line a VM, but for what the headline says whole. */
export function troubles(vms: readonly ListedVm[]): readonly string[] {
  const bad = vms.filter(isInTrouble);
  if (bad.length === 1 && bad[0]?.trouble.length === 1) return [];
  return bad.map(({ seen, trouble }) => `${seen.vm.name}: ${trouble.join('; ')}`);
}

/** What is said where no VM is as asked for. */
export function noVm({ none }: Pick<AskedVms, 'none'>, state: FarmState): string {
  if (unknowns(state).length > 0) return 'I found no such VM, and could not look everywhere.';
  return none === '' ? 'There is no VM.' : `No VM ${none}.`;
}
