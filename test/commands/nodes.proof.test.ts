import { existsSync, readdirSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { comparable, type Sandbox } from '../../platforms/sandboxes.ts';
import { vms } from '../../src/sandbox/vms.ts';
import { scene } from './scene.ts';

/** A farm of two nodes: gallifrey is on host01, skaro on host02. */
const twoNodes = {
  nodes: 2,
  vms: vms.map((vm) => (vm.name === 'skaro' ? { ...vm, host: 'host02' } : vm)),
};

/** Has skaro on the other node, as after a failover. */
async function failedOver({ folder }: Sandbox): Promise<void> {
  const name = 'skaro.xivo.vm.farm';
  const disk = vms.find((vm) => vm.name === 'skaro')?.volume;
  const file = join(folder, 'host01/state/ganeti/instances', name);
  await writeFile(file, (await readFile(file, 'utf8')).replace('host02.farm', 'host01.farm'));
  for (const path of [`running/${name}`, `lvm/all.d/${disk}`, `lvm/all.open/${disk}.${name}`])
    await rename(join(folder, 'host02/state', path), join(folder, 'host01/state', path));
}

describe('on a farm of two nodes', () => {
  test('a VM is started, ballooned, given memory and stopped on the node it is on', async () => {
    const { say, done, sandbox } = await scene(undefined, twoNodes);
    const runsOn = (host: string) => existsSync(join(sandbox.folder, host, 'state/running/skaro.xivo.vm.farm'));
    await done('!start skaro');
    expect([runsOn('host01'), runsOn('host02')]).toEqual([false, true]);
    const status = await say('!status skaro');
    expect(status[0]).toBe('skaro: running on host02.farm, protected');
    expect(status.join('\n')).toMatch(/memory +1 GiB of 4 GiB/);
    await done('!memory skaro 2G');
    expect((await say('!status skaro')).join('\n')).toMatch(/memory +2 GiB of 4 GiB/);
    await done('!restart skaro');
    expect(await say('!list')).toContainEqual(expect.stringMatching(/^skaro +running +host02\.farm /));
    await done('!stop skaro');
    expect(runsOn('host02')).toBe(false);
    expect((await say('!runs')).filter((line) => / done /.test(line))).toHaveLength(4);
  });

  test('a clone is made where its source is, and destroyed there; the status has the room of both', async () => {
    const { say, done, sandbox } = await scene(undefined, twoNodes);
    const before = await sandbox.snapshot();
    await done('!clone skaro dev');
    expect((await say('!status skaro-dev'))[0]).toBe('skaro-dev: running on host02.farm, owner you');
    const lines = await say('!status');
    expect(lines).toContainEqual(
      expect.stringMatching(/^host01\.farm: 22\.6 GiB of 24 GiB of memory free, .*volume group all/),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(/^host02\.farm: 22\.6 GiB of 24 GiB of memory free, .*volume group all/),
    );
    expect(await say('!status host02')).toContainEqual(
      'host02 is a host of the farm: the node host02.farm, storage, DNS, DHCP, the firewall and the proxy.',
    );
    await done('!destroy skaro-dev');
    await done('!undo');
    expect((await say('!status skaro-dev'))[0]).toBe('skaro-dev: running on host02.farm, owner you');
    await done('!destroy skaro-dev');
    await done('!purge skaro-dev');
    expect(await sandbox.snapshot()).toEqual(before);
  });

  test('a clone goes to the node that was asked for, over the network, and nothing of it stays anywhere when it is undone', async () => {
    const { say, done, sandbox, farmhand } = await scene(undefined, twoNodes);
    const before = comparable(await sandbox.snapshot());
    const plan = await say('!plan clone gallifrey dev --node HOST02');
    expect(plan).toContainEqual(expect.stringMatching(/\bnode host02\.farm\b/));
    expect(plan.join('\n')).toContain("its disks go over the network, from host01 to host02 by Ganeti's SSH");
    await done('!clone gallifrey dev --node host02');
    // Nobody drains the node meanwhile.
    const view = await farmhand.engine.view(1);
    expect(view?.plan.locks).toContainEqual({ key: 'node:host02.farm', mode: 'shared' });
    expect((await say('!status gallifrey-dev'))[0]).toBe('gallifrey-dev: running on host02.farm, owner you');
    const [host01, host02] = sandbox.hosts.map(({ folder }) => join(folder, 'state/lvm/all.d'));
    expect([readdirSync(host01 ?? '').length, readdirSync(host02 ?? '').length]).toEqual([1, 2]);
    await done('!undo');
    expect(comparable(await sandbox.snapshot())).toEqual(before);
  });

  test('a clone that is mirrored has its disk on both nodes, in sync in the end, and nothing of it stays on either when it is destroyed', async () => {
    const { say, done, sandbox, farmhand } = await scene(undefined, twoNodes);
    const before = comparable(await sandbox.snapshot());
    const [host01 = '', host02 = ''] = sandbox.hosts.map(({ folder }) => join(folder, 'state/lvm/all.d'));
    const volumes = (folder: string) => readdirSync(folder).map((name) => name.replace(/^[0-9a-f-]{36}/, 'UUID'));
    const plan = (await say('!plan clone gallifrey dev --mirror HOST02')).join('\n');
    expect(plan).toMatch(/\bmirror host02\.farm\b/);
    expect(plan).toMatch(/^mirror +have the disks of gallifrey-dev.xivo.vm.farm mirrored on host02.farm/m);
    await done('!clone gallifrey dev --mirror host02');
    const view = await farmhand.engine.view(1);
    expect(view?.plan.command).toBe('clone gallifrey dev --mirror host02.farm');
    expect(view?.plan.locks).toContainEqual({ key: 'node:host02.farm', mode: 'shared' });
    expect(view?.steps.find(({ id }) => id === 'sync')).toMatchObject({
      state: 'done',
      progress: { part: expect.any(Number) },
    });
    expect(volumes(host01)).toEqual(expect.arrayContaining(['UUID.disk0_data', 'UUID.disk0_meta', 'UUID.disk0']));
    expect(volumes(host02)).toEqual(expect.arrayContaining(['UUID.disk0_data', 'UUID.disk0_meta']));
    const destroy = (await done('!destroy gallifrey-dev')).join('\n');
    expect(destroy).toContain('the bin cannot keep them, since Ganeti keeps them as drbd, and adopts none that are');
    expect(comparable(await sandbox.snapshot())).toEqual(before);
  });

  test.each([
    ['!clone gallifrey dev --node hsot02', 'There is no node hsot02. Did you mean host02.farm?'],
    ['!clone gallifrey dev --node', '--node takes the name of a node.'],
    ['!clone gallifrey dev --nod host02', 'it has no option --nod, only --node and --mirror'],
    ['!clone gallifrey dev --mirror', '--mirror takes the name of the node that is to have its disks too.'],
    [
      '!clone gallifrey dev --node host02 --mirror host02',
      'host02.farm has the disks of gallifrey-dev itself: their mirror is to be on another node.',
    ],
  ])('%s is refused', async (text, why) => {
    const { say } = await scene(undefined, twoNodes);
    expect((await say(text)).join('\n')).toContain(why);
  });

  test('what was planned before a failover stops, says why, and can be asked for again', async () => {
    const { say, done, sandbox } = await scene(undefined, twoNodes);
    await done('!start skaro');
    await say('!memory skaro 2G');
    await failedOver(sandbox);
    expect((await say('!approve 2', 'sarah')).join('\n')).toContain(
      'skaro.xivo.vm.farm is on the node host01.farm now, and this would be done on host02.farm: ask for it again',
    );
    expect((await say('!status skaro'))[0]).toBe('skaro: running on host01.farm, protected');
    await done('!memory skaro 2G');
    expect((await say('!status skaro')).join('\n')).toMatch(/memory +2 GiB of 4 GiB/);
  });

  test('of a VM on a node that farm.yaml has no host for, commands are refused, and say which setting to add', async () => {
    const one = (nodes: ReadonlyMap<string, string>) => new Map([...nodes].filter(([node]) => node === 'host01.farm'));
    const { say } = await scene(
      (farm) => ({ ...farm, hypervisor: { ...farm.hypervisor, nodes: one(farm.hypervisor.nodes) } }),
      twoNodes,
    );
    const why =
      'I cannot plan that: farm.yaml says no host for the node host02.farm: ganeti.nodes needs a line host02.farm: HOST, with HOST one of hosts.';
    for (const text of ['!start skaro', '!clone skaro dev', '!memory skaro 2G', '!resize skaro --vcpus 2'])
      expect(await say(text)).toEqual([why]);
  });
});
