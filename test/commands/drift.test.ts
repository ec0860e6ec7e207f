import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { commands } from '../../commands/index.ts';
import { actions } from '../../platforms/actions.ts';
import { Drift } from '../../src/bot/drift.ts';
import { driftWatch } from '../../src/bot/drift-watch.ts';
import { RunService } from '../../src/bot/run-service.ts';
import { Standing } from '../../src/bot/standing.ts';
import { Decisions } from '../../src/engine/decision.ts';
import { readParts } from '../../src/farm/read-parts.ts';
import { createHosts } from '../../src/ssh/hosts.ts';
import { eventually } from '../support/eventually.ts';
import { mirrored } from '../support/two-nodes.ts';
import { drifted } from './drifted.ts';
import { type ByHand, handEdits } from './hands.ts';
import { bare, scene } from './scene.ts';

drifted(handEdits.slice(0, 1));

test('what others write beside what was left is no drift, nor is what was destroyed, or made anew', async () => {
  const { say, done, sandbox } = await scene();
  const [{ folder }] = sandbox.hosts;
  await done('clone gallifrey dev');
  for (const [file, line] of [
    ['bind/db.farm', 'rose IN A 10.10.61.7\n'],
    ['dhcp/dhcpd.conf', '# rose was here\n'],
    ['shorewall/rules', 'ACCEPT net $FW tcp 9000\n'],
    ['shorewall/params', 'ROSE=10.10.61.7\n'],
  ] as const)
    appendFileSync(join(folder, 'etc', file), line);
  await done('memory gallifrey-dev 2G');
  const shown = (await say('blame gallifrey-dev')).join('\n');
  expect(shown).toMatch(/^balloon .* run 2 +as it was left$/m);
  expect(shown).toMatch(/^a-record .* run 1 +as it was left$/m);
  expect(shown).toContain('run 2: give gallifrey-dev 2 GiB of memory, asked by you, approved by sarah, done, ');
  expect(shown).not.toContain('by hand');
  expect((await say('blame 10.10.60.6')).join('\n')).not.toContain('balloon');

  await done('destroy gallifrey-dev');
  await eventually(async () => expect(await say('drift')).toEqual(['No run left anything on the farm that lasts.']));
  await done('clone gallifrey dev');
  expect((await say('blame gallifrey-dev')).join('\n')).toMatch(/^a-record .* run 4 +as it was left$/m);
  await done('undo 4');
  expect(await say('blame gallifrey-dev')).toEqual([expect.stringContaining("it is not farmhand's doing")]);
});

test('a VM that was stopped by hand is started again and ballooned down; one that somebody removed is told once', async () => {
  const { say, done, sandbox } = await scene(bare);
  const [host] = sandbox.hosts;
  await done('clone gallifrey dev');
  await host.exec('gnt-instance stop gallifrey-dev.xivo.vm.farm');
  expect((await say('drift gallifrey-dev')).join('\n')).toContain(
    'gallifrey-dev start: start gallifrey-dev.xivo.vm.farm: it is down',
  );
  await done('restore gallifrey-dev');
  await eventually(async () => expect((await say('drift')).join('\n')).toContain('all as runs left them'));
  await host.exec(
    'gnt-instance stop gallifrey-dev.xivo.vm.farm; gnt-instance remove --force gallifrey-dev.xivo.vm.farm',
  );
  let lines: readonly string[] = [];
  await eventually(async () => {
    lines = await say('drift');
    expect(lines[0]).toContain('gallifrey-dev add: ');
  });
  expect(lines.filter((line) => line.includes('by hand'))).toHaveLength(1);
  expect((await say('restore gallifrey-dev')).join('\n')).toContain(
    'Nothing of gallifrey-dev can be put back by itself',
  );
});

test('where Ganeti has brought a VM is no drift', async () => {
  const { say, done, sandbox } = await scene(bare, mirrored());
  await done('memory gallifrey 2G');
  await done('migrate skaro host02');
  const [host] = sandbox.hosts;
  const moved = 'gnt-instance failover -f gallifrey.xivo.vm.farm && gnt-instance failover -f skaro.xivo.vm.farm';
  expect((await host.exec(moved)).code).toBe(0);
  const lines = await say('drift');
  expect(lines.filter((line) => line.includes('by hand'))).toEqual([]);
  expect((await say('blame skaro')).join('\n')).toMatch(
    /migrate skaro.xivo.vm.farm from host01.farm to host02.farm +run 2$/m,
  );
});

test('a look in the morning tells what is new in its channel, by a run of farmhand itself', async () => {
  const { say, done, sandbox, farm, farmhand } = await scene(bare);
  const { engine } = farmhand;
  const drift = new Drift({ farm, journal: engine.journal, actions });
  const standing = new Standing({
    farm,
    commands,
    actions,
    view: (run) => engine.view(run),
    decisions: new Decisions(engine.journal),
  });
  const watch = driftWatch({
    farm: { ...farm, drift: { at: 450, tell: { console: 'test' } } },
    drift,
    read: (parts) => readParts(hosts.host, parts),
    notes: engine.journal,
    runService: new RunService({ engine, farm, commands, standing }),
  });
  const hosts = createHosts([...farm.hosts.values()]);
  onTestFinished(() => hosts.close());
  const due = async (at: string) => {
    const lease = await engine.journal.lease('duties', 'test', 60_000);
    await watch.due(new Date(at), lease ?? { of: '', token: 0 });
    if (lease) await engine.journal.release(lease);
  };
  await done('clone gallifrey dev');
  await due('2027-01-01T07:30:00Z');
  expect((await engine.runs()).length).toBe(1);
  const [{ make }] = handEdits as [ByHand];
  await make(sandbox);
  await due('2027-01-02T07:30:00Z');
  await due('2027-01-03T07:30:00Z');
  await eventually(async () => expect((await engine.view(2))?.state).toBe('done'));
  const view = await engine.view(2);
  expect(view).toMatchObject({ by: 'farmhand itself', asked: { platform: 'console', channel: 'test' } });
  const line =
    /^gallifrey-dev a-record: DNS record .*: it is 10\.10\.60\.99, changed by hand after 2027-01-01 07:30 UTC$/;
  expect(view?.plan.tells).toEqual({
    headline: expect.stringMatching(line),
    next: ['!restore gallifrey-dev puts it back, !adopt gallifrey-dev takes it as right'],
  });
  expect((await engine.runs()).length).toBe(2);
  expect((await say('drift')).join('\n')).toContain('changed by hand after 2027-01-01 07:30 UTC');
});
