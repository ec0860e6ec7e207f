import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sandboxFarm, staged } from '../../main/scene.ts';
import type { Sandbox, SandboxSettings } from '../../platforms/sandboxes.ts';
import { vms6, volumesOf } from '../../src/sandbox/vms.ts';
import { twoDisks } from '../sandbox/several-disks.ts';
import { afterThisTest } from '../support/afterwards.ts';
import { Turns } from '../support/turns.ts';

/** farmhand on such a farm, and how its hosts are read for the plan of a command. */
async function counted(settings: SandboxSettings = {}) {
  const { sandbox, farm } = await sandboxFarm(settings);
  afterThisTest(() => sandbox.close());
  const turns = new Turns();
  const { farmhand, ...staging } = await staged(farm, { instrumentation: turns.instrumentation });
  afterThisTest(() => farmhand.stop());
  const planOf = async (text: string) => {
    let lines: readonly string[] = [];
    const taken = await turns.of(async () => {
      lines = await staging.say(text);
    });
    return { plan: lines.join('\n'), ...taken };
  };
  return { ...staging, farmhand, sandbox, planOf };
}

/** Has what gallifrey's two disks hold change places, the root file system among it. */
async function swapDisks({ hosts: [host] }: Sandbox): Promise<void> {
  const gallifrey = twoDisks.find(({ name }) => name === 'gallifrey');
  const [one = '', other = ''] = gallifrey ? volumesOf(gallifrey) : [];
  const at = (name: string) => join(host.folder, 'dev/all', name);
  await rename(at(one), at('swapped'));
  await rename(at(other), at(one));
  await rename(at('swapped'), at(other));
}

/** Nothing was asked twice: all a command chooses by, then all that its steps depend on. */
const twoTurns = { most: 2, again: [] };

describe('a plan is made with two turns to each host, and no read is made twice:', () => {
  test('of a clone', async () => {
    const { planOf } = await counted();
    const plan = 'clone gallifrey to gallifrey-dev';
    expect(await planOf('!clone gallifrey dev')).toMatchObject({ plan: expect.stringContaining(plan), ...twoTurns });
  });

  test('of a clone of two disks, the second with the root file system', async () => {
    const { planOf, sandbox } = await counted({ vms: twoDisks });
    await swapDisks(sandbox);
    const plan = 'its own names and keys go on disk 1, which has the root file system';
    expect(await planOf('!clone gallifrey dev')).toMatchObject({ plan: expect.stringContaining(plan), ...twoTurns });
  });

  test('of a clone that has an IPv6 address', async () => {
    const { planOf } = await counted({ vms: vms6 });
    const plan = 'proof that gallifrey-dev.xivo.vm.farm answers by IPv6';
    expect(await planOf('!clone gallifrey dev')).toMatchObject({ plan: expect.stringContaining(plan), ...twoTurns });
  });

  test('of a clone of two disks to another node', async () => {
    const { planOf } = await counted({ vms: twoDisks, nodes: 2 });
    const plan = 'over the network';
    expect(await planOf('!clone gallifrey dev --node host02')).toMatchObject({
      plan: expect.stringContaining(plan),
      ...twoTurns,
    });
  });

  test('of a change of virtual CPUs, a destruction and an undoing', async () => {
    const { planOf, done } = await counted();
    await done('!clone gallifrey dev');
    for (const [text, plan] of [
      ['!plan resize gallifrey-dev --vcpus 2', 'give gallifrey-dev 2 virtual CPUs'],
      ['!plan destroy gallifrey-dev', 'destroy gallifrey-dev'],
      ['!plan undo 1', 'undo run 1'],
    ] as const)
      expect(await planOf(text)).toMatchObject({ plan: expect.stringContaining(plan), ...twoTurns });
  });
});

test('what was read for a plan serves no step of its run, and no other plan', async () => {
  const { say, planOf, sandbox, farmhand } = await counted();
  const plan = await planOf('!clone gallifrey dev');
  expect(plan.plan).toContain('10.10.60.6');
  await sandbox.stranger('10.10.60.6', '52:54:00:00:00:09');
  await say('!approve 1');
  const view = await farmhand.engine.view(1);
  expect(view?.state).toBe('failed');
  expect(view?.steps.find(({ id }) => id === 'free')?.why).toMatch(
    /^a machine with MAC 52:54:00:00:00:09 answers at 10.10.60.6/,
  );
  await say('!cancel 1');
  expect((await planOf('!clone gallifrey test')).plan).toContain('10.10.60.7');
});
