import { describe, expect, test } from 'vitest';
import { type Scene, scene } from './scene.ts';

const dev = 'gallifrey-dev.xivo.vm.farm';

async function made(): Promise<Scene> {
  return scene((farm) => ({ ...farm, proof: { ...farm.proof, timeout: 1 } }));
}

const latest = async ({ farmhand: { engine } }: Scene) => {
  const [head] = await engine.runs({ limit: 1 });
  const view = head && (await engine.view(head.run));
  if (!view) throw new Error('there is no run');
  return view;
};

describe('!undo of a clone', () => {
  test('that was destroyed since leaves alone what was cloned anew under its name, and says whose that is', async () => {
    const farm = await made();
    await farm.done('clone gallifrey dev');
    await farm.done('destroy gallifrey-dev');
    await farm.say('clone gallifrey dev', 'rose');
    await farm.say('approve 3', 'rose');
    const before = await farm.sandbox.snapshot();
    expect(await farm.say('undo 1')).toEqual([
      'Run 1 cannot be undone.',
      `the ${dev} that run 1 made was destroyed by run 2; what bears its name now was made by run 3`,
    ]);
    expect((await farm.say('undo'))[0]).toContain('cannot be undone');
    expect((await latest(farm)).run).toBe(3);
    expect(await farm.sandbox.snapshot()).toEqual(before);
  });
});
