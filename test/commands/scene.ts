import { type Scene, sandboxFarm, sceneOn } from '../../main/scene.ts';
import type { SandboxSettings } from '../../platforms/sandboxes.ts';
import type { Farm } from '../../src/farm/farm.ts';
import { afterThisFile } from '../support/afterwards.ts';

export { type Scene, sceneOn };

/**
 * The farm without what takes two thirds of a clone's time: no firewall and no proxy that farmhand looks after, and disks that are
 * left as they are copied. For what is about none of them.
 */
export const bare = ({ firewall: _, proxy: __, ...farm }: Farm): Farm => ({ ...farm, personalise: false });

/** The whole of farmhand on a sandbox farm of its own. `change`: what is different from the sandbox's farm.yaml; `settings`: from the sandbox. */
export async function scene(
  change: (farm: Farm) => Farm = (farm) => farm,
  settings: SandboxSettings = {},
): Promise<Scene> {
  const { sandbox, farm } = await sandboxFarm(settings);
  afterThisFile(() => sandbox.close());
  const made = await sceneOn(sandbox, change(farm));
  afterThisFile(() => made.farmhand.stop());
  return made;
}

/** How a run stands; undefined: there is none. */
export const stateOf = async ({ farmhand }: Pick<Scene, 'farmhand'>, run: number) =>
  (await farmhand.engine.view(run))?.state;
