import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokenOff } from '../../../platforms/ganeti/broken-off.ts';
import { type Device, devicesIn, drbdConfigFact, isInSync, isSyncing } from '../../../platforms/ganeti/drbd.ts';
import { mirror } from '../../../platforms/ganeti/mirror.ts';
import type { GanetiInstance, GanetiNode } from '../../../platforms/ganeti/rows.ts';
import * as steps from '../../../platforms/ganeti/steps.ts';
import { synced, syncProgress, whyStuck } from '../../../platforms/ganeti/synced.ts';
import type { LogicalVolume } from '../../../platforms/lvm/facts.ts';
import { vmNamed } from '../../../src/farm/naming.ts';
import type { SourceDisk } from '../../../src/farm/roles/storage.ts';
import { vms } from '../../../src/sandbox/vms.ts';
import { wouldDo } from '../../farm/judging.ts';
import { attempt, look, perform, type Sandboxed, sandboxed } from '../../farm/sandboxed.ts';
import { lv } from '../lvm/volumes.ts';

const [mib, gib] = [2 ** 20, 2 ** 30];
const name = 'dev.vm.farm';

/** As DRBD 8.4 shows it. */
const proc = `version: 8.4.11 (api:1/proto:86-101)
srcversion: 7B5F5B8F9D0E1A2B3C4D5E6

 0: cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate C r-----
    ns:262144 nr:0 dw:262144 dr:2120 al:10 bm:0 lo:0 pe:0 ua:0 ap:0 ep:1 wo:f oos:0
 1: cs:SyncSource ro:Primary/Secondary ds:UpToDate/Inconsistent C r-----
    ns:12288 nr:0 dw:0 dr:12288 al:8 bm:0 lo:0 pe:0 ua:0 ap:0 ep:1 wo:f oos:249856
	[>....................] sync'ed:  5.1% (249856/262144)K
	finish: 0:00:20 speed: 12,288 (12,288) K/sec
 2: cs:Unconfigured
13: cs:WFConnection ro:Primary/Unknown ds:UpToDate/DUnknown C r-----
    ns:0 nr:0 dw:0 dr:0 al:0 bm:0 lo:0 pe:0 ua:0 ap:0 ep:1 wo:f oos:1024
`;

const device = (connection: string, data: string, behind = 0): Device => ({ connection, data, behind });
const inSync = device('Connected', 'UpToDate/UpToDate');
const syncing = device('SyncSource', 'UpToDate/Inconsistent', 244 * mib);
const cut = device('WFConnection', 'UpToDate/DUnknown', mib);

describe('the DRBD devices of a node', () => {
  test('are what /proc/drbd shows of each: how it is connected, its data, and how much is out of sync', () => {
    expect(devicesIn(proc)).toEqual(
      new Map([
        [0, inSync],
        [1, syncing],
        [2, device('Unconfigured', '')],
        [13, cut],
      ]),
    );
  });

  test('are none where nothing is shown', () => expect(devicesIn('version: 8.4.11\n')).toEqual(new Map()));

  test.each([
    [inSync, true, true],
    [syncing, false, true],
    [device('PausedSyncS', 'UpToDate/Inconsistent'), false, true],
    [device('WFBitMapS', 'UpToDate/Consistent'), false, true],
    [device('Connected', 'UpToDate/Diskless'), false, true],
    [cut, false, false],
    [device('StandAlone', 'UpToDate/DUnknown'), false, false],
  ])('%o is in sync: %s, getting there: %s', (one, same, going) => {
    expect([isInSync(one), isSyncing(one)]).toEqual([same, going]);
  });
});

describe("Ganeti's own configuration", () => {
  const config = {
    cluster: { enabled_disk_templates: ['plain', 'drbd'], tags: ['"enabled_disk_templates":["x"]'] },
    nodes: { n1: { name: 'host01.farm' } },
    disks: {
      d1: {
        dev_type: 'drbd',
        logical_id: ['n1', 'n2', 11000, 0, 3, 'secret'],
        children: [{ dev_type: 'plain', logical_id: ['all', 'x.disk0_data'] }],
      },
      d2: { logical_id: ['n2', 'n1', 11001, 4, 1, 'secret'], dev_type: 'drbd', children: [] },
      d3: { dev_type: 'plain', logical_id: ['all', 'y.disk0'] },
    },
    instances: {
      a: { name: 'dev.vm.farm', disks: ['d1', 'd2'], primary_node: 'n1' },
      b: { name: 'other.vm.farm', disks: ['d3'], primary_node: 'n1' },
      c: { name: 'moved.vm.farm', disks: ['d1'], primary_node: 'n2' },
    },
  };
  const { read, parse } = drbdConfigFact('host01', '/config', name);
  const asked = (text: string, of: string) => {
    const asRoot = 'as_root() { [ "$*" = "cat -- /config" ] && printf %s "$CONFIG"; }';
    const run = spawnSync('sh', ['-c', `${asRoot}\n${read.script}`, 'sh', '/config', of], {
      encoding: 'utf8',
      env: { ...process.env, CONFIG: text },
    });
    return { code: run.status ?? 1, stdout: run.stdout, stderr: run.stderr, truncated: false };
  };

  test.each([
    ['dev.vm.farm', [0, 1], []],
    ['other.vm.farm', [], ['all/y.disk0']],
    ['moved.vm.farm', [3], []],
    ['none.vm.farm', [], []],
  ])('has the devices of %s on its primary node, its plain volumes, and what is allowed', (of, minors, volumes) => {
    const result = asked(JSON.stringify(config, null, 1), of);
    expect(result.stdout).not.toContain('secret');
    expect(parse(result)).toEqual({ enabled: ['plain', 'drbd'], minors, volumes });
  });

  test('is not taken for read where it is cut short', () => {
    expect(() => parse(asked(JSON.stringify(config).slice(0, -9), name))).toThrow(
      'host01: reading /config failed: it is not the configuration of Ganeti 3',
    );
  });
});

const placed = { host: 'host01', instance: name, config: '/config', node: 'host01.farm', storage: 'host01' };
const down: GanetiInstance = {
  name,
  uuid: '8be85a09-216d-439b-be54-e42aa5066926',
  status: 'ADMIN_down',
  node: 'host01.farm',
  memory: 4 * gib,
  macs: ['52:54:7a:c4:05:d1'],
  disks: [30 * gib],
  secondaries: [],
  template: 'plain',
};
const mirrored: GanetiInstance = { ...down, template: 'drbd', secondaries: ['host02.farm'] };

describe('ganeti.mirror', () => {
  const args = { ...placed, to: 'host02.farm', mirror: 'host02', vg: 'all', disks: [30 * gib] };
  const node = (name: string, more: Partial<GanetiNode> = {}): GanetiNode => ({
    name,
    role: 'R',
    memoryFree: gib,
    diskFree: 31 * gib,
    ...more,
  });
  const [host01, host02] = [node('host01.farm', { role: 'M' }), node('host02.farm')];
  const todo = [`gnt-instance modify -t drbd -n host02.farm --no-wait-for-sync ${name}`];
  const disk = lv('old.disk0', { tags: ['farmhand'] });
  const shown = (enabled: readonly string[], volumes: readonly LogicalVolume[] = [disk]) => ({
    drbd: { enabled, minors: [], volumes: ['all/old.disk0'] },
    further: [],
    volumes: [volumes],
  });
  type Shown = {
    readonly instances?: readonly GanetiInstance[];
    readonly nodes?: readonly GanetiNode[];
    readonly enabled?: readonly string[];
  };
  test.each<[string, Shown, boolean, string | readonly string[]]>([
    ['has Ganeti convert the disks of what is down, and does not wait for the sync', {}, false, todo],
    ['is planned before there is such an instance', { instances: [] }, true, todo],
    ['needs the instance', { instances: [] }, false, `blocked: Ganeti has no instance ${name}`],
    [
      'is done when Ganeti shows the mirror',
      { instances: [mirrored] },
      false,
      'done: its disks are mirrored on host02.farm',
    ],
    [
      'has none of another node taken for it',
      { instances: [{ ...mirrored, secondaries: ['host03.farm'] }] },
      false,
      'blocked: its disks are mirrored on host03.farm, not on host02.farm',
    ],
    ['needs it down', { instances: [{ ...down, status: 'running' }] }, false, `blocked: ${name} runs: stop it first`],
    [
      'needs it where the plan has it',
      { instances: [{ ...down, node: 'host03.farm' }] },
      false,
      `blocked: ${name} is on the node host03.farm now, and this would be done on host01.farm: ask for it again`,
    ],
    [
      'is not planned where the cluster has no DRBD',
      { instances: [], enabled: ['plain'] },
      true,
      'blocked: the cluster lets no instance have DRBD: gnt-cluster modify --enabled-disk-templates=plain,drbd, or ask for it without a mirror',
    ],
    ['needs the node', { nodes: [host01] }, false, 'blocked: Ganeti has no node host02.farm'],
    [
      'needs a node that is not offline',
      { nodes: [host01, node('host02.farm', { role: 'O' })] },
      false,
      'blocked: host02.farm is offline',
    ],
    [
      'needs a node that is not drained',
      { nodes: [host01, node('host02.farm', { role: 'D' })] },
      false,
      'blocked: host02.farm is drained, so that it is given no instances: gnt-node modify --drained=no host02.farm',
    ],
    [
      'needs room there, for what DRBD writes down too',
      { nodes: [host01, node('host02.farm', { diskFree: 30 * gib })] },
      false,
      'blocked: host02.farm has 30 GiB of disk free, and it takes 30.1 GiB',
    ],
    [
      'needs room for that on its own node',
      { nodes: [node('host01.farm', { diskFree: 100 * mib }), host02] },
      false,
      'blocked: host01.farm has 100 MiB of disk free, and what DRBD writes down takes 128 MiB',
    ],
  ])('%s', (_, { instances = [down], nodes = [host01, host02], enabled = ['plain', 'drbd'] }, planning, would) => {
    expect(wouldDo(mirror, args, { facts: { ...shown(enabled), instances, nodes }, planning })).toEqual(would);
  });

  describe('of disks in two volume groups', () => {
    const apart = { ...args, disks: [30 * gib, 8 * gib], groups: ['all', 'ssd'] };
    const ssd = (gibis: number) => ({ name: 'ssd', extentBytes: 4 * mib, extents: 25_600, freeExtents: gibis * 256 });
    const both = { ...down, disks: [30 * gib, 8 * gib] };
    const facts = { ...shown(['drbd']), instances: [both], nodes: [host01, host02] };

    test.each([
      ['takes room of each on the other node', [ssd(8)], todo],
      [
        'needs room in each',
        [ssd(7)],
        'blocked: volume group ssd has 7 GiB free, what comes to host02.farm takes 8 GiB',
      ],
      ['needs each there', [null], 'blocked: host02.farm has no volume group ssd'],
    ])('%s', (_, further, expected) => {
      expect(wouldDo(mirror, apart, { facts: { ...facts, further } })).toEqual(expected);
    });

    test("claims of each what its disks take, and of the farm's own what DRBD writes down", () => {
      expect(mirror.claims?.(mirror.args.parse(apart))).toEqual([
        { kind: 'storage', host: 'host01', group: 'all', bytes: 256 * mib },
        { kind: 'storage', host: 'host02', group: 'all', bytes: 30 * gib + 256 * mib },
        { kind: 'storage', host: 'host02', group: 'ssd', bytes: 8 * gib },
      ]);
    });
  });
});

describe('a conversion that ended in the middle of it', () => {
  const there = {
    disks: 2,
    configured: ['all/old.disk0', 'ssd/old.disk1'],
    volumes: new Map([
      ['all', [lv('old.disk0'), lv('other.disk0')]],
      ['ssd', [lv('old.disk1')]],
    ]),
  };
  const ours = (volume: string) => lv(volume, { tags: ['farmhand'] });
  const its = (volume: string) => lv(volume, { tags: [`originstname+${name}`] });
  const said = (more: Partial<typeof there>) =>
    brokenOff({ instance: name, storage: 'host01', disks: [gib, gib] }, { ...there, ...more });

  test('is none where each disk has its name, whatever else was made for it', () => {
    expect(said({})).toBeUndefined();
    const made = new Map([...there.volumes, ['all', [lv('old.disk0'), its('new.disk0_meta')]]]);
    expect(said({ volumes: made })).toBeUndefined();
  });

  test('before its configuration was changed is told by the names, and how to have them back', () => {
    const renamed = new Map([
      ['all', [ours('new.disk0_data'), its('new.disk0_meta'), lv('strange.disk0_data')]],
      ['ssd', [lv('old.disk1')]],
    ]);
    expect(said({ volumes: renamed })).toBe(
      `a conversion of ${name} to DRBD was broken off: Ganeti's configuration has all/old.disk0, which host01 has not; it has all/new.disk0_data. There, where DRBD has none of it open (/proc/drbd; else drbdsetup down of that device, on both nodes): lvrename all new.disk0_data old.disk0. Then retry or undo`,
    );
    const both = new Map([
      ['all', [ours('new.disk0_data')]],
      ['ssd', [its('newer.disk1_data')]],
    ]);
    expect(said({ volumes: both })).toContain(
      'lvrename all new.disk0_data old.disk0, lvrename ssd newer.disk1_data old.disk1.',
    );
  });

  test('never names one of two that it may be', () => {
    const two = new Map([...there.volumes, ['all', [ours('a.disk0_data'), its('b.disk0_data')]]]);
    expect(said({ volumes: two })).toContain('its disk all/old.disk0 under its name again');
  });

  test.each([0, 1])('while its configuration was changed is told by the %s disks that are left there', (disks) => {
    const renamed = new Map([['all', [its('new.disk0_data')]]]);
    expect(said({ disks, configured: [], volumes: renamed })).toBe(
      `a conversion of ${name} to DRBD was broken off: Ganeti's configuration has ${disks} of its 2 disks, and host01 has all/new.disk0_data. Nothing of it is removed. Undo this run, then remove there by hand what is left of it (lvremove)`,
    );
  });
});

describe('ganeti.synced', () => {
  const args = { ...placed, to: 'host02.farm', bytes: 256 * mib };
  const would = (instances: readonly GanetiInstance[], minors: readonly number[], planning = false) =>
    wouldDo(synced, args, {
      facts: { instances, drbd: { enabled: [], minors }, devices: devicesIn(proc) },
      planning,
    });
  test.each<[string, readonly GanetiInstance[], readonly number[], string | readonly string[]]>([
    ['waits for a disk that is not in sync', [mirrored], [0, 1], ['cat /proc/drbd']],
    ['waits for a device that is not at work yet', [mirrored], [0, 7], ['cat /proc/drbd']],
    ['is done when all of them are', [mirrored], [0], 'done: host01.farm and host02.farm have the same'],
    ['needs the instance', [], [], `blocked: Ganeti has no instance ${name}`],
    ['needs a mirror', [down], [], `blocked: the disks of ${name} are on host01.farm alone`],
    [
      'needs it where the plan has it',
      [{ ...mirrored, node: 'host02.farm' }],
      [0],
      `blocked: ${name} is on the node host02.farm now, and this would be done on host01.farm: ask for it again`,
    ],
  ])('%s', (_, instances, minors, expected) => expect(would(instances, minors)).toEqual(expected));

  test('is planned before there is anything of it', () => expect(would([], [], true)).toEqual(['cat /proc/drbd']));

  test('says how far it is, of all disks together', () => {
    expect(syncProgress(512 * mib, [inSync, syncing])).toEqual({
      part: 1 - 244 / 512,
      text: '268 MiB of 512 MiB in sync',
    });
    expect(syncProgress(mib, [syncing]).part).toBe(0);
  });

  test('tells what only takes its time from what people have to do something about', () => {
    const on = { ...args, storage: 'node1' };
    expect(whyStuck(on, [inSync, syncing])).toBeUndefined();
    expect(whyStuck(on, [inSync, cut])).toBe(
      `node1: DRBD does not reach host02.farm (WFConnection, UpToDate/DUnknown), so that ${name} has no mirror there yet. When host02.farm is back, gnt-instance activate-disks ${name} on host01 connects it, then retry`,
    );
    expect(whyStuck(on, [inSync, null])).toContain('start it, then retry');
  });
});

describe('on a farm of two nodes', () => {
  const stopped = vms.map((vm) =>
    vm.name === 'skaro'
      ? { ...vm, others: ['6d9e7c02-4f0b-4f27-9a53-1b7e9c2d4a10.disk1'], groups: ['all', 'ssd'] }
      : vm,
  );
  let farm: Sandboxed;
  beforeAll(async () => {
    farm = await sandboxed({ nodes: 2, vms: stopped });
  });
  afterAll(() => farm.close());
  const step = (disks: readonly SourceDisk[] = [farm.disk, { ...farm.disk, index: 1, group: 'ssd' }]) =>
    steps.mirror(farm.farm, disks, vmNamed(farm.farm, 'skaro'), 'host02.farm');
  /** Of a VM that has another disk since the plan was made. */
  const failing = () => perform(step([farm.disk]), attempt(farm.hosts));
  const group = () => join(farm.sandbox.hosts[0].folder, 'state/lvm/all');

  test('nothing is left on either node by a conversion that fails when it has made some of the volumes', async () => {
    const before = await farm.sandbox.snapshot();
    const room = await readFile(group(), 'utf8');
    // For what DRBD writes down of one disk.
    await writeFile(group(), room.replace(/ \d+/, ` ${2 * 2 + 32 + 8}`));
    await expect(failing()).rejects.toThrow(/Ganeti's job \d+ \(modify\) failed: .*LV create failed/);
    await writeFile(group(), room);
    expect(await farm.sandbox.snapshot()).toEqual(before);
  });

  test('what cannot be removed of it is said beside what failed', async () => {
    const room = await readFile(group(), 'utf8');
    await writeFile(group(), room.replace(/ \d+/, ` ${2 * 2 + 32 + 8}`));
    await farm.sandbox.hosts[1]?.faults.tool('lvremove', { kind: 'fail' });
    await expect(failing()).rejects.toThrow(
      /LV create failed.*And host02: removing the volumes that were made for it in all failed: lvremove: fault asked for by a test/s,
    );
    await writeFile(group(), room);
  });

  test('a disk that Ganeti renamed before its master died is told, and nothing is begun until it has its name again', async () => {
    const [host] = farm.sandbox.hosts;
    const old = vms.find((vm) => vm.name === 'skaro')?.volume ?? '';
    await host.exec(`lvrename all ${old} new.disk0_data && lvchange --addtag farmhand all/new.disk0_data`);
    const back = `lvrename all new.disk0_data ${old}`;
    const before = await farm.sandbox.snapshot();
    await expect(perform(step(), attempt(farm.hosts))).rejects.toThrow(back);
    expect(await farm.sandbox.snapshot()).toEqual(before);
    expect((await host.exec(`${back} && lvchange --deltag farmhand all/${old}`)).code).toBe(0);
  });

  test('both disks are mirrored, each in its own group, once, and followed until they are in sync', async () => {
    const skaro = vmNamed(farm.farm, 'skaro');
    expect(await perform(step(), attempt(farm.hosts))).toBeNull();
    expect((await look(farm.hosts, step())).is).toBe('done');
    const watched = attempt(farm.hosts);
    await perform(steps.synced(farm.farm, [farm.disk, farm.disk], skaro, 'host02.farm'), watched);
    expect(watched.told.map(({ part }) => part)).toEqual([0.5, 0.75]);
    const made = (group: string) => {
      const volumes = readdirSync(join(farm.sandbox.hosts[1]?.folder ?? '', `state/lvm/${group}.d`));
      return new Set(volumes.flatMap((one) => /disk[01]_(?:data|meta)$/.exec(one) ?? []));
    };
    expect([...made('all')].sort()).toEqual(['disk0_data', 'disk0_meta', 'disk1_meta']);
    expect([...made('ssd')]).toEqual(['disk1_data']);
    expect(existsSync(join(farm.sandbox.hosts[0].folder, 'state/ganeti/secondaries/skaro.xivo.vm.farm'))).toBe(true);
  });
});
