import { record } from '../../platforms/bind/steps.ts';
import { copy, removeSnapshot, snapshot, volume } from '../../platforms/lvm/steps.ts';
import { site } from '../../platforms/nginx/steps.ts';
import type { Wanted } from '../../src/engine/plan.ts';
import type { Farm } from '../../src/farm/farm.ts';
import { vmNamed } from '../../src/farm/naming.ts';
import { Procedure } from '../../src/farm/procedure.ts';
import type { AllocatedVm } from '../../src/farm/settings.ts';

/** A volume each host has, of one extent. */
export const source = { index: 0, volume: 'source', extents: 1, bytes: 4 * 2 ** 20 };

/** The VM the run of that number makes a disk, a record and a site for. */
export function vmOf(farm: Farm, number: number): AllocatedVm {
  const address = `10.10.${Math.floor(number / 200) + 100}.${(number % 200) + 1}`;
  return { ...vmNamed(farm, `r${number}`), address, mac: '52:54:86:b3:3f:10' };
}

export function hostOf(farm: Farm, number: number): string {
  const hosts = [...farm.hosts.keys()].filter((name) => name.startsWith('host'));
  return hosts[number % hosts.length] ?? '';
}

/** Steps with all that is hard about one (volumes, a detached copy, a file many edit, a file of its own), all on one host of the farm. */
export function wanted(farm: Farm, number: number): Wanted {
  const host = hostOf(farm, number);
  const there = farmOn(farm, host);
  const vm = vmOf(farm, number);
  const clone = new Procedure();
  const frozen = clone.step('snapshot', snapshot(there, [source], vm, '/unused'));
  const made = clone.step('volume', volume(there, source, vm));
  const copied = clone.step('copy', copy(there, source, vm), frozen, made);
  clone.step('remove-snapshot', removeSnapshot(there, source, vm), copied);
  const named = clone.step('a-record', record(there, vm));
  clone.step('proxy', site(there, vm), named);
  return {
    command: `make ${vm.name}`,
    title: `make ${vm.name} on ${host}`,
    subjects: [vm.name],
    values: [],
    notes: [],
    locks: [{ key: `vm:${vm.name}`, mode: 'exclusive' }],
    steps: clone.steps,
  };
}

/** The farm as if everything of it were on one host. In a sandbox a host's files are in a folder of its name. */
function farmOn(farm: Farm, host: string): Farm {
  const moved = JSON.parse(
    JSON.stringify({ storage: farm.storage, dns: farm.dns, proxy: farm.proxy }).replaceAll(/host0[12]/g, host),
  ) as Pick<Farm, 'storage' | 'dns' | 'proxy'>;
  return { ...farm, ...moved };
}
