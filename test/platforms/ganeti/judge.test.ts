import { describe, expect, test } from 'vitest';
import { add } from '../../../platforms/ganeti/add.ts';
import { remove } from '../../../platforms/ganeti/remove.ts';
import type { GanetiInstance } from '../../../platforms/ganeti/rows.ts';
import { start } from '../../../platforms/ganeti/start.ts';
import { stop } from '../../../platforms/ganeti/stop.ts';
import { wouldDo } from '../../farm/judging.ts';
import { lv, ours } from '../lvm/volumes.ts';

const name = 'gallifrey-dev.xivo.vm.farm';
const mac = '52:54:86:b3:3f:10';
const uuid = '8be85a09-216d-439b-be54-e42aa5066926';

function instance(status: string, more: Partial<GanetiInstance> = {}): GanetiInstance {
  return {
    ...{ name, uuid, status, node: 'host01.farm', memory: 4 * 2 ** 30, macs: [mac], disks: [30 * 2 ** 30] },
    ...{ secondaries: [], template: 'plain' },
    ...more,
  };
}

const gallifrey = instance('running', { name: 'gallifrey.xivo.vm.farm', macs: ['52:54:7a:c4:05:d1'] });

describe('ganeti.add', () => {
  const args = {
    host: 'host01',
    instance: name,
    node: 'host01.farm',
    os: 'debootstrap+default',
    memory: 4 * 2 ** 30,
    mac,
    storage: 'host01',
    vg: 'all',
    volume: 'dev',
  };
  const adding = [
    `gnt-instance add -n host01.farm -B memory=4096M -o debootstrap+default -t plain --disk 0:adopt=dev,vg=all --no-install --no-start --net 0:mac=${mac} ${name}`,
    'lvchange --deltag farmhand.name.dev @farmhand.name.dev',
  ];
  const adopted = ours('dev', { name: '11111111-2222-3333-4444-555555555555.disk0' });
  test.each([
    ['is planned before there is a volume', { instances: [gallifrey], volumes: [] }, true, adding],
    [
      'adopts the volume as in the seed, and does not start it',
      { instances: [gallifrey], volumes: [ours('dev')] },
      false,
      adding,
    ],
    [
      'is done when the instance has the MAC, whatever the volume is called by then',
      { instances: [gallifrey, instance('ADMIN_down')], volumes: [{ ...adopted, tags: ['farmhand'] }] },
      false,
      `done: ${name} is in the cluster`,
    ],
    [
      'takes the tag off a volume that was adopted just before a crash',
      { instances: [gallifrey, instance('ADMIN_down')], volumes: [adopted] },
      false,
      [adding[1]],
    ],
    [
      'is not done by a look that read the volumes before Ganeti renamed one, and the instances after',
      { instances: [gallifrey, instance('ADMIN_down')], volumes: [ours('dev')] },
      false,
      [adding[1]],
    ],
    [
      'goes on with a volume that Ganeti renamed and then lost',
      { instances: [gallifrey], volumes: [adopted] },
      false,
      adding,
    ],
    [
      'never takes an instance of others for its own',
      { instances: [instance('running', { macs: ['52:54:00:00:00:01'] })], volumes: [ours('dev')] },
      true,
      `blocked: Ganeti has another ${name} already (MAC 52:54:00:00:00:01)`,
    ],
    [
      'never gives a MAC out twice',
      { instances: [{ ...gallifrey, macs: [mac] }], volumes: [ours('dev')] },
      true,
      `blocked: gallifrey.xivo.vm.farm has the MAC ${mac} already: plan again`,
    ],
    [
      'needs the volume',
      { instances: [gallifrey], volumes: [lv('other')] },
      false,
      'blocked: there is no volume all/dev on host01',
    ],
    [
      'never adopts a volume of others that has the name',
      { instances: [gallifrey], volumes: [lv('dev')] },
      false,
      'blocked: all/dev on host01 is not the volume this run made: Ganeti is not given it',
    ],
    [
      'never adopts a snapshot that another run keeps under the name',
      { instances: [gallifrey], volumes: [ours('dev', { origin: 'f3e8d23f.disk0' })] },
      false,
      'blocked: all/dev on host01 is not the volume this run made: Ganeti is not given it',
    ],
  ])('%s', (_, facts, planning, expected) => {
    expect(wouldDo(add, args, { facts, planning })).toEqual(expected);
  });
  test.each([
    [
      'adopts all volumes of a VM with several disks, in their order',
      { instances: [gallifrey], volumes: [ours('dev'), ours('data')] },
      [
        `gnt-instance add -n host01.farm -B memory=4096M -o debootstrap+default -t plain --disk 0:adopt=dev,vg=all --disk 1:adopt=data,vg=all --no-install --no-start --net 0:mac=${mac} ${name}`,
        adding[1] ?? '',
        'lvchange --deltag farmhand.name.data @farmhand.name.data',
      ],
    ],
    [
      'needs every one of the volumes',
      { instances: [gallifrey], volumes: [ours('dev')] },
      'blocked: there is no volume all/data on host01',
    ],
    [
      'goes on where Ganeti renamed the first of the volumes and then died',
      { instances: [gallifrey], volumes: [adopted, ours('data')] },
      expect.arrayContaining([expect.stringContaining('--disk 1:adopt=data')]),
    ],
    [
      'takes the tags off those of the volumes that still have one',
      { instances: [gallifrey, instance('ADMIN_down')], volumes: [{ ...adopted, tags: ['farmhand'] }, ours('data')] },
      ['lvchange --deltag farmhand.name.data @farmhand.name.data'],
    ],
  ])('%s', (_, facts, expected) => {
    expect(wouldDo(add, { ...args, others: ['data'] }, { facts })).toEqual(expected);
  });

  const apart = { ...args, others: ['data'], groups: ['ssd'] };
  const renamed = ours('data', { name: '11111111-2222-3333-4444-666666666666.disk1' });
  test.each([
    [
      'adopts each volume from its own group',
      { volumes: [ours('dev')], elsewhere: [[ours('data')]] },
      expect.arrayContaining([expect.stringContaining('--disk 0:adopt=dev,vg=all --disk 1:adopt=data,vg=ssd ')]),
    ],
    [
      'takes no volume of the same name in another group for it',
      { volumes: [ours('dev'), ours('data')], elsewhere: [[]] },
      'blocked: there is no volume ssd/data on host01',
    ],
    [
      'never adopts a volume of others in that group',
      { volumes: [ours('dev')], elsewhere: [[lv('data')]] },
      'blocked: ssd/data on host01 is not the volume this run made: Ganeti is not given it',
    ],
    [
      'goes on where Ganeti renamed both and then died',
      { volumes: [adopted], elsewhere: [[renamed]] },
      expect.arrayContaining([expect.stringContaining('--disk 1:adopt=data,vg=ssd ')]),
    ],
    [
      'takes the tag off in that group',
      {
        instances: [gallifrey, instance('ADMIN_down')],
        volumes: [{ ...adopted, tags: ['farmhand'] }],
        elsewhere: [[renamed]],
      },
      ['lvchange --deltag farmhand.name.data @farmhand.name.data'],
    ],
  ])('of a VM with disks in two volume groups %s', (_, shown, expected) => {
    expect(wouldDo(add, apart, { facts: { instances: [gallifrey], ...shown } })).toEqual(expected);
  });
});

describe('ganeti.start', () => {
  const args = { host: 'host01', instance: name };
  const starting = [`gnt-instance start ${name}`];
  test.each([
    ['is planned before there is an instance', args, [], true, starting],
    ['needs the instance', args, [gallifrey], false, `blocked: Ganeti has no instance ${name}`],
    ['starts what is down', args, [instance('ADMIN_down')], false, starting],
    ['starts what the guest shut down', args, [instance('USER_down')], false, starting],
    ['starts what crashed', args, [instance('ERROR_down')], false, starting],
    ['has nothing to do with what runs', args, [instance('running')], true, `done: ${name} runs`],
    ['is planned after a stop', { ...args, again: true }, [instance('running')], true, starting],
    [
      'leaves a node in trouble to people',
      args,
      [instance('ERROR_nodedown')],
      false,
      `blocked: Ganeti says ERROR_nodedown of ${name}: look at its node first`,
    ],
  ])('%s', (_, args, instances, planning, expected) => {
    expect(wouldDo(start, args, { facts: { instances }, planning })).toEqual(expected);
  });
});

describe('ganeti.stop', () => {
  const args = { host: 'host01', instance: name };
  test.each([
    ['stops what runs', [instance('running')], [`gnt-instance stop --timeout=120 ${name}`]],
    ['has nothing to do with what is down', [instance('ADMIN_down')], `done: ${name} is down`],
    [
      'tells Ganeti of what the guest shut down, which would be started again',
      [instance('USER_down')],
      [`gnt-instance stop --timeout=120 ${name}`],
    ],
    ['has nothing to do with what is gone', [gallifrey], `done: Ganeti has no instance ${name}`],
  ])('%s', (_, instances, expected) => {
    expect(wouldDo(stop, args, { facts: { instances } })).toEqual(expected);
  });

  test.each([
    ['where it was looked at on the node it is on', 'host01.farm', { balloon: 2 ** 30 }],
    ['and none where it was moved away from there', 'host02.farm', { balloon: null }],
  ])('keeps the balloon it had, %s', (_, node, receipt) => {
    const known = stop.args.parse({ ...args, monitor: { host: 'host01', monitors: '/ctrl', node: 'host01.farm' } });
    const seen = (status: string) =>
      stop.see(known, { instances: [instance(status, { node })], balloon: 2 ** 30 } as never) as never;
    expect(stop.receipt.of(known, seen('running'), seen('ADMIN_down'), 1)).toEqual(receipt);
  });

  test('gives the balloon back on the node where it was, when it is undone', () => {
    const monitor = { host: 'host02', monitors: '/ctrl', node: 'host02.farm' };
    expect(stop.undo({ ...args, timeout: 120, monitor }, { balloon: 2 ** 30 })).toEqual({
      by: [
        { action: 'ganeti.start', args: { ...args, monitor } },
        {
          action: 'balloon.set',
          args: {
            ...{ host: 'host02', monitors: '/ctrl', placed: { host: 'host01', node: 'host02.farm' } },
            ...{ instance: name, bytes: 2 ** 30, starting: true },
          },
        },
      ],
    });
  });
});

describe('ganeti.remove', () => {
  const args = { host: 'host01', instance: name };
  const removing = [`gnt-instance remove ${name}`];
  test.each([
    ['removes what is down', args, [instance('ADMIN_down')], false, removing],
    ['never pulls the plug on what runs', args, [instance('running')], false, `blocked: ${name} runs: stop it first`],
    ['is planned while it runs, to come after its stop', args, [instance('running')], true, removing],
    ['has nothing to do when it is gone', args, [gallifrey], false, `done: Ganeti has no instance ${name}`],
    [
      'leaves alone another instance that got the name since',
      { ...args, uuid: 'a74e25a9-568d-479d-9413-fc000d2796f8' },
      [instance('ADMIN_down')],
      false,
      `done: ${name} is another instance now, which is left alone`,
    ],
  ])('%s', (_, args, instances, planning, expected) => {
    expect(wouldDo(remove, args, { facts: { instances }, planning })).toEqual(expected);
  });
});

test('an instance somebody else added under the name meanwhile is never removed by an undo', () => {
  const args = {
    host: 'host01',
    instance: name,
    node: 'n',
    os: 'o',
    memory: 1,
    mac,
    storage: 'host01',
    vg: 'all',
    volume: 'dev',
  };
  const known = add.args.parse(args);
  const after = add.see(known, { instances: [instance('running', { macs: ['52:54:00:00:00:01'] })], volumes: [] });
  expect(add.receipt.of(known, add.see(known, { instances: [], volumes: [] }), after, 7)).toBeNull();
});

test('a start that follows a stop of the same plan has nothing to take back: the stop has', () => {
  const args = { host: 'host01', instance: name };
  const [down, up] = [instance('ADMIN_down'), instance('running')].map((one) => start.see(args, { instances: [one] }));
  expect(start.receipt.of({ ...args, again: true }, down ?? null, up ?? null, 7)).toBeNull();
  expect(start.receipt.of({ ...args, again: false }, down ?? null, up ?? null, 7)).toEqual({ started: true });
});
