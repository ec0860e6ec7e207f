import { expect, test } from 'vitest';
import type { Scene } from '../../main/scene.ts';
import { mirrored } from '../support/two-nodes.ts';
import { scene } from './scene.ts';

/** A farm of two nodes where every VM is mirrored on the other one, but for those named. */
const twoNodes = (...plain: readonly string[]) => scene(undefined, mirrored(...plain));

async function ganeti({ sandbox }: Scene, command: string): Promise<string> {
  const { stdout, stderr, code } = await sandbox.hosts[0].exec(command);
  if (code !== 0) throw new Error(`${command}: ${stderr}`);
  return stdout.trim();
}

/** Which node an instance is on, and how it is there: "host01 running". */
async function place(farm: Scene, vm = 'gallifrey'): Promise<string> {
  const fields = await ganeti(
    farm,
    `gnt-instance list --no-headers --separator=' ' -o pnode,status ${vm}.xivo.vm.farm`,
  );
  return fields.replace('.farm', '');
}

async function role(farm: Scene, node = 'host02'): Promise<string> {
  const rows = await ganeti(farm, "gnt-node list --no-headers --separator=' ' -o name,role");
  return new RegExp(`^${node}\\.farm (.)$`, 'm').exec(rows)?.[1] ?? '';
}

async function latest({ farmhand: { engine } }: Scene) {
  const [head] = await engine.runs({ limit: 1 });
  const view = head && (await engine.view(head.run));
  if (!view) throw new Error('there is no run');
  return view;
}

async function memory(farm: Scene, vm = 'gallifrey'): Promise<string | undefined> {
  return /memory +(.*)$/m.exec((await farm.say(`!status ${vm}`)).join('\n'))?.[1];
}

test('a VM goes to the node of its mirror as it is, running or down, is worked with there, and comes back by an undo', async () => {
  const farm = await twoNodes();
  const { done } = farm;
  await done('!migrate gallifrey');
  expect(await place(farm)).toBe('host02 running');
  // Its balloon came with it, and is reached where it is by now.
  expect(await memory(farm)).toBe('1 GiB of 4 GiB');
  await done('!memory gallifrey 2G');
  expect(await memory(farm)).toBe('2 GiB of 4 GiB');
  await done('!undo 1');
  expect(await place(farm)).toBe('host01 running');
  expect(await memory(farm)).toBe('2 GiB of 4 GiB');

  await done('!migrate skaro host02');
  expect(await place(farm, 'skaro')).toBe('host02 ADMIN_down');
  expect(await farm.say('!list')).toContainEqual(expect.stringMatching(/^skaro +down \(ADMIN_down\) +host02\.farm/));
  expect(await farm.say('!status')).toContainEqual(expect.stringMatching(/^gallifrey +running +host01\.farm/));
  await done('!start skaro');
  expect(await place(farm, 'skaro')).toBe('host02 running');
});

test('a VM whose disk is on one node alone is moved with it while it is down, and brought back so', async () => {
  const farm = await twoNodes('gallifrey');
  const lines = await farm.say('!migrate gallifrey');
  expect(lines.join('\n')).toContain(
    'its disks (4 MiB) are on host01.farm alone, so they are copied, and it is down meanwhile',
  );
  await farm.say('!approve 1');
  expect(await place(farm)).toBe('host02 running');
  expect(await memory(farm)).toBe('1 GiB of 4 GiB');
  expect((await farm.say('!undo 1')).join('\n')).toContain('gallifrey is protected');
  await farm.done('!migrate gallifrey host01');
  expect(await place(farm)).toBe('host01 running');
});

test('what a dead node had goes on at its mirror, which a second person approves, and comes back once the node does', async () => {
  const farm = await twoNodes();
  await farm.done('!migrate gallifrey');
  await ganeti(farm, 'gnt-node modify --offline=yes host02.farm');
  expect(await farm.say('!migrate gallifrey')).toEqual([
    'host02.farm is offline, and nothing is migrated from there.',
    '· !migrate gallifrey --failover has it go on at the other copy of its disks, on host01.farm: what had not come there is lost.',
  ]);
  const plan = (await farm.say('!migrate gallifrey --failover')).join('\n');
  expect(plan).toContain('may be lost: what it wrote last');
  const { run } = await latest(farm);
  await farm.say(`!approve ${run}`);
  expect((await latest(farm)).state).toBe('waiting');
  await farm.say(`!approve ${run}`, 'sarah');
  expect((await latest(farm)).state).toBe('done');
  expect(await place(farm)).toBe('host01 running');
  expect(await memory(farm)).toBe('1 GiB of 4 GiB');

  expect((await farm.say(`!undo ${run}`)).join('\n')).toContain('host02.farm is offline');
  await ganeti(farm, 'gnt-node modify --drained=no host02.farm');
  await farm.done(`!undo ${run}`);
  expect(await place(farm)).toBe('host02 running');
});

test('a node is emptied and given no more, and its undoing gives it back what it had', async () => {
  const farm = await twoNodes();
  await farm.done('!migrate gallifrey');
  await farm.done('!migrate skaro');
  const plan = (await farm.say('!drain host02')).join('\n');
  expect(plan).toContain('have host02.farm given no more VMs');
  expect(plan).toContain('migrate gallifrey.xivo.vm.farm from host02.farm to host01.farm');
  const { run } = await latest(farm);
  await farm.say(`!approve ${run}`);
  expect((await latest(farm)).state).toBe('done');
  expect([await place(farm), await place(farm, 'skaro'), await role(farm)]).toEqual([
    'host01 running',
    'host01 ADMIN_down',
    'D',
  ]);
  expect(await farm.say('!migrate gallifrey')).toEqual(['gallifrey cannot go to host02.farm: host02.farm is drained.']);

  await farm.done(`!undo ${run}`);
  expect([await place(farm), await place(farm, 'skaro'), await role(farm)]).toEqual([
    'host02 running',
    'host02 ADMIN_down',
    'C',
  ]);
});

test('the undoing of a drain leaves alone what somebody did since, and brings the rest back', async () => {
  const farm = await twoNodes();
  await farm.done('!migrate gallifrey');
  await farm.done('!migrate skaro');
  await farm.done('!drain host02');
  const { run } = await latest(farm);
  await ganeti(farm, 'gnt-node modify --drained=no host02.farm');
  await ganeti(farm, 'gnt-instance failover -f skaro.xivo.vm.farm');
  await ganeti(farm, 'gnt-instance failover -f skaro.xivo.vm.farm');
  await ganeti(farm, 'gnt-instance remove --force skaro.xivo.vm.farm');
  await farm.done(`!undo ${run}`);
  expect((await latest(farm)).state).toBe('done');
  expect(await place(farm)).toBe('host02 running');
});

test('where the VM or the node is another by the time of the approval, nothing is done that was not approved', async () => {
  const farm = await twoNodes();
  const vm = 'gallifrey.xivo.vm.farm';
  /** What becomes of a planned migration when somebody does that by hand before it is approved. */
  const after = async (hand: string): Promise<string> => {
    await farm.say('!migrate gallifrey');
    const { run } = await latest(farm);
    await ganeti(farm, hand);
    const jobs = await ganeti(farm, 'gnt-job list --no-headers -o id');
    await farm.say(`!approve ${run}`);
    expect(await ganeti(farm, 'gnt-job list --no-headers -o id')).toBe(jobs);
    const { state, why } = await latest(farm);
    if (state === 'failed') await farm.say(`!cancel ${run}`);
    return `${state}: ${why}`;
  };
  expect(await after('gnt-node modify --offline=yes host02.farm')).toContain('to host02.farm: host02.farm is offline');
  await ganeti(farm, 'gnt-node modify --drained=no host02.farm');
  expect(await after('gnt-node modify --drained=yes host02.farm')).toContain('to host02.farm: host02.farm is drained');
  await ganeti(farm, 'gnt-node modify --drained=no host02.farm');
  expect(await after(`gnt-instance stop ${vm}`)).toContain(
    `it would run "gnt-instance failover -f ${vm}", the plan says "gnt-instance migrate -f ${vm}"`,
  );
  await ganeti(farm, `gnt-instance start ${vm}`);
  // What somebody did already is not done again.
  expect(await after(`gnt-instance migrate -f ${vm}`)).toMatch(/^done/);
  expect(await after(`gnt-instance remove --force ${vm}`)).toContain(`there is no ${vm}`);
});

test('while a node is being drained no VM is sent there or away, and while one is on its way the node is not drained', async () => {
  const farm = await twoNodes();
  expect((await farm.say('!drain host01')).join('\n')).toContain(
    "host01.farm is the cluster's master, which Ganeti does not drain",
  );
  await farm.done('!migrate gallifrey');
  await farm.say('!drain host02');
  expect((await farm.say('!migrate skaro', 'sarah'))[0]).toMatch(
    /^node host02\.farm is being worked on by run 2 \(drain host02\.farm/,
  );
  expect((await farm.say('!stop gallifrey', 'sarah'))[0]).toMatch(/^gallifrey is being worked on by run 2/);
  await farm.say('!deny 2');
  await farm.say('!migrate skaro');
  expect((await farm.say('!drain host02', 'sarah'))[0]).toMatch(
    /^(skaro|node host02\.farm) is being worked on by run 3/,
  );
});
