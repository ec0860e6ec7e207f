import { describe, expect, test } from 'vitest';
import { scene } from './scene.ts';

describe('!destroy', () => {
  const shared = scene();

  test('cleans up what is half made, and only what is there', async () => {
    const { say, done, sandbox, farmhand } = await scene();
    await sandbox.faults.tool('gnt-instance', { kind: 'fail' }, { when: 'add' });
    await done('!clone gallifrey dev');
    expect((await farmhand.engine.view(1))?.state).toBe('failed');
    expect((await say('!destroy gallifrey-dev'))[0]).toContain('is being worked on by run 1');
    await say('!cancel 1');
    const plan = (await say('!destroy gallifrey-dev')).join('\n');
    expect(plan).toContain('remove the volume all/gallifrey-dev');
    expect(plan).not.toContain('stop gallifrey-dev');
    await say('!approve 2', 'sarah');
    expect((await farmhand.engine.view(2))?.state).toBe('done');
    expect((await say('!status gallifrey-dev'))[0]).toContain('There is no gallifrey-dev.');
  });

  test.each([
    ['of a protected VM', '!destroy gallifrey', 'gallifrey is protected; farm.yaml says so, under vms.'],
    ['of none', '!destroy tardis', 'There is no tardis. !list shows what there is.'],
    [
      'of what is no name',
      '!destroy "x; reboot"',
      '"x; reboot" is no name for a VM: it takes small letters, digits and dashes.',
    ],
    [
      'of two words in quotes',
      '!destroy "x y"',
      '"x y" is no name for a VM: it takes small letters, digits and dashes.',
    ],
    ['of a name that ends with a dash', '!destroy skaro-', '"skaro-" is no name for a VM: a dash stands inside only.'],
  ])('%s is refused', async (_, text, answer) => {
    const { say, farmhand } = await shared;
    expect(await say(text)).toEqual([answer]);
    expect(await farmhand.engine.runs()).toEqual([]);
  });

  test.each(['--force', '"--force"'])('of an option, %s, is refused', async (option) => {
    const { say, farmhand } = await shared;
    expect(await say(`!destroy ${option}`)).toEqual([
      'destroy: it has no options, and --force is written like one.',
      'Usage: !destroy VM, for example !destroy gallifrey',
    ]);
    expect(await farmhand.engine.runs()).toEqual([]);
  });
});
