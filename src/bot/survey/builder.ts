import type { Farm } from '../../farm/farm.ts';
import type { ReadFarm } from '../../farm/read-parts.ts';
import type { FarmFiles } from '../../farm/roles/builder.ts';
import type { BuildSettings, Vm } from '../../farm/settings.ts';
import type { FarmState, Instance } from '../../farm/state.ts';
import { Refusal } from '../refusal.ts';
import { listed } from '../words.ts';
import { required } from './required.ts';
import { found } from './vm.ts';

/** A VM that is there, and what it builds. */
export interface Builder {
  readonly vm: Vm;
  readonly build: BuildSettings;
  /** Absent where the hypervisor has none, or could not be asked. */
  readonly instance?: Instance;
}

/** The packaging farm a word names. Throws Refusal when there is no such VM, or it is none. */
export function builder(farm: Farm, word: string, state: FarmState): Builder {
  const { vm, instance } = found(farm, word, state);
  const build = farm.vms.get(vm.name)?.build;
  if (build) return { vm, build, ...(instance && { instance }) };
  const others = [...farm.vms.values()].filter((one) => one.build).map(({ name }) => name);
  const those = others.length > 0 ? ` These do: ${listed(others)}.` : '';
  throw new Refusal(`${vm.name} builds nothing: farm.yaml says what a VM builds in vms.${vm.name}.build.${those}`);
}

/** Two packaging farms of one meta package, with their settings. Throws Refusal. */
export async function twoBuilders(
  farm: Farm,
  words: readonly [string, string],
  state: FarmState,
  read: ReadFarm,
): Promise<readonly [Builder & { readonly files: FarmFiles }, Builder & { readonly files: FarmFiles }]> {
  const [one, other] = [builder(farm, words[0], state), builder(farm, words[1], state)];
  if (one.vm.name === other.vm.name) throw new Refusal(`${one.vm.name} is as itself. Name two VMs.`);
  if (one.build.meta !== other.build.meta) {
    throw new Refusal(
      `${one.vm.name} builds ${one.build.meta}, and ${other.vm.name} builds ${other.build.meta}: they have nothing to keep in sync.`,
    );
  }
  const { files } = farm.roles.builder;
  const seen = await read({ one: files(one.build), other: files(other.build) });
  return [
    { ...one, files: required(`the settings of ${one.vm.name}`, seen.one) },
    { ...other, files: required(`the settings of ${other.vm.name}`, seen.other) },
  ];
}
