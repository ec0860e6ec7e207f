import type { Farm } from '../../farm/farm.ts';
import type { ReadFarm } from '../../farm/read-parts.ts';
import type { Builder } from '../../farm/roles/builder.ts';
import type { BuildSettings } from '../../farm/settings.ts';
import type { FarmState } from '../../farm/state.ts';
import { Refusal } from '../refusal.ts';
import { required } from './required.ts';
import { vmState } from './vm-state.ts';

/** The packaging farms that feed the same repository as another. */
export interface SharedRepository {
  readonly there: readonly BuildSettings[];
  /** Names of those farm.yaml has settings for, but the hypervisor has no instance. */
  readonly absent: readonly string[];
}

/** The other packaging farms that feed the repository. Throws Refusal where one of them cannot be asked what it has published. */
export function sharedRepositoryOf(farm: Farm, { host, feeds }: BuildSettings, state: FarmState): SharedRepository {
  const others = [...farm.vms.values()].flatMap(({ name, build }) =>
    build && feeds !== undefined && build.feeds === feeds && name !== host ? [{ name, build }] : [],
  );
  if (others.length === 0) return { there: [], absent: [] };
  required(farm.roles.hypervisor.title, state.instances);
  const instance = (name: string) => vmState(farm, state, name).instance;
  const stopped = others.find(({ name }) => instance(name)?.running === false);
  if (stopped) {
    throw new Refusal(
      `${stopped.name} feeds ${feeds} as ${host} does, and does not run: it cannot be asked which versions it has published.`,
      `!start ${stopped.name} first.`,
    );
  }
  return {
    there: others.filter(({ name }) => instance(name)).map(({ build }) => build),
    absent: others.filter(({ name }) => !instance(name)).map(({ name }) => name),
  };
}

/** Throws Refusal where a version that would be built is another farm's already. */
export async function refuseCollisions(
  builder: Builder,
  read: ReadFarm,
  build: BuildSettings,
  sharing: readonly BuildSettings[],
  asked: { readonly target: string; readonly how: 'graph' | 'alone' | 'force'; readonly revision: string },
): Promise<void> {
  if (sharing.length === 0) return;
  const { target, how, revision } = asked;
  const [own, others] = await Promise.all([
    read({
      wanted: builder.wanted(build, target, revision),
      held: builder.held(build),
    }),
    read(Object.fromEntries(sharing.map((other) => [other.host, builder.held(other)]))),
  ]);
  const wanted = required(`what would be built on ${build.host}`, own.wanted).filter(({ name, stale }) =>
    how === 'graph' ? stale : name === target || (how === 'force' && stale),
  );
  const theirs = sharing.map(
    ({ host }) => [host, required(`what ${host} has published`, others[host] as (typeof own)['held'])] as const,
  );
  const collisions = builder.collisionsOf(
    wanted,
    new Map(theirs),
    required(`what ${build.host} has published`, own.held),
  );
  if (collisions.length === 0) return;
  throw new Refusal(
    `${build.feeds} takes a version once, and a build makes files with checksums of their own:`,
    ...collisions.map((one) => `  ${builder.inWords(one)}`),
    `Nothing was changed. ${builder.otherVersions(build)}`,
  );
}
