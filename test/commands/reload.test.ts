import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { until } from '../support/daemon.ts';
import { type Scene, scene, stateOf } from './scene.ts';

type Sections = Record<string, Record<string, unknown>> & { policy?: readonly object[] };

/** A scene, and what changes its farm.yaml and has it read anew. */
async function reloadable(): Promise<Scene & { reload(change: (farm: Sections) => void): Promise<readonly string[]> }> {
  const made = await scene();
  const { farmFile } = made.sandbox;
  return {
    ...made,
    reload: async (change) => {
      const farm = parse(await readFile(farmFile, 'utf8')) as Sections;
      change(farm);
      await writeFile(farmFile, stringify(farm));
      return made.say('reload');
    },
  };
}

test('a rule made stricter between plan and approval holds for the approval', async () => {
  const made = await reloadable();
  await made.say('memory gallifrey 2G');
  const lines = await made.reload((farm) => {
    farm.policy = [{ commands: ['memory'], approvals: { need: 2 } }];
  });
  expect(lines.join('\n')).toContain('policy: 1 rule is new');
  expect((await made.say('approve 1')).join('\n')).toContain('somebody else has to approve it');
  expect((await made.say('approve 1', 'sarah')).join('\n')).toContain('it still waits for');
  expect(await stateOf(made, 1)).toBe('waiting');
});

test('a rule made milder takes nothing away from what was shown', async () => {
  const made = await reloadable();
  await made.say('memory gallifrey 2G');
  await made.reload((farm) => {
    farm.policy = [{ commands: ['memory'], approvals: { need: 0 } }];
  });
  expect(await stateOf(made, 1)).toBe('waiting');
});

test('a VM that was protected meanwhile is not destroyed, though its destruction waited for approval', async () => {
  const made = await reloadable();
  await made.done('clone gallifrey dev');
  await made.say('destroy gallifrey-dev');
  expect(await stateOf(made, 2)).toBe('waiting');
  await made.reload((farm) => {
    farm.vms = { ...farm.vms, 'gallifrey-dev': { protected: true } };
  });
  expect((await made.say('approve 2', 'sarah')).join('\n')).toContain(
    'Run 2 cannot run any more: gallifrey-dev is protected',
  );
  expect(await stateOf(made, 2)).toBe('waiting');
});

test('whoever is not listed any more is nobody, and what they asked for is not approved', async () => {
  const made = await reloadable();
  await made.say('memory gallifrey 2G', 'rose');
  const lines = await made.reload((farm) => {
    delete farm.people?.rose;
  });
  expect(lines.join('\n')).toContain('people: rose is gone');
  expect((await made.say('approve 1')).join('\n')).toContain('rose, who asked for it, is not in farm.yaml any more');
  expect((await made.say('memory gallifrey 2G', 'rose')).join('\n')).toContain(
    'Only the people farm.yaml lists may use',
  );
});

test('a host that was added is reached, one that is gone is not', async () => {
  const made = await reloadable();
  await made.reload((farm) => {
    farm.hosts = { ...farm.hosts, host09: farm.hosts?.host01 };
  });
  const has = () => made.farmhand.farm.now.hosts.has('host09');
  await until('the host to be there', async () => has());
  await made.reload((farm) => {
    delete farm.hosts?.host09;
  });
  await until('the host to be gone', async () => !has());
  expect((await made.say('status gallifrey')).join('\n')).toContain('gallifrey: running');
});

test('a wrong farm.yaml changes nothing: what is wrong is said where it was asked, and the next right one holds', async () => {
  const made = await reloadable();
  const { now } = made.farmhand.farm;
  const lines = await made.reload((farm) => {
    farm.ganetti = {};
  });
  expect(lines[0]).toBe('farm.yaml stays as it was, since the file cannot be used:');
  expect(lines[1]).toMatch(/farm\.yaml:\d+:1: .*ganetti/);
  expect(made.farmhand.farm.now).toBe(now);
  expect(await made.farmhand.engine.runs()).toEqual([]);
  await made.reload((farm) => {
    delete farm.ganetti;
    delete farm.people?.rose;
  });
  await until('it to hold', async () => !made.farmhand.farm.now.people.has('rose'));
});

test('a farm.yaml that holds already is not read into anything', async () => {
  const made = await reloadable();
  await made.say('reload');
  expect(await made.say('reload')).toEqual([
    'Nothing to do: the farm.yaml there is in the file holds already, since run 1.',
  ]);
});

test('who may have it read anew is said by a rule', async () => {
  const made = await reloadable();
  await made.reload((farm) => {
    farm.policy = [{ commands: ['reload'], who: ['operator'] }];
  });
  expect((await made.say('reload', 'rose')).join('\n')).toContain('Only people with the role operator may use !reload');
});

test('it is taken back in the file, and not by !undo', async () => {
  const made = await reloadable();
  const lines = await made.say('reload');
  expect(lines.join('\n')).not.toContain('!undo');
  expect((await made.say('undo 1')).join('\n')).toContain('put the farm.yaml of before into its file');
});

test('where the file is not the one on record any more, nothing begins but what says which one holds', async () => {
  const made = await reloadable();
  await made.say('memory gallifrey 2G');
  const held = await readFile(made.sandbox.farmFile, 'utf8');
  const asked = await made.reload((farm) => {
    farm.policy = [{ commands: ['reload'], who: ['operator'], approvals: { need: 1 } }];
  });
  expect(asked.join('\n')).toContain('read farm.yaml anew');
  const gated = await made.reload((farm) => {
    delete farm.people?.rose;
  });
  expect(gated.join('\n')).toContain('!approve 3');
  await writeFile(made.sandbox.farmFile, held);
  // What was approved holds, and no process has it.
  await made.say('approve 3', 'sarah');
  for (const text of ['approve 1', 'memory gallifrey 1G'])
    expect((await made.say(text)).join('\n')).toContain('Nothing is begun here: the farm.yaml here is not the one');
  expect(await stateOf(made, 1)).toBe('waiting');
  expect((await made.say('status gallifrey')).join('\n')).toContain('gallifrey: running');
  await made.done('reload');
  await until('it to hold', async () => made.farmhand.outOfStep() === undefined);
  expect(made.farmhand.farm.now.people.has('rose')).toBe(true);
});
