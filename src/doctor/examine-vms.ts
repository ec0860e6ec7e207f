import { nearest } from '../bot/nearest.ts';
import { counted } from '../bot/words.ts';
import type { Farm } from '../farm/farm.ts';
import { type Finding, problem } from '../farm/finding.ts';
import { vmNamed, vmOfInstance } from '../farm/naming.ts';
import type { Named, Platform } from '../farm/platform.ts';
import { isInPool } from '../farm/pool.ts';
import { known } from '../farm/reading.ts';
import type { Vm } from '../farm/settings.ts';
import type { FarmState } from '../farm/state.ts';

/** How what farm.yaml says of VMs fits those the cluster has: the naming rules, protection, the pool. Nothing where those are not known. */
export function examineVms(farm: Farm, state: FarmState, platforms: readonly Platform[]): readonly Finding[] {
  if ('unknown' in state.instances) return [];
  const instances = state.instances.known.map(({ name }) => name);
  const vms = instances.flatMap((name) => vmOfInstance(farm, name) ?? []);
  const hypervisor = platforms.find(({ role }) => role === 'hypervisor')?.title ?? 'the cluster';
  return [
    ...naming(farm, instances, vms, hypervisor),
    ...guarded(farm, instances, vms),
    ...(vms.length === 0
      ? []
      : [...pool(farm, state, vms), ...platforms.flatMap(({ named }) => (named ? nothingOf(vms, named, state) : []))]),
  ];
}

function naming(farm: Farm, instances: readonly string[], vms: readonly Vm[], hypervisor: string): readonly Finding[] {
  const about = 'naming';
  const all = counted(instances.length, 'instance');
  if (instances.length === 0)
    return [{ is: 'ok', about, says: `${hypervisor} has no instance yet: the rules cannot be tried` }];
  if (vms.length === 0)
    return [
      problem(
        about,
        `the rules fit none of the cluster's ${all}, such as ${instances[0]}`,
        `naming.instance in farm.yaml is ${farm.naming.instance}; give it the form those names have.`,
      ),
    ];
  return [{ is: 'ok', about, says: `the rules fit ${vms.length} of the cluster's ${all}` }];
}

/** Protection of a name that no VM has protects nothing: mostly a misspelt one, or a VM that was renamed. */
function guarded(farm: Farm, instances: readonly string[], vms: readonly Vm[]): readonly Finding[] {
  return [...farm.vms.values()]
    .filter((own) => own.protected)
    .map(({ name }) => vmNamed(farm, name))
    .filter(({ instance }) => !instances.includes(instance))
    .map(({ name, instance }) => {
      const meant = nearest(
        name,
        vms.map((vm) => vm.name),
      );
      return {
        is: 'warning',
        about: `vms.${name}`,
        says: `it is protected, but the cluster has no ${instance}: this protects nothing`,
        mend: meant ? `Was ${meant} meant?` : 'Correct its name under vms in farm.yaml, or take it out there.',
      };
    });
}

/** VMs that are there already tell whether the pool is the farm's. */
function pool(farm: Farm, state: FarmState, vms: readonly Vm[]): readonly Finding[] {
  const addresses = known(state.forward, undefined)
    ?.records.filter(({ type, name }) => type === 'A' && vms.some(({ instance }) => instance === name))
    .map(({ value }) => value);
  if (!addresses?.length || addresses.some((address) => isInPool(farm.pool, address))) return [];
  return [
    problem(
      'pool',
      `none of the VMs' addresses is in ${farm.pool.network}, for example ${addresses[0]}`,
      'pool.network in farm.yaml is where new VMs get theirs.',
    ),
  ];
}

/** A service that has nothing of any VM knows them by other names than the naming rules give. */
function nothingOf(vms: readonly Vm[], { has, setting, there }: Named, state: FarmState): readonly Finding[] {
  const all = there(state);
  const names = vms.map((vm) => vm[setting]);
  if (!all || names.some((name) => name !== undefined && all.includes(name))) return [];
  return [
    {
      is: 'warning',
      about: 'naming',
      says: `${has} of none of the VMs, such as ${names[0]}`,
      mend: `naming.${setting} in farm.yaml names them.`,
    },
  ];
}
