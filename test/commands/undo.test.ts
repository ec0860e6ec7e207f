import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { RunView } from '../../src/engine/run.ts';
import type { VmSettings } from '../../src/farm/settings.ts';
import { byHand } from '../property/hands.ts';
import { type Scene, scene } from './scene.ts';

const dev = 'gallifrey-dev.xivo.vm.farm';

/** What farm.yaml says of single VMs: changed under farmhand, as an edit of the file with a restart would. */
const settings = new Map<string, VmSettings>();
let farm: Scene;
let own: VmSettings | undefined;

const protect = (on: boolean) => settings.set('gallifrey-dev', { name: 'gallifrey-dev', ...own, protected: on });

beforeAll(async () => {
  // Without what takes most of the time, and is no matter here.
  farm = await scene(({ firewall: _, ...given }) => {
    for (const [name, own] of given.vms) settings.set(name, own);
    own = given.vms.get('gallifrey-dev');
    return { ...given, personalise: false, vms: settings, proof: { ...given.proof, timeout: 1 } };
  });
});

/** Leaves the farm as it was, whatever a test did. */
afterEach(async () => {
  const { engine } = farm.farmhand;
  rmSync(join(farm.sandbox.hosts[0].folder, 'faults'), { recursive: true });
  mkdirSync(join(farm.sandbox.hosts[0].folder, 'faults'));
  protect(false);
  for (const { run } of await engine.runs({ settled: false, limit: 100 })) await farm.say(`cancel ${run}`);
  await farm.done('destroy gallifrey-dev');
});

const run = async (text: string, asker = 'you', approver = asker): Promise<RunView> => {
  await farm.say(text, asker);
  const { run, state } = await latest();
  if (state === 'waiting') await farm.say(`approve ${run}`, approver);
  return latest();
};

const latest = async (): Promise<RunView> => {
  const [head] = await farm.farmhand.engine.runs({ limit: 1 });
  const view = head && (await farm.farmhand.engine.view(head.run));
  if (!view) throw new Error('there is no run');
  return view;
};

const hand = (work: Parameters<typeof byHand>[1]) => byHand(farm.sandbox.hosts[0], work, 'gallifrey-dev', 7);
const breaks = (tool: string, when: string) => farm.sandbox.faults.tool(tool, { kind: 'fail' }, { when });

describe('!undo of a clone', () => {
  test('that was destroyed since leaves alone what was cloned anew under its name, and says whose that is', async () => {
    const first = await run('clone gallifrey dev');
    const gone = await run('destroy gallifrey-dev', 'rose', 'sarah');
    const anew = await run('clone gallifrey dev', 'rose');
    const before = await farm.sandbox.snapshot();
    expect(await farm.say(`undo ${first.run}`)).toEqual([
      `Run ${first.run} cannot be undone.`,
      `the ${dev} that run ${first.run} made was destroyed by run ${gone.run}; what bears its name now was made by run ${anew.run}`,
    ]);
    expect(await farm.say('undo')).toEqual([
      'None of your runs can be undone. !runs lists everybody’s; !undo N takes back run N.',
    ]);
    expect((await latest()).run).toBe(anew.run);
    expect(await farm.sandbox.snapshot()).toEqual(before);
  });

  test('says that the disk is lost for good and how large it is, leaves what somebody rewrote, and is refused where it is protected', async () => {
    const { run: number } = await run('clone gallifrey dev');
    protect(true);
    expect(await farm.say(`undo ${number}`)).toEqual(['gallifrey-dev is protected; farm.yaml says so, under vms.']);
    protect(false);
    for (const work of ['touch record', 'touch dhcp host', 'touch site'] as const) await hand(work);
    const { plan } = await run(`undo ${number}`, 'you', 'sarah');
    expect(plan.losses).toEqual(['lost for good: what is on its disk (4 MiB)']);
    const skipped = plan.steps.filter(({ skip }) => skip?.includes('by somebody since'));
    expect(skipped.map(({ id }) => id).sort()).toEqual(['undo-a-record', 'undo-dhcp-host', 'undo-proxy']);
    const kept = [...(await farm.sandbox.snapshot()).values()].filter((text) => text.includes('kept 7'));
    expect(kept.length).toBeGreaterThanOrEqual(3);
  });

  test('that failed after its VM was started takes a second person, also when it was left as it is', async () => {
    await farm.sandbox.faults.tool('socat', { kind: 'fail' }, { when: 'TCP4', times: 100 });
    const { run: number, state } = await run('clone gallifrey dev');
    expect(state).toBe('failed');
    await farm.say(`undo ${number}`);
    expect((await latest()).gate).toMatchObject({ askerCounts: false });
    await farm.say(`deny ${(await latest()).run}`);
    await farm.say(`cancel ${number}`);
    await farm.say(`undo ${number}`);
    expect((await latest()).gate).toMatchObject({ askerCounts: false });
  });

  test('that failed before its VM was started takes a confirmation, while nobody has settled it', async () => {
    await breaks('gnt-instance', 'start --submit');
    const { run: number } = await run('clone gallifrey dev');
    await farm.say(`undo ${number}`);
    expect(await latest()).toMatchObject({ plan: { risk: 'destructive' }, gate: { askerCounts: true } });
    await farm.say(`deny ${(await latest()).run}`);
    await farm.say(`cancel ${number}`);
    await farm.say(`undo ${number}`);
    expect((await latest()).gate).toMatchObject({ askerCounts: false });
  });

  test('that stopped half-way goes on with nothing when another VM has the name by then', async () => {
    const { run: number } = await run('clone gallifrey dev');
    await breaks('gnt-instance', 'remove --submit');
    const undo = await run(`undo ${number}`, 'you', 'sarah');
    expect(undo.state).toBe('failed');
    await hand('remove instance');
    await hand('make instance');
    const before = await farm.sandbox.snapshot();
    await farm.say(`retry ${undo.run}`);
    expect((await farm.farmhand.engine.view(undo.run))?.state).toBe('done');
    expect(await farm.sandbox.snapshot()).toEqual(before);
  });
});

test.each(['destroy', 'memory'])('!%s of a VM stops before another one that has its name by then', async (command) => {
  await run('clone gallifrey dev');
  await farm.say(`${command} gallifrey-dev${command === 'memory' ? ' 2G' : ''}`);
  const { run: number } = await latest();
  await hand('remove instance');
  await hand('make instance');
  const before = await farm.sandbox.snapshot();
  await farm.say(`approve ${number}`, 'sarah');
  expect(await latest()).toMatchObject({ run: number, state: 'failed' });
  expect((await latest()).why).toContain(`${dev} is another instance now, made since: it is left alone`);
  expect(await farm.sandbox.snapshot()).toEqual(before);
});

test('!undo of a start does not stop a VM that somebody restarted since', async () => {
  await run('clone gallifrey dev');
  await run('stop gallifrey-dev');
  const started = await run('start gallifrey-dev');
  const restarted = await run('restart gallifrey-dev', 'rose');
  expect(await farm.farmhand.engine.undoable(restarted)).toBe(false);
  expect((await farm.say(`undo ${restarted.run}`)).join()).toContain('it changed nothing');
  expect(await farm.say(`undo ${started.run}`)).toEqual([
    `Run ${started.run} cannot be undone.`,
    `start ${dev}: left as it is, since run ${restarted.run} came after it (restart gallifrey-dev)`,
  ]);
});
