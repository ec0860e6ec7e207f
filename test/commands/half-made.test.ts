import { describe, expect, test } from 'vitest';
import { comparable } from '../../platforms/sandboxes.ts';
import { bare, scene } from './scene.ts';

const name = 'gallifrey-dev.xivo.vm.farm';

/** A clone of which the placeholder cannot be removed: its instance is there, and its copy too. */
async function halfMade() {
  const made = await scene(bare);
  const before = comparable(await made.sandbox.snapshot());
  await made.sandbox.faults.tool('lvremove', { kind: 'fail' }, { when: '.disk0' });
  await made.done('!clone gallifrey dev');
  const view = await made.farmhand.engine.view(1);
  expect(view?.steps.filter(({ state }) => state === 'failed')).toMatchObject([{ id: 'replace' }]);
  const now = async () => comparable(await made.sandbox.snapshot());
  return { ...made, before, now };
}

describe('a clone that has its instance and not its disks', () => {
  test('is shown as what it is, cannot be started nor copied, and is removed by !destroy', async () => {
    const { say, done, before, now } = await halfMade();
    expect((await say('!status gallifrey-dev')).join('\n')).toContain(
      'it has placeholders for disks, and cannot boot: the clone that makes it is not over, or was left half done',
    );
    await say('!cancel 1');
    const none =
      'gallifrey-dev has no disks yet, only placeholders: the clone that makes it is not over, or was left half done. !status gallifrey-dev shows its run; !destroy gallifrey-dev removes what was left.';
    expect(await say('!start gallifrey-dev')).toEqual([none]);
    expect(await say('!clone gallifrey-dev test')).toEqual([none]);
    await done('!destroy gallifrey-dev');
    expect(await now()).toEqual(before);
  });

  test('is gone on with by !retry once nobody has its placeholder open', async () => {
    const { say, sandbox, farmhand } = await halfMade();
    const { exec } = sandbox.hosts[0];
    await exec(`gnt-instance start ${name}`);
    expect((await say('!retry 1')).join('\n')).toContain(`gnt-instance stop ${name} on host01, then retry`);
    await exec(`gnt-instance stop ${name}`);
    await say('!retry 1');
    expect((await farmhand.engine.view(1))?.state).toBe('done');
    expect((await say('!status gallifrey-dev')).join('\n')).not.toContain('placeholder');
  });

  test('is taken back by !undo, the copy that has no instance yet too', async () => {
    const { done, before, now } = await halfMade();
    await done('!undo 1');
    expect(await now()).toEqual(before);
  });
});

test('the instance is added and host keys are made while the disk is copied, and it has it before it starts', async () => {
  const { say, farmhand } = await scene();
  const plan = (await say('!clone gallifrey dev')).join('\n');
  const [run] = await farmhand.engine.unsettled();
  const after = new Map(run?.plan.steps.map(({ id, after }) => [id, after]));
  expect(after.get('add')).toEqual(['placeholder']);
  expect(after.get('host-keys')).toEqual([]);
  expect(after.get('personalise')).toEqual(['copy', 'host-keys']);
  expect(after.get('replace')).toEqual(['add', 'copy', 'personalise']);
  expect(after.get('still-free')).toEqual(['add', 'copy', 'personalise', 'dhcp-host']);
  expect(after.get('start')).toEqual(['replace', 'still-free']);
  expect(after.get('firewall')).toEqual(['a-record', 'dhcp-host', 'replace']);
  const order = [
    'placeholder all/gallifrey-dev',
    `add the instance ${name}`,
    `give ${name} its copied disk`,
    `start ${name}`,
  ];
  const places = order.map((title) => plan.indexOf(title));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places[0]).toBeGreaterThan(-1);
});
