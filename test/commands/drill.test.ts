import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { comparable } from '../../platforms/sandboxes.ts';
import type { PolicyRule } from '../../src/farm/policy-rule.ts';
import type { VmSettings } from '../../src/farm/settings.ts';
import { approvals, rule } from '../bot/rules.ts';
import { bare, type Scene, scene } from './scene.ts';

/** farm.yaml as the tests change it. */
const vms = new Map<string, VmSettings>();
const policy: PolicyRule[] = [];
let farm: Scene;
const view = async (run: number) => farm.farmhand.engine.view(run);
const now = async () => comparable(await farm.sandbox.snapshot());

beforeAll(async () => {
  farm = await scene((given) => {
    for (const [name, vm] of given.vms) vms.set(name, vm);
    policy.push(...given.policy);
    return { ...bare(given), vms, policy, proof: { ...given.proof, timeout: 1 } };
  });
});

describe('!drill', () => {
  test('restores a VM without network, needs nobody’s approval, and leaves nothing of it', async () => {
    const before = await now();
    const told = (await farm.say('!drill gallifrey', 'rose')).join('\n');
    const run = await view(1);
    expect(run?.state).toBe('done');
    expect(run?.plan.risk).toBe('safe');
    expect(told).toContain('it booted: its guest gave memory back');
    expect(told).not.toContain('!undo');
    const [add] = run?.plan.steps.find(({ id }) => id === 'add')?.effect?.commands ?? [];
    expect(add).toMatch(
      /^gnt-instance add .*adopt=gallifrey\.drill\.disk\.[0-9a-f]{8},.* --no-nics --ignore-ipolicy gallifrey\.[0-9a-f]{8}\.drill$/,
    );
    expect(await now()).toEqual(before);
    expect((await farm.say('!list')).join('\n')).not.toContain('drill');
    expect((await farm.say('!status gallifrey')).join('\n')).toMatch(/last proven restore {2}\d+ s ago, \d+ s/);
  });

  test('leaves nothing that could be undone, drift, or be of the VM that was restored', async () => {
    expect((await farm.say('!undo 1')).join('\n')).toMatch(/gallifrey\.[0-9a-f]{8}\.drill that run 1 made is gone/);
    expect((await farm.say('!undo', 'rose'))[0]).toMatch(/^None of your runs can be undone/);
    expect((await farm.say('!drift')).join('\n')).not.toContain('drill');
    expect((await farm.say('!blame gallifrey')).join('\n')).not.toContain('drill');
  });

  test('of a VM that does not boot has failed, says so first, and has removed what it made all the same', async () => {
    const before = await now();
    const file = join(farm.sandbox.hosts[0].folder, 'state/unbootable');
    writeFileSync(file, '');
    const told = (await farm.say('!drill gallifrey')).join('\n');
    rmSync(file);
    expect(told).toMatch(
      /Run 2 failed in \d+ s: drill gallifrey: IT DID NOT BOOT: its guest gave no memory back within 1 s of its start/,
    );
    expect(told).toContain('!drill gallifrey asks again');
    expect(told).not.toMatch(/Run 2 is done|!retry|Nothing was begun/);
    expect(await now()).toEqual(before);
    expect(await view(2)).toMatchObject({ state: 'failed', settled: true });
    expect(await farm.farmhand.engine.journal.locks()).toEqual([]);
    expect((await farm.say('!runs gallifrey.drill')).join('\n')).toMatch(/^2 +failed +drill gallifrey/m);
    expect((await farm.say('!why 2')).join('\n')).toMatch(
      /is failed\.\nWhy: IT DID NOT BOOT.*\n.*!drill gallifrey asks again/,
    );
    expect((await farm.say('!retry 2')).join('\n')).toContain('there is nothing to retry');
    const shown = (await farm.say('!status gallifrey')).join('\n');
    expect(shown).toMatch(/last drill +failed \d+ s ago: it did not boot \(run 2\)/);
    expect(shown).toMatch(/last proven restore {2}\d+ s ago, \d+ s/);
  });

  test('of what is in the bin leaves it there, and !undo still gives it back', async () => {
    await farm.done('!clone gallifrey dev');
    await farm.done('!destroy gallifrey-dev');
    const before = await now();
    await farm.done('!drill gallifrey-dev');
    expect((await view(5))?.plan.title).toBe('drill gallifrey-dev, which run 4 put into the bin');
    expect(await now()).toEqual(before);
    expect((await farm.say('!bin')).join('\n')).toMatch(/!undo 4 gives it back, last proven restore \d+ s ago, \d+ s/);
    await farm.done('!undo 4');
    expect((await farm.say('!status gallifrey-dev')).join('\n')).not.toContain('restore');
  });

  test('holds the VM as a clone of it does', async () => {
    const { locks } = (await view(5))?.plan ?? {};
    expect(locks).toEqual([
      { key: 'vm:gallifrey-dev', mode: 'shared' },
      { key: 'vm:gallifrey-dev.drill', mode: 'exclusive' },
    ]);
  });

  test('of a protected VM is for those who may clone it', async () => {
    policy.unshift(rule({ commands: ['clone'], vms: ['gallifrey'], who: ['operator'] }));
    expect(await farm.say('!drill gallifrey', 'rose')).toEqual([
      'gallifrey is protected: only people with the role operator may clone it, and so drill it.',
    ]);
    policy.shift();
  });

  test('is approved as a rule about the VM alone says', async () => {
    policy.unshift(
      rule({ commands: ['drill'], vms: ['gallifrey-dev'], approvals: approvals({ need: 0 }) }),
      rule({ commands: ['drill'] }),
    );
    await farm.say('!drill gallifrey');
    await farm.say('!drill gallifrey-dev');
    const [own, other] = await farm.farmhand.engine.runs({ limit: 2 });
    expect([other?.state, own?.state]).toEqual(['waiting', 'done']);
    await farm.say(`!deny ${other?.run}`);
    policy.splice(0, 2);
  });

  test('of a VM whose guest has no balloon is refused', async () => {
    const own = vms.get('gallifrey-dev') ?? { name: 'gallifrey-dev', protected: false };
    vms.set('gallifrey-dev', { ...own, balloon: null });
    expect((await farm.say('!drill gallifrey-dev'))[0]).toMatch(/^gallifrey-dev cannot be drilled: farm.yaml says/);
    vms.set('gallifrey-dev', own);
  });

  test('of what nobody put into the bin is refused', async () => {
    expect(await farm.say('!drill gallifrey 4')).toEqual([
      'gallifrey is not in the bin by a run 4. !bin shows what is.',
    ]);
  });

  test('that fails half-way is taken back by who asked for it alone, of a protected VM too', async () => {
    const before = await now();
    const { faults } = farm.sandbox.hosts[0];
    await faults.tool('gnt-instance', { kind: 'fail' }, { when: 'start --submit' });
    await farm.say('!drill gallifrey');
    const [head] = await farm.farmhand.engine.runs({ limit: 1 });
    expect(head?.state).toBe('failed');
    expect((await farm.say('!status gallifrey')).join('\n')).toMatch(/last drill +failed \d+ s ago: start /);
    await farm.say(`!undo ${head?.run}`);
    expect((await farm.farmhand.engine.view((head?.run ?? 0) + 1))?.plan.risk).toBe('safe');
    expect((await farm.farmhand.engine.runs({ limit: 1 }))[0]?.state).toBe('done');
    expect(await now()).toEqual(before);
  });
});
