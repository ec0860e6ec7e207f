import { describe, expect, test } from 'vitest';
import { drain } from '../../../platforms/ganeti/drain.ts';
import { failover } from '../../../platforms/ganeti/failover.ts';
import { migrate } from '../../../platforms/ganeti/migrate.ts';
import { move } from '../../../platforms/ganeti/move.ts';
import type { GanetiInstance, GanetiNode } from '../../../platforms/ganeti/rows.ts';
import type { Action } from '../../../src/engine/action.ts';
import { wouldDo } from '../../farm/judging.ts';

const gibi = 2 ** 30;
const name = 'gallifrey.xivo.vm.farm';
const uuid = '8be85a09-216d-439b-be54-e42aa5066926';

function instance(status: string, more: Partial<GanetiInstance> = {}): GanetiInstance {
  return {
    name,
    uuid,
    status,
    node: 'host01.farm',
    memory: 4 * gibi,
    macs: ['52:54:7a:c4:05:d1'],
    disks: [30 * gibi],
    secondaries: ['host02.farm'],
    template: 'drbd',
    ...more,
  };
}

function node(name: string, more: Partial<GanetiNode> = {}): GanetiNode {
  return { name, role: 'R', memoryFree: 20 * gibi, diskFree: 100 * gibi, ...more };
}

const host01 = node('host01.farm', { role: 'M' });
const host02 = node('host02.farm');
const runs = instance('running');
const down = instance('ADMIN_down');
const there = { node: 'host02.farm', secondaries: ['host01.farm'] };

const args = { host: 'host01', instance: name, from: 'host01.farm', to: 'host02.farm', memory: 4 * gibi };
/** What an undo of it does. */
const back = { ...args, from: 'host02.farm', to: 'host01.farm', back: true, uuid };

type Row = readonly [string, object, readonly GanetiInstance[], readonly GanetiNode[], string | readonly string[]];

/** Each row: what it states, arguments beside the usual ones, the instances, the nodes beside the first, and what would be done. */
function judged(action: Action, rows: readonly Row[], planning = false): void {
  test.each(rows)('%s', (_, more, instances, nodes, would) => {
    const facts = { instances, nodes: [host01, ...nodes] };
    expect(wouldDo(action, { ...args, ...more }, { facts, planning })).toEqual(would);
  });
}

describe('ganeti.migrate', () => {
  const migrating = [`gnt-instance migrate -f ${name}`];
  judged(migrate, [
    ['migrates what runs', {}, [runs], [host02], migrating],
    [
      'only has Ganeti write down the other node of what is down, whatever memory is free there',
      {},
      [down],
      [node('host02.farm', { memoryFree: 0 })],
      [`gnt-instance failover -f ${name}`],
    ],
    [
      'names the node where its disks are seen by every one',
      { shared: true },
      [instance('running', { template: 'rbd', secondaries: [] })],
      [host02],
      [`gnt-instance migrate -f -n host02.farm ${name}`],
    ],
    [
      'has nothing to do with what is there',
      {},
      [instance('running', there)],
      [host02],
      `done: ${name} is on host02.farm`,
    ],
    [
      'leaves alone what somebody brought elsewhere',
      {},
      [instance('running', { node: 'host03.farm' })],
      [host02],
      `blocked: ${name} is on host03.farm by now, not on host01.farm: plan again`,
    ],
    ['needs the instance', {}, [], [host02], `blocked: Ganeti has no instance ${name}`],
    [
      'needs the mirror there',
      {},
      [instance('running', { secondaries: ['host03.farm'] })],
      [host02],
      `blocked: its disks are mirrored on host03.farm, not on host02.farm: gnt-instance replace-disks -n host02.farm ${name} has the mirror made there`,
    ],
    ['needs the node', {}, [runs], [], 'blocked: Ganeti has no node host02.farm'],
    [
      'needs a node that is not offline',
      {},
      [runs],
      [node('host02.farm', { role: 'O' })],
      'blocked: host02.farm is offline',
    ],
    [
      'needs a node that is not drained',
      {},
      [runs],
      [node('host02.farm', { role: 'D' })],
      'blocked: host02.farm is drained, so that it is given no instances: gnt-node modify --drained=no host02.farm',
    ],
    [
      'needs room for all of the memory that it may have',
      {},
      [runs],
      [node('host02.farm', { memoryFree: 3 * gibi })],
      'blocked: host02.farm has 3 GiB of memory free, and it takes 4 GiB',
    ],
    [
      'never takes a node that does not answer for one it can migrate from',
      {},
      [instance('ERROR_nodedown')],
      [host02],
      'blocked: Ganeti does not reach host01.farm (ERROR_nodedown)',
    ],
    [
      'leaves what crashed to people',
      {},
      [instance('ERROR_down')],
      [host02],
      `blocked: Ganeti says ERROR_down of ${name}: start or stop it first`,
    ],
    [
      'says what mends a migration that was broken off',
      {},
      [instance('ERROR_wrongnode')],
      [host02],
      `blocked: Ganeti says that ${name} runs on another node than host01.farm, as after a migration that was broken off: gnt-instance migrate --cleanup ${name}`,
    ],
  ]);

  describe('taking itself back', () => {
    judged(migrate, [
      ['migrates what runs', back, [instance('running', there)], [host02], migrating],
      [
        'leaves where it is what was brought elsewhere since',
        back,
        [instance('running', { node: 'host03.farm' })],
        [host02],
        `done: ${name} was brought to host03.farm since, which is left as it is`,
      ],
      [
        'leaves alone another instance that has the name',
        { ...back, uuid: 'a74e25a9-568d-479d-9413-fc000d2796f8' },
        [instance('running', there)],
        [host02],
        `done: ${name} is another instance now, made since, which is left alone`,
      ],
      ['has nothing to do with what is gone', back, [], [host02], `done: Ganeti has no instance ${name}`],
    ]);
  });

  test('is planned to a node that an earlier step of the undoing has given instances again, and waits for that', () => {
    const drained = node('host01.farm', { role: 'D' });
    const facts = { instances: [instance('running', there)], nodes: [drained, host02] };
    const given = { ...back, drains: true };
    expect(wouldDo(migrate, given, { facts, planning: true })).toEqual(migrating);
    expect(wouldDo(migrate, given, { facts })).toMatch(/^blocked: host01.farm is drained/);
    expect(wouldDo(migrate, back, { facts, planning: true })).toMatch(/^blocked: host01.farm is drained/);
  });

  test('undone after its node was drained for it, has that given instances first', () => {
    const known = migrate.args.parse({ ...args, drains: true });
    expect(migrate.undo(known, { from: 'host01.farm', uuid })).toEqual({
      by: [
        { action: 'ganeti.drain', args: { host: 'host01', node: 'host01.farm', drained: false } },
        { action: 'ganeti.migrate', args: { ...back, shared: false, drains: true } },
      ],
      identified: true,
    });
  });
});

describe('ganeti.failover', () => {
  const failing = [`gnt-instance failover -f ${name}`];
  const lost = { lost: true };
  const answers = { lost: false };
  const off = [node('host01.farm', { role: 'O' }), host02];
  test.each<Row>([
    ['goes on at the mirror of what was on an offline node', lost, [instance('ERROR_nodeoffline')], off, failing],
    ['stops and starts what is on a node that answers', answers, [runs], [host01, host02], failing],
    [
      'takes nothing for lost on a node that is not offline any more',
      lost,
      [runs],
      [host01, host02],
      'blocked: host01.farm is not marked offline any more: plan again, since a migration may do it without interruption',
    ],
    [
      'loses nothing that was not approved, where the node went offline meanwhile',
      answers,
      [instance('ERROR_nodeoffline')],
      off,
      'blocked: host01.farm is marked offline by now: plan again, since something may be lost then',
    ],
    [
      'needs room for what it starts',
      lost,
      [instance('ERROR_nodeoffline')],
      [node('host01.farm', { role: 'O' }), node('host02.farm', { memoryFree: gibi })],
      'blocked: host02.farm has 1 GiB of memory free, and it takes 4 GiB',
    ],
    ['is done when it runs there', lost, [instance('running', there)], off, `done: ${name} is on host02.farm`],
    [
      'is done when what was down is there',
      lost,
      [instance('ADMIN_down', there)],
      off,
      `done: ${name} is on host02.farm`,
    ],
    [
      'is not done when it is there and could not be started',
      lost,
      [instance('ERROR_down', there)],
      off,
      `blocked: ${name} is on host02.farm by now, and does not run (ERROR_down): start it`,
    ],
  ])('%s', (_, more, instances, nodes, would) => {
    expect(wouldDo(failover, { ...args, ...more }, { facts: { instances, nodes } })).toEqual(would);
  });

  test('is taken back by a migration', () => {
    const known = failover.args.parse({ ...args, lost: true });
    expect(failover.undo(known, { from: 'host01.farm', uuid })).toEqual({
      by: [{ action: 'ganeti.migrate', args: { ...back, shared: false } }],
    });
  });
});

describe('ganeti.move', () => {
  const ssd = (free: number) => ({ name: 'ssd', extentBytes: 4 * 2 ** 20, extents: 25_600, freeExtents: free * 256 });
  const plain = { template: 'plain', secondaries: [] };
  const bytes = { bytes: 30 * gibi };
  const moving = [`gnt-instance move -f -n host02.farm ${name}`];
  judged(move, [
    ['moves what is down', bytes, [instance('ADMIN_down', plain)], [host02], moving],
    [
      'never pulls the plug on what runs',
      bytes,
      [instance('running', plain)],
      [host02],
      `blocked: ${name} runs: stop it first`,
    ],
    [
      'needs room for its disks',
      bytes,
      [instance('ADMIN_down', plain)],
      [node('host02.farm', { diskFree: 20 * gibi })],
      'blocked: host02.farm has 20 GiB of disk free, and it takes 30 GiB',
    ],
    [
      'needs room for what is started there after',
      bytes,
      [instance('ADMIN_down', plain)],
      [node('host02.farm', { memoryFree: gibi })],
      'blocked: host02.farm has 1 GiB of memory free, and it takes 4 GiB',
    ],
    [
      'needs no memory for what stays down',
      { ...bytes, memory: 0 },
      [instance('ADMIN_down', plain)],
      [node('host02.farm', { memoryFree: 0 })],
      moving,
    ],
    [
      'takes what runs back, which Ganeti stops and starts for it',
      { ...back, ...bytes },
      [instance('running', { ...plain, node: 'host02.farm' })],
      [host02],
      [`gnt-instance move -f -n host01.farm ${name}`],
    ],
  ]);
  test.each([
    ['takes room of each volume group that its disks are in', [ssd(8)], moving],
    ['needs room in each', [ssd(7)], 'blocked: volume group ssd has 7 GiB free, what comes to host02.farm takes 8 GiB'],
    ['needs each there', [null], 'blocked: host02.farm has no volume group ssd'],
  ])('of a VM with disks in two groups %s', (_, further, would) => {
    const disks = { ...plain, disks: [20 * gibi, 8 * gibi] };
    const facts = {
      instances: [instance('ADMIN_down', disks)],
      nodes: [host01, node('host02.farm', { diskFree: 20 * gibi })],
      further,
    };
    const apart = { ...args, ...bytes, vg: 'all', groups: ['all', 'ssd'], storage: 'host02' };
    expect(wouldDo(move, apart, { facts })).toEqual(would);
    const undone = move.undo(move.args.parse(apart), { from: 'host01.farm', uuid });
    expect(undone).toMatchObject({ by: [{ args: { groups: ['all', 'ssd'] } }] });
    expect(JSON.stringify(undone)).not.toContain('storage');
  });
  test('is planned while it runs, to come after its stop', () => {
    const facts = { instances: [instance('running', plain)], nodes: [host01, host02] };
    expect(wouldDo(move, { ...args, ...bytes }, { facts, planning: true })).toEqual(moving);
  });
});

describe('ganeti.drain', () => {
  const draining = { host: 'host01', node: 'host02.farm', drained: true };
  const given = { ...draining, drained: false };
  test.each<readonly [string, object, GanetiNode, string | readonly string[]]>([
    ['drains', draining, host02, ['gnt-node modify --drained=yes --auto-promote host02.farm']],
    [
      'has it given instances again',
      given,
      node('host02.farm', { role: 'D' }),
      ['gnt-node modify --drained=no host02.farm'],
    ],
    [
      'has nothing to do with a drained one',
      draining,
      node('host02.farm', { role: 'D' }),
      'done: host02.farm is drained',
    ],
    ['has nothing to take back where somebody did', given, host02, 'done: host02.farm is given instances'],
    [
      'never takes an offline one for drained',
      draining,
      node('host02.farm', { role: 'O' }),
      'blocked: host02.farm is offline',
    ],
    [
      'never drains the master',
      draining,
      node('host02.farm', { role: 'M' }),
      "blocked: host02.farm is the cluster's master, which Ganeti does not drain: gnt-cluster master-failover on another node first, or migrate its VMs one by one",
    ],
  ])('%s', (_, args, shown, would) => {
    expect(wouldDo(drain, args, { facts: { nodes: [shown] } })).toEqual(would);
  });

  test('takes back what it changed, and nothing where the node was drained before', () => {
    const seen = (role: GanetiNode['role']) => ({ node: node('host02.farm', { role }) });
    const receipt = drain.receipt.of(draining, seen('R'), seen('D'), 7);
    expect(drain.undo(draining, receipt)).toEqual({ by: [{ action: 'ganeti.drain', args: given }], identified: true });
    expect(drain.receipt.of(draining, seen('D'), seen('D'), 7)).toBeNull();
  });
});

test('a receipt has where the instance was, whoever says that it failed, and nothing where it did not go there', () => {
  const known = migrate.args.parse(args);
  const seen = (one: GanetiInstance) => migrate.see(known, { instances: [one], nodes: [host01, host02] });
  const of = (after: GanetiInstance) => migrate.receipt.of(known, seen(runs), seen(after), 7);
  expect(of(instance('running', there))).toEqual({ from: 'host01.farm', uuid });
  expect(of(runs)).toBeNull();
  expect(of(instance('running', { ...there, uuid: 'a74e25a9-568d-479d-9413-fc000d2796f8' }))).toBeNull();
});
