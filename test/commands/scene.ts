import { afterAll, vi } from 'vitest';
import { type Scene, sandboxFarm, sceneOn } from '../../main/scene.ts';
import type { Farm } from '../../src/farm/farm.ts';

export { type Scene, sceneOn };

/** Whole runs on a machine that may be busy with much else. */
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const closing: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** The whole of farmhand on a sandbox farm of its own. `change`: what is different from the sandbox's farm.yaml. */
export async function scene(change: (farm: Farm) => Farm = (farm) => farm): Promise<Scene> {
  const { sandbox, farm } = await sandboxFarm();
  closing.push(() => sandbox.close());
  const made = await sceneOn(sandbox, change(farm));
  closing.push(() => made.farmhand.stop());
  return made;
}
