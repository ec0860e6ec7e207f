import { describe, expect, test } from 'vitest';
import { comparable } from '../../platforms/sandboxes.ts';
import { bare, scene, stateOf } from './scene.ts';

describe('!undo of a destruction', () => {
  test('proposes another address and port where others have its own by now, says who, and is taken back to the byte', async () => {
    const made = await scene();
    const { say, done, sandbox } = made;
    await done('!clone gallifrey dev');
    const [mac] = /52(:[0-9a-f]{2}){5}/.exec((await say('!status gallifrey-dev')).join('\n')) ?? [];
    await done('!destroy gallifrey-dev');
    await done('!clone gallifrey qa');
    const before = comparable(await sandbox.snapshot());
    const plan = (await say('!undo 2')).join('\n');
    expect(plan).toMatch(/10\.10\.60\.6 is taken by now: .*gallifrey-qa/);
    expect(plan).toMatch(/port 22006 is taken by now: port 22006 leads to 10\.10\.60\.6/);
    expect(plan).toContain('so it comes back at 10.10.60.7, and its SSH at port 22007');
    await made.approve();
    expect(await stateOf(made, 4)).toBe('done');
    const there = (await say('!status gallifrey-dev')).join('\n');
    for (const one of ['running', '10.10.60.7', '22007', String(mac)]) expect(there).toContain(one);
    expect(there.replace(/.*another packaging farm.*/, '')).not.toContain('look at this');
    expect((await say('!status gallifrey-qa')).join('\n')).toContain('10.10.60.6');
    await done('!undo 4');
    expect(await stateOf(made, 5)).toBe('done');
    expect(comparable(await sandbox.snapshot())).toEqual(before);
  });

  test('is refused while something else has the VM’s name, and says what', async () => {
    const made = await scene(bare);
    const { say, done } = made;
    await done('!clone gallifrey dev');
    await done('!destroy gallifrey-dev');
    await done('!clone gallifrey qa');
    const plan = (await say('!undo 2')).join('\n');
    expect(plan).toMatch(/10\.10\.60\.6 is taken by now: .* gallifrey-qa\.xivo\.vm\.farm/);
    expect(plan).toContain('so it comes back at 10.10.60.7;');
    await made.clear();
    await done('!destroy gallifrey-qa');
    await done('!clone gallifrey dev');
    expect(await say('!undo 2')).toEqual([
      'Run 2 cannot be undone.',
      "what it took away cannot come back while its name is another's: gallifrey-dev.xivo.vm.farm is another instance now, made since: it is left alone",
    ]);
    await done('!destroy gallifrey-dev');
    expect((await say('!purge gallifrey-dev'))[0]).toBe('gallifrey-dev is in the bin more than once. Say which:');
    await done('!undo 2');
    expect((await say('!status gallifrey-dev'))[0]).toBe('gallifrey-dev: running on host01.farm, owner you');
    const [headline, ...rows] = await say('!bin');
    expect(headline).toMatch(/^2 VMs in the bin: /);
    expect(rows.map((line) => line.split(' ')[0])).toEqual(['gallifrey-qa', 'gallifrey-dev']);
  });
});
