import { describe, expect, test } from 'vitest';
import { bin } from '../../../platforms/ganeti/bin.ts';
import { type Own, ownOf, ownOptions } from '../../../platforms/ganeti/own.ts';
import { restore } from '../../../platforms/ganeti/restore.ts';
import type { GanetiInstance } from '../../../platforms/ganeti/rows.ts';
import { binTag } from '../../../platforms/lvm/bin.ts';
import type { LogicalVolume } from '../../../platforms/lvm/facts.ts';
import { purge } from '../../../platforms/lvm/purge.ts';
import { wouldDo } from '../../farm/judging.ts';
import { lv } from '../lvm/volumes.ts';

const name = 'gallifrey-dev.xivo.vm.farm';
const mac = '52:54:86:b3:3f:10';
const uuid = '8be85a09-216d-439b-be54-e42aa5066926';
const disk = 'f3e8d23f.disk0';
const kept = 'bin.8be85a09.disk0-gallifrey-dev';
const lvUuid = 'aaaaaa-bbbb-cccc-dddd-eeee-ffff-gggggg';
const tag = binTag({ run: 7, until: '2026-12-08T04:26:21.000Z', vm: 'gallifrey-dev', by: 'chloe' });

const own: Own = {
  os: 'debootstrap+default',
  hypervisor: 'kvm',
  backend: { maxmem: '4096', minmem: '4096', vcpus: '2' },
  hypervisorParameters: {},
  osParameters: {},
  nics: [{ mac, parameters: {} }],
  tags: [],
  withheld: false,
};

const common = {
  ...{ host: 'host01', instance: name, config: '/config', node: 'host01.farm', storage: 'host01', vg: 'all' },
  ...{ vm: 'gallifrey-dev', by: 'chloe', keep: 604_800, uuid },
};

function instance(status: string, more: Partial<GanetiInstance> = {}): GanetiInstance {
  return {
    ...{ name, uuid, status, node: 'host01.farm', memory: 4 * 2 ** 30, macs: [mac], disks: [30 * 2 ** 30] },
    ...{ secondaries: [], template: 'plain' },
    ...more,
  };
}

const volume = (more: Partial<LogicalVolume> = {}) => lv(disk, { uuid: lvUuid, ...more });
const inBin = volume({ name: kept, tags: [tag] });
const its = (...names: readonly string[]) => new Map([[name, names.map((one) => ({ group: 'all', name: one }))]]);

test('the tag says run, VM, who and until when, in characters that LVM takes', () => {
  expect(tag).toBe('farmhand.bin.7.20261208T042621Z.gallifrey-dev.chloe');
});

describe('ganeti.bin', () => {
  const args = { ...common, disks: [{ volume: disk }] };
  const facts = (given: {
    readonly instances?: readonly GanetiInstance[];
    readonly known?: ReturnType<typeof its>;
    readonly volumes?: readonly LogicalVolume[];
  }) => ({
    ...{ instances: [instance('ADMIN_down')], own, known: its(disk) },
    ...given,
    volumes: [given.volumes ?? [volume()]],
  });
  const [renaming, tagging, removing] = [
    `lvrename all ${disk} ${kept}`,
    `lvchange --addtag farmhand.bin.RUN.UNTIL.gallifrey-dev.chloe all/${kept}`,
    `gnt-instance remove ${name}`,
  ];

  test.each<[string, ReturnType<typeof facts>, boolean, unknown]>([
    ['takes the disks’ names away and the instance after them', facts({}), false, [renaming, tagging, removing]],
    [
      'goes on with the tag where it was broken off',
      facts({ volumes: [{ ...inBin, tags: [] }] }),
      false,
      [tagging, removing],
    ],
    ['goes on with the removal alone', facts({ volumes: [inBin] }), false, [removing]],
    [
      'is done when the instance is gone and its disks are in the bin',
      facts({ instances: [], volumes: [inBin] }),
      false,
      `done: ${name} is in the bin`,
    ],
    [
      'never pulls the plug on what runs',
      facts({ instances: [instance('running')] }),
      false,
      `blocked: ${name} runs: stop it first`,
    ],
    [
      'is planned while it runs, to come after its stop',
      facts({ instances: [instance('running')], volumes: [volume({ open: true })] }),
      true,
      [renaming, tagging, removing],
    ],
    [
      'touches no volume that is in use',
      facts({ volumes: [volume({ open: true })] }),
      false,
      `blocked: all/${disk} on host01 is in use: see what has it open, then retry`,
    ],
    [
      'removes none that was mirrored since',
      facts({ instances: [instance('ADMIN_down', { template: 'drbd' })] }),
      false,
      `blocked: the disks of ${name} are drbd by now, which no bin takes: ask again`,
    ],
    [
      'removes none that was given another disk since',
      facts({ known: its(disk, 'other') }),
      false,
      `blocked: Ganeti says that ${name} has 2 volumes as disks, the plan says 1: ask again`,
    ],
    [
      'removes none whose disk is another by now',
      facts({ known: its('other'), volumes: [volume(), lv('other')] }),
      false,
      `blocked: disk 0 of ${name} is not all/${disk} any more: ask again`,
    ],
    [
      'leaves alone another instance that got the name since',
      facts({ instances: [instance('ADMIN_down', { uuid: 'a74e25a9-568d-479d-9413-fc000d2796f8' })] }),
      false,
      `done: ${name} is another instance now, which is left alone`,
    ],
  ])('%s', (_, given, planning, expected) => {
    expect(wouldDo(bin, args, { facts: given, planning })).toEqual(expected);
  });

  const receipt = (after: ReturnType<typeof facts>) => {
    const known = bin.args.parse(args);
    return { known, receipt: bin.receipt.of(known, bin.see(known, facts({})), bin.see(known, after), 7) };
  };

  test('that broke off before the removal is taken back by the old name alone', () => {
    const { known, receipt: half } = receipt(facts({ volumes: [{ ...inBin, tags: [] }] }));
    expect(half).toMatchObject({ removed: false, disks: [{ volume: kept, was: disk, lv: lvUuid }] });
    expect(bin.returns?.(known, half)).toBeUndefined();
    expect(bin.undo(known, half)).toMatchObject({ by: [{ action: 'ganeti.restore', args: { own, uuid } }] });
  });

  test('is taken back while nothing but what has its MAC has its name', () => {
    const { known, receipt: whole } = receipt(facts({ instances: [], volumes: [inBin] }));
    expect(whole).toMatchObject({ removed: true, until: '2026-12-08T04:26:21.000Z' });
    expect(bin.returns?.(known, whole)).toMatchObject({ args: { instance: name, mac } });
    expect(bin.summary?.(known, whole)).toBe('gallifrey-dev is in the bin until 2026-12-08 04:26 UTC');
  });

  test('that changed nothing has nothing to take back', () => {
    expect(receipt(facts({})).receipt).toBeNull();
  });
});

describe('ganeti.restore', () => {
  const args = { ...common, own, disks: [{ volume: kept, was: disk, lv: lvUuid }] };
  const made = 'a74e25a9-568d-479d-9413-fc000d2796f8';
  const facts = (instances: readonly GanetiInstance[], volumes: readonly LogicalVolume[] = [inBin], known = its()) => ({
    ...{ instances, known },
    volumes: [volumes],
  });
  const adding = `gnt-instance add -n host01.farm -B maxmem=4096,minmem=4096,vcpus=2 -H kvm -o debootstrap+default --net 0:mac=${mac} -t plain --disk 0:adopt=${kept},vg=all --no-install --no-start --no-name-check --no-ip-check ${name}`;
  const untagging = `lvchange --deltag ${tag} all/UUID.disk0`;

  test.each<[string, ReturnType<typeof facts>, unknown]>([
    ['adds the instance as it was, which adopts its disks', facts([]), [adding, untagging]],
    [
      'takes the tag off after a crash',
      facts([instance('ADMIN_down', { uuid: made })], [volume({ name: 'new.disk0', tags: [tag] })]),
      [untagging],
    ],
    [
      'is done when its disks have no tag any more',
      facts([instance('running', { uuid: made })], [volume({ name: 'new.disk0' })]),
      `done: ${name} is back from the bin`,
    ],
    [
      'gives an instance that never went its names back',
      facts([instance('ADMIN_down')]),
      [`lvrename all ${kept} ${disk}`, `lvchange --deltag ${tag} all/${disk}`],
    ],
    [
      'takes no other instance’s name',
      facts([instance('running', { uuid: made, macs: ['52:54:00:00:00:01'] })]),
      `blocked: Ganeti has another ${name} by now: its name has to be free for gallifrey-dev to come back`,
    ],
    [
      'takes no other instance’s MAC',
      facts([instance('running', { name: 'other', uuid: made })]),
      `blocked: other has the MAC of ${name} by now`,
    ],
    [
      'says so when it was purged',
      facts([], []),
      `blocked: it is not in the bin any more: there is no all/${kept} on host01`,
    ],
    [
      'takes no other volume of its name',
      facts([], [{ ...inBin, uuid: lvUuid.replaceAll('a', 'z') }]),
      `blocked: it is not in the bin any more: there is no all/${kept} on host01`,
    ],
  ])('%s', (_, given, expected) => {
    expect(wouldDo(restore, args, { facts: given })).toEqual(expected);
  });

  test('is taken back by putting what it added into the bin', () => {
    const known = restore.args.parse(args);
    const after = facts([instance('running', { uuid: made })], [volume({ name: 'new.disk0' })], its('new.disk0'));
    const receipt = restore.receipt.of(known, restore.see(known, facts([])), restore.see(known, after), 8);
    expect(receipt).toEqual({ uuid: made, volumes: ['new.disk0'] });
    expect(restore.undo(known, receipt)).toMatchObject({
      by: [{ action: 'ganeti.bin', args: { uuid: made, disks: [{ volume: 'new.disk0' }] } }],
      identified: true,
    });
  });
});

describe('lvm.purge', () => {
  const args = { host: 'host01', vg: 'all', name: kept, tag };
  const prolonged = tag.replace('20261208', '20261209');
  test.each<[string, readonly LogicalVolume[], unknown]>([
    ['removes what is in the bin', [inBin], [`lvremove all/${kept}`]],
    ['is done when it is gone', [], `done: all/${kept} is not in the bin any more`],
    [
      'leaves alone what is kept for another time by now',
      [{ ...inBin, tags: [prolonged] }],
      `blocked: what is said of all/${kept} in the bin has changed: ask again`,
    ],
    [
      'leaves alone what is in use',
      [{ ...inBin, open: true }],
      `blocked: all/${kept} is in use: see what has it open, then retry`,
    ],
    [
      'leaves alone what has a snapshot',
      [inBin, lv('snap', { origin: kept })],
      `blocked: all/${kept} has snapshots that would go with it (snap): remove them first`,
    ],
  ])('%s', (_, volumes, expected) => {
    expect(wouldDo(purge, args, { facts: { volumes } })).toEqual(expected);
  });
});

describe('what an instance has of its own', () => {
  test('is what the configuration says, but for what is private', () => {
    const printed = [
      ['os', 'debootstrap+default'],
      ['hypervisor', 'kvm'],
      ['beparams/maxmem', '8192'],
      ['beparams/always_failover', 'false'],
      ['hvparams/kernel_args', 'ro console=ttyS0,115200 \\"x\\"'],
      ['hvparams/cdrom_image_path', ''],
      ['hvparams/spice_ip_version', 'null'],
      ['osparams/dhcp', 'no'],
      ['private', ''],
      ['nics/0/mac', 'AA:00:00:00:00:01'],
      ['nics/0/ip', '10.0.0.1'],
      ['nics/0/network', 'null'],
      ['nics/0/uuid', 'x'],
      ['nics/0/nicparams/link', 'br1'],
      ['nics/1/mac', 'aa:00:00:00:00:02'],
      ['tags/0', 'web'],
      ['tags/1', 'batch'],
    ].map((line) => `${line.join('\t')}\n`);
    const found = ownOf(printed.join(''));
    expect(found).toMatchObject({ withheld: true, tags: ['batch', 'web'] });
    expect(found && ownOptions(found)).toEqual([
      ...['-B', 'maxmem=8192,always_failover=false'],
      ...['-H', 'kvm:kernel_args=ro console=ttyS0\\,115200 "x",cdrom_image_path='],
      ...['-o', 'debootstrap+default', '-O', 'dhcp=no'],
      ...['--net', '0:mac=aa:00:00:00:00:01,ip=10.0.0.1,link=br1', '--net', '1:mac=aa:00:00:00:00:02'],
      ...['--tags', 'batch,web'],
    ]);
  });

  test('is nothing of an instance that is not there', () => expect(ownOf('')).toBeNull());
});
