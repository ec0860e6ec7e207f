import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { comparable } from '../../platforms/sandboxes.ts';
import { bare, scene, stateOf } from './scene.ts';

describe('!destroy', () => {
  test('keeps the disks in the bin, and !undo gives the VM back as it was', async () => {
    const made = await scene();
    const { say, done, sandbox } = made;
    await done('!clone gallifrey dev');
    const { exec } = sandbox.hosts[0];
    await exec('gnt-instance modify -B vcpus=2 gallifrey-dev.xivo.vm.farm');
    await done('!memory gallifrey-dev 2G');
    const before = comparable(await sandbox.snapshot());
    const plan = (await say('!destroy gallifrey-dev')).join('\n');
    expect(plan).toContain('kept in the bin for 7 d');
    const told = (await made.approve()).join('\n');
    expect(told).toMatch(/gallifrey-dev is in the bin until 20\d\d-\d\d-\d\d \d\d:\d\d UTC/);
    expect((await exec('gnt-instance list --no-headers -o name')).stdout).not.toContain('gallifrey-dev');
    expect((await exec('lvs --noheadings -o lv_name,lv_tags -- all')).stdout).toMatch(
      /bin\.[0-9a-f]{8}\.disk0-gallifrey-dev\s+\S*farmhand\.bin\.3\.\d{8}T\d{6}Z\.gallifrey-dev\.you/,
    );
    await done('!undo 3');
    expect(await stateOf(made, 4)).toBe('done');
    expect(comparable(await sandbox.snapshot())).toEqual(before);
    expect(readFileSync(join(sandbox.hosts[0].folder, 'etc/bind/db.farm'), 'utf8')).toContain('gallifrey-dev');
  });
});

describe('!destroy of one’s own VM', () => {
  test('takes the asker’s own confirmation, and a second person where it is another’s or its disks are lost', async () => {
    const made = await scene((farm) => ({
      ...bare(farm),
      policy: [
        { ...(farm.policy.at(-1) as (typeof farm.policy)[number]), commands: ['destroy'], vms: ['*-tmp'], keep: 0 },
        ...farm.policy,
      ],
    }));
    const { say, done } = made;
    await done('!clone gallifrey dev');
    expect((await say('!destroy gallifrey-dev', 'sarah')).join('\n')).toContain('a second person');
    await say('!deny 2');
    await say('!destroy gallifrey-dev');
    await say('!approve 3');
    expect(await stateOf(made, 3)).toBe('done');
    await done('!clone gallifrey tmp');
    expect((await say('!destroy gallifrey-tmp')).join('\n')).toContain('a second person');
    await say('!approve 5');
    expect(await stateOf(made, 5)).toBe('waiting');
  });

  test('waits for a second person where who asks took it for themselves', async () => {
    const made = await scene(bare);
    const { say, done } = made;
    await done('!clone gallifrey dev');
    await say('!owner gallifrey-dev sarah', 'sarah');
    expect((await say('!destroy gallifrey-dev', 'sarah')).join('\n')).toContain('a second person');
  });

  test('waits for a second person as soon as it is given to another, who may be that person', async () => {
    const made = await scene(bare);
    const { say, done } = made;
    await done('!clone gallifrey dev');
    await say('!destroy gallifrey-dev');
    await say('!owner gallifrey-dev sarah');
    expect((await say('!approve 2')).join('\n')).toContain('somebody else has to approve it');
    expect(await stateOf(made, 2)).toBe('waiting');
    await say('!approve 2', 'sarah');
    expect(await stateOf(made, 2)).toBe('done');
  });
});

describe('!undo of a destruction', () => {
  test('is refused while the address that farm.yaml keeps for it is taken', async () => {
    const made = await scene(bare);
    const { say, done, sandbox } = made;
    await done('!clone gallifrey dev');
    await done('!destroy gallifrey-dev');
    await done('!clone gallifrey qa');
    const { vms } = made.farm;
    (vms as Map<string, unknown>).set('gallifrey-dev', { name: 'gallifrey-dev', address: '10.10.60.6' });
    expect((await say('!undo 2')).join('\n')).toMatch(/10\.10\.60\.6.* gallifrey-qa\.xivo\.vm\.farm/);
    expect((await sandbox.hosts[0].exec('gnt-instance list --no-headers -o name')).stdout).not.toContain(
      'gallifrey-dev',
    );
  });
});

test('a VM of which a destruction that was left half done has put the disks into the bin is not destroyed anew before that is taken back', async () => {
  const { say, done, sandbox } = await scene(bare);
  await done('!clone gallifrey dev');
  await sandbox.faults.tool('gnt-instance', { kind: 'fail' }, { when: 'remove --submit' });
  await done('!destroy gallifrey-dev');
  await say('!cancel 2');
  expect(await say('!destroy gallifrey-dev')).toEqual([
    expect.stringMatching(
      /^A destruction of gallifrey-dev that was left half done has put disks of it into the bin: bin\.\S+ on host01\.farm\.$/,
    ),
    '· !undo 2 gives them back; then !destroy gallifrey-dev.',
  ]);
  await done('!undo 2');
  await done('!destroy gallifrey-dev');
  expect((await say('!bin')).join()).toContain('!undo 4 gives it back');
  await done('!undo 4');
  expect((await say('!status gallifrey-dev'))[0]).toBe('gallifrey-dev: running on host01.farm, owner you');
});

test('a VM that comes back from the bin is its owner’s again, for as long as it was lent, though another had its name meanwhile', async () => {
  const { say, done } = await scene(bare);
  await done('!clone gallifrey dev for 14d');
  const before = await say('!list mine');
  await done('!destroy gallifrey-dev');
  for (const line of await say('!clone gallifrey dev', 'sarah')) expect(line).not.toContain('lease');
  await say('!approve 3', 'sarah');
  await done('!destroy gallifrey-dev');
  await done('!undo 2');
  expect(await say('!list mine')).toEqual(before);
});

test('what was decided of a VM while its destruction waited for approval is not lost by it: it comes back so', async () => {
  const { say, done } = await scene(bare);
  await done('!clone gallifrey dev for 14d');
  await say('!destroy gallifrey-dev');
  await say('!owner gallifrey-dev rose');
  await say('!extend gallifrey-dev for ever', 'rose');
  await say('!approve 2', 'sarah');
  await done('!undo 2');
  expect((await say('!status gallifrey-dev'))[0]).toBe('gallifrey-dev: running on host01.farm, owner rose');
});

describe('!purge', () => {
  test('takes a second person whatever the policy says, and what it removed cannot be had back', async () => {
    const made = await scene((farm) => ({
      ...bare(farm),
      policy: [
        {
          commands: [],
          vms: [],
          risks: ['destructive'],
          who: 'people',
          approvals: { need: 0, roles: [], askerCounts: true, expires: 60 },
        },
        ...farm.policy,
      ],
    }));
    const { say, sandbox } = made;
    await say('!clone gallifrey dev');
    await say('!approve 1');
    await say('!destroy gallifrey-dev');
    expect(await stateOf(made, 2)).toBe('done');
    expect(await say('!status gallifrey-dev')).toEqual([
      expect.stringMatching(/^gallifrey-dev is in the bin until .* UTC: !undo 2 gives it back\.$/),
    ]);
    expect((await say('!purge gallifrey-dev 7'))[0]).toBe(
      'gallifrey-dev is not in the bin by a run 7. !bin shows what is.',
    );
    expect((await say('!purge gallifrey-dev')).join('\n')).toContain('a second person');
    await say('!approve 3');
    expect(await stateOf(made, 3)).toBe('waiting');
    await say('!approve 3', 'sarah');
    expect(await stateOf(made, 3)).toBe('done');
    expect(await say('!bin')).toEqual(['The bin is empty.']);
    expect((await sandbox.hosts[0].exec('lvs --noheadings -o lv_name -- all')).stdout).not.toContain('gallifrey');
    expect((await say('!undo 2')).join('\n')).toContain('it is not in the bin any more');
  });
});
