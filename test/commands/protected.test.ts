import { beforeAll, expect, test } from 'vitest';
import type { PolicyRule } from '../../src/farm/policy-rule.ts';
import type { VmSettings } from '../../src/farm/settings.ts';
import { rule } from '../bot/rules.ts';
import { bare, type Scene, scene } from './scene.ts';

/** farm.yaml as the tests change it. */
const vms = new Map<string, VmSettings>();
const policy: PolicyRule[] = [];
let farm: Scene;
const state = async (run: number) => (await farm.farmhand.engine.view(run))?.state;

beforeAll(async () => {
  farm = await scene((given) => {
    for (const [name, vm] of given.vms) vms.set(name, vm);
    policy.push(...given.policy);
    return { ...bare(given), vms, policy };
  });
});

test('a rule about a VM is about clones of it and settings taken from it', async () => {
  policy.unshift(rule({ vms: ['gallifrey'], who: ['operator'] }));
  expect(await farm.say('clone gallifrey dev', 'rose')).toEqual([
    'Only people with the role operator may clone gallifrey to gallifrey-dev.',
  ]);
  await farm.done('clone gallifrey dev');
  expect(await state(1)).toBe('done');
  expect(await farm.say('sync gallifrey gallifrey-dev', 'rose')).toEqual([
    'Only people with the role operator may set gallifrey-dev as gallifrey.',
  ]);
  policy.shift();
});

test('a VM that is protected by now is neither destroyed nor undone, whoever approves it', async () => {
  const own = vms.get('gallifrey-dev') ?? { name: 'gallifrey-dev', protected: false };
  await farm.say('destroy gallifrey-dev');
  vms.set('gallifrey-dev', { ...own, protected: true });
  const why = 'gallifrey-dev is protected; farm.yaml says so, under vms.';
  expect(await farm.say('approve 2', 'sarah')).toEqual([`Run 2 cannot run any more: ${why}`, '· !deny 2 ends it.']);
  await farm.clear();
  expect(await farm.say('undo 1')).toEqual([why]);

  // Nor under another name that farm.yaml has for its instance.
  vms.delete('gallifrey-dev');
  vms.set('treasure', { name: 'treasure', protected: true, instance: 'gallifrey-dev.xivo.vm.farm' });
  expect(await farm.say('undo 1')).toEqual(['treasure is protected; farm.yaml says so, under vms.']);
  vms.delete('treasure');

  vms.set('gallifrey-dev', own);
  expect((await farm.done('destroy gallifrey-dev')).join('\n')).toContain('is done');
});

test('where nothing but records is left, !destroy takes a second person, and protection keeps them from !undo', async () => {
  // The records are there by then, and no volume.
  await farm.sandbox.faults.tool('lvcreate', { kind: 'slow', seconds: 10 }, { times: 2 });
  await farm.sandbox.faults.tool('lvcreate', { kind: 'fail' }, { times: 100 });
  await farm.done('clone gallifrey qa');
  const [clone] = await farm.farmhand.engine.runs({ limit: 1 });
  expect(clone?.state).toBe('failed');
  vms.set('gallifrey-qa', { name: 'gallifrey-qa', protected: true });
  expect(await farm.say(`undo ${clone?.run}`)).toEqual(['gallifrey-qa is protected; farm.yaml says so, under vms.']);
  vms.delete('gallifrey-qa');
  await farm.say(`cancel ${clone?.run}`);
  const told = (await farm.say('destroy gallifrey-qa')).join('\n');
  const [head] = await farm.farmhand.engine.runs({ limit: 1 });
  const view = await farm.farmhand.engine.view(head?.run ?? 0);
  expect(view?.plan.steps.filter(({ risk }) => risk === 'destructive')).toEqual([]);
  expect(view).toMatchObject({ state: 'waiting', plan: { risk: 'destructive' }, gate: { askerCounts: false } });
  expect(told).toContain('It waits for a second person');
  await farm.clear();
});
