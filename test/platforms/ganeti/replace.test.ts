import { describe, expect, test } from 'vitest';
import { replace } from '../../../platforms/ganeti/replace.ts';
import type { LogicalVolume } from '../../../platforms/lvm/facts.ts';
import { wouldDo } from '../../farm/judging.ts';
import { lv, ours } from '../lvm/volumes.ts';

const name = 'gallifrey-dev.xivo.vm.farm';
const mac = '52:54:86:b3:3f:10';
const own = { name, uuid: '8be85a09-216d-439b-be54-e42aa5066926', node: 'host01.farm', macs: [mac] };
const placed = { storage: 'host01', vg: 'all', node: 'host01.farm', memory: 4 * 2 ** 30 };
const args = {
  host: 'host01',
  instance: name,
  mac,
  config: '/var/lib/ganeti/config.data',
  ...placed,
  disks: [{ volume: 'dev', of: 'dev-source' }],
};
const [first, second] = ['11111111-2222-3333-4444-555555555555.disk0', '11111111-2222-3333-4444-555555555555.disk1'];

/** As an instance has it that was added with placeholders. */
const held = (called: string, more: Partial<LogicalVolume> = {}) =>
  lv(called, { uuid: `Held-${called}`, tags: ['farmhand', 'farmhand.placeholder'], ...more });
/** A whole copy: under its first name it has that for a tag. */
const copied = (made: string, called = made, tagged = called === made) =>
  lv(called, {
    tags: ['farmhand', ...(tagged ? [`farmhand.name.${made}`] : []), `farmhand.copy-of.${made}-source`],
  });

const commands = {
  remove: 'lvremove all/UUID.disk0',
  rename: 'lvrename all dev UUID.disk0',
  untag: 'lvchange --deltag farmhand.name.dev all/UUID.disk0',
};

describe('ganeti.replace', () => {
  const shown = (volumes: readonly LogicalVolume[], instances = [own], names: readonly string[] = [first]) => ({
    instances,
    disks: new Map([[name, names.map((one) => ({ group: 'all', name: one }))]]),
    volumes,
    elsewhere: [],
  });
  test.each([
    [
      'is planned before there is an instance',
      { instances: [], disks: new Map(), volumes: [] },
      true,
      Object.values(commands),
    ],
    [
      'removes the placeholder, and gives the copy its name',
      shown([held(first), copied('dev')]),
      false,
      Object.values(commands),
    ],
    [
      'goes on where the placeholder went and nothing has its name',
      shown([copied('dev')]),
      false,
      [commands.rename, commands.untag],
    ],
    ['takes the tag of its first name off a copy', shown([copied('dev', first, true)]), false, [commands.untag]],
    ['is done when the copy is the disk', shown([copied('dev', first)]), false, `done: ${name} has its copied disks`],
    [
      'is not done to an instance that somebody started meanwhile',
      shown([held(first, { open: true }), copied('dev')]),
      false,
      `blocked: ${name} has its placeholder all/${first} on host01 open, as when it was started meanwhile: gnt-instance stop ${name} on host01, then retry`,
    ],
    [
      'never gives an instance what is not copied as a whole',
      shown([held(first), ours('dev')]),
      false,
      `blocked: there is no whole copy for disk 0 of ${name} in all on host01`,
    ],
    [
      'never gives an instance the copy of another snapshot',
      shown([held(first), copied('other')]),
      false,
      `blocked: there is no whole copy for disk 0 of ${name} in all on host01`,
    ],
    [
      'never removes a disk that is no placeholder',
      shown([lv(first), copied('dev')]),
      false,
      `blocked: all/${first} on host01 is not the placeholder this run made: it is left alone`,
    ],
    [
      'does not look for a copy that somebody renamed',
      shown([held(first), copied('dev', 'kept', true)]),
      false,
      `blocked: the copy for disk 0 of ${name} is called all/kept on host01, not dev: rename it, then retry`,
    ],
    [
      'never touches an instance of others',
      shown([held(first), copied('dev')], [{ ...own, macs: ['52:54:00:00:00:01'] }]),
      false,
      `blocked: ${name} is another instance now, made since: it is left alone`,
    ],
    [
      'needs the instance',
      { instances: [], disks: new Map(), volumes: [copied('dev')] },
      false,
      `blocked: Ganeti has no instance ${name}`,
    ],
    [
      'needs as many disks as were copied',
      shown([held(first), held(second), copied('dev')], [own], [first, second]),
      false,
      `blocked: Ganeti on host01 says that ${name} has 2 volumes as disks, the plan says 1`,
    ],
  ])('%s', (_, facts, planning, expected) => {
    expect(wouldDo(replace, args, { facts, planning })).toEqual(expected);
  });

  /** What the host is told, a line each. */
  const told = async (volumes: readonly LogicalVolume[], count = 2) => {
    const disks = [args.disks[0], { volume: 'data', of: 'data-source' }].slice(0, count);
    const known = replace.args.parse({ ...args, disks });
    return toldOf(known, replace.see(known, shown(volumes, [own], [first, second].slice(0, count))));
  };
  type Called = Parameters<typeof replace.apply>;
  const toldOf = async (known: Called[0], seen: Called[1]) => {
    let lines = '';
    const run = async ({ stdin = '' }) => {
      lines = stdin;
      return { code: 0, stdout: '', stderr: '' };
    };
    await replace.apply(known, seen, { hosts: () => ({ run }) } as never);
    return lines.trim().split('\n');
  };

  test('of several disks all placeholders are gone before the first copy gets its name: it starts with all of them, or not', async () => {
    expect(await told([held(first), held(second), copied('dev'), copied('data')])).toEqual([
      `remove all Held-${first} ${first}`,
      `remove all Held-${second} ${second}`,
      `rename all dev ${first}`,
      `rename all data ${second}`,
      `untag all farmhand.name.dev ${first}`,
      `untag all farmhand.name.data ${second}`,
    ]);
  });

  test('of several disks what a crash left is done: the one that has its copy is left alone', async () => {
    expect(await told([copied('dev', first), copied('data')])).toEqual([
      `rename all data ${second}`,
      `untag all farmhand.name.data ${second}`,
    ]);
  });

  test('of disks in two volume groups each gets its copy within its own', async () => {
    const known = replace.args.parse({
      ...args,
      disks: [args.disks[0], { volume: 'data', of: 'data-source', vg: 'ssd' }],
    });
    const seen = replace.see(known, {
      instances: [own],
      disks: new Map([
        [
          name,
          [
            { group: 'all', name: first },
            { group: 'ssd', name: second },
          ],
        ],
      ]),
      // One of that name in the other group is none of it.
      volumes: [held(first), copied('dev'), lv(second)],
      elsewhere: [[held(second), copied('data')]],
    });
    expect(replace.judge(known, seen, false)).toEqual({
      is: 'todo',
      effect: {
        commands: [
          ...Object.values(commands),
          'lvremove ssd/UUID.disk1',
          'lvrename ssd data UUID.disk1',
          'lvchange --deltag farmhand.name.data ssd/UUID.disk1',
        ],
      },
    });
    expect(await toldOf(known, seen)).toEqual([
      `remove all Held-${first} ${first}`,
      `remove ssd Held-${second} ${second}`,
      `rename all dev ${first}`,
      `rename ssd data ${second}`,
      `untag all farmhand.name.dev ${first}`,
      `untag ssd farmhand.name.data ${second}`,
    ]);
  });
});
