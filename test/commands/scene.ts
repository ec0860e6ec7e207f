import { type Scene, sandboxFarm, sceneOn } from '../../main/scene.ts';
import type { SandboxSettings } from '../../platforms/sandboxes.ts';
import type { Farm } from '../../src/farm/farm.ts';
import { afterThisFile } from '../support/afterwards.ts';

export { type Scene, sceneOn };

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
