import { describe, expect, test } from 'vitest';
import { add } from '../../../platforms/ganeti/add.ts';
import { booted } from '../../../platforms/ganeti/booted.ts';
import { dismiss } from '../../../platforms/ganeti/dismiss.ts';
import { drill } from '../../../platforms/ganeti/drill.ts';
import { drillInstance } from '../../../platforms/ganeti/drill-name.ts';
import { monitorSocket } from '../../../platforms/ganeti/monitor.ts';
import type { ConfiguredInstance } from '../../../platforms/ganeti/rows.ts';
import { remove } from '../../../platforms/lvm/remove.ts';
import { riskOf } from '../../../src/engine/action.ts';
import { vmOfInstance } from '../../../src/farm/naming.ts';
import { exampleFarm as farm } from '../../farm/farms.ts';
import { wouldDo } from '../../farm/judging.ts';
import { ours } from '../lvm/volumes.ts';

const name = 'gallifrey.86b33f10.drill';
const uuid = '8be85a09-216d-439b-be54-e42aa5066926';
const mac = '52:54:86:b3:3f:10';
const gib = 2 ** 30;

function instance(more: Partial<ConfiguredInstance> = {}): ConfiguredInstance {
  return { name, uuid, macs: [], node: 'host01.farm', ...more };
}

describe('the instance of a drill', () => {
  const vm = { name: 'gallifrey.drill', of: 'gallifrey', serial: '86b33f10', memory: 4 * gib, kept: gib };

  test.each(['gallifrey', 'g', `${'a'.repeat(19)}-${'b'.repeat(40)}`, 'x'.repeat(63)])(
    'of %s has a name of a drill, whose monitor has a path a socket can have',
    (of) => {
      const full = drill.instance({ ...vm, of });
      expect(drillInstance.safeParse(full).success).toBe(true);
      expect(monitorSocket('/var/run/ganeti/kvm-hypervisor/ctrl', full).length).toBeLessThanOrEqual(107);
    },
  );

  test.each(['{name}', '{name}.drill', 'vm-{name}.drill', '{name}.xivo.vm.farm'])(
    'is no VM where these are called %s',
    (template) => {
      const named = { ...farm, naming: { ...farm.naming, instance: template } };
      expect(vmOfInstance(named, drill.instance({ ...vm, of: 'vm-gallifrey' }))).toBeUndefined();
    },
  );
});

describe('ganeti.add without a MAC', () => {
  const args = {
    ...{ host: 'host01', instance: name, node: 'host01.farm', os: 'debootstrap+default', memory: 4 * gib },
    ...{ storage: 'host01', vg: 'all', volume: 'gallifrey.drill.disk.86b33f10', unchecked: true },
  };
  const volumes = [ours(args.volume)];
  test.each([
    [
      'gives the instance no network card',
      { instances: [], volumes },
      [expect.stringContaining(`--no-ip-check --no-nics --ignore-ipolicy ${name}`), expect.anything()],
    ],
    ['is done when it has none', { instances: [instance()], volumes: [] }, `done: ${name} is in the cluster`],
    [
      'is not done by one that has',
      { instances: [instance({ macs: [mac] })], volumes },
      `blocked: Ganeti has another ${name} already (MAC ${mac})`,
    ],
  ])('%s', (_, facts, expected) => {
    expect(wouldDo(add, args, { facts })).toEqual(expected);
  });

  test('is taken back by what removes nothing but the instance of a drill', () => {
    expect(add.undo(args, { uuid })).toMatchObject({
      by: [{ action: 'ganeti.dismiss', args: { instance: name, uuid } }],
    });
  });
});

describe('ganeti.dismiss', () => {
  const args = { host: 'host01', instance: name };
  const removal = [`gnt-instance remove --shutdown-timeout=1 ${name}`];
  test.each([
    ['is planned before there is an instance', args, [], true, removal],
    ['removes it, whether it runs or not', args, [instance()], false, removal],
    ['is done where it is gone', args, [], false, `done: Ganeti has no instance ${name}`],
    [
      'leaves alone what is another by now',
      { ...args, uuid: uuid.replace('8', '9') },
      [instance()],
      false,
      `done: ${name} is another instance now, which is left alone`,
    ],
    [
      'leaves alone what somebody may use by now',
      args,
      [instance({ macs: [mac] })],
      false,
      `blocked: ${name} has a network card by now (MAC ${mac}): see who uses it, and remove it by hand`,
    ],
  ])('%s', (_, given, instances, planning, expected) => {
    expect(wouldDo(dismiss, given, { facts: { instances }, planning })).toEqual(expected);
  });

  test.each(['gallifrey.xivo.vm.farm', 'gallifrey.drill', 'gallifrey.86b33f1.drill', 'a.gallifrey.86b33f10.drill'])(
    'is never about %s',
    (other) => expect(dismiss.args.safeParse({ ...args, instance: other }).success).toBe(false),
  );
});

test('a volume goes without a second person only by the UUID of one that was made for a run alone', () => {
  const args = { host: 'host01', vg: 'all', name: 'x' };
  const own = { temporary: true, uuid: 'a'.repeat(38) };
  expect(riskOf(remove, remove.args.parse({ ...args, ...own }))).toBe('safe');
  expect(riskOf(remove, remove.args.parse({ ...args, uuid: own.uuid }))).toBe('destructive');
  expect(riskOf(remove, remove.args.parse({ ...args, temporary: true }))).toBe('destructive');
});

describe('ganeti.booted', () => {
  const args = {
    ...{ host: 'host01', monitors: '/ctrl', instance: name, vg: 'all', of: 'gallifrey.drill.source.86b33f10' },
    ...{ memory: 4 * gib, bytes: gib, timeout: 60 },
  };
  const disk = (...tags: readonly string[]) =>
    ours('x', { name: `${uuid}.disk0`, tags: [`farmhand.copy-of.${args.of}`, ...tags] });
  const asking = [
    `echo balloon 1024 | socat - UNIX-CONNECT:/ctrl/${name}.monitor`,
    `lvchange --addtag farmhand.drill.booted @farmhand.copy-of.${args.of}`,
  ];
  test.each([
    ['is planned before there is a disk', [], true, asking],
    ['has no disk to write on', [], false, `blocked: no volume of all on host01 is a copy of ${args.of}`],
    [
      'is done by what is written on the disk',
      [disk('farmhand.drill.booted')],
      false,
      `done: the guest of ${name} gave memory back`,
    ],
    ['is done as well where it did not', [disk('farmhand.drill.not-booted')], false, `done: ${name} did not boot`],
    ['asks its guest', [disk()], false, asking],
  ])('%s', (_, volumes, planning, expected) => {
    expect(wouldDo(booted, args, { facts: { actual: 4 * gib, volumes }, planning })).toEqual(expected);
  });
});
