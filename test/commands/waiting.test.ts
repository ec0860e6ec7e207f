import { expect, test } from 'vitest';
import { scene } from './scene.ts';

test('!status and !list say what is frozen, and what runs that wait wait for', async () => {
  const { say, clear } = await scene();
  await say('!stop gallifrey');
  expect(await say('!status gallifrey')).toContainEqual(
    expect.stringMatching(/^run 1 is waiting for you or anybody else on the farm: stop gallifrey/),
  );
  await say('!freeze all until 2099-01-01 because the disks are counted');
  const held = 'everything is frozen until Thu 2099-01-01 00:00 UTC (you, run 2): the disks are counted';
  const shown = await say('!status gallifrey');
  expect(shown).toContain(held);
  expect(shown).toContainEqual(expect.stringContaining(`; it cannot begin now: ${held}`));
  expect(await say('!status')).toContain(held);
  expect(await say('!list')).toContain(held);
  await clear();
  await say('!freeze off');
  for (const words of ['!status', '!list']) expect((await say(words)).join('\n')).not.toContain('frozen');
});
