import { describe, expect, test } from 'vitest';
import { actions } from '../../platforms/actions.ts';
import * as dns from '../../platforms/bind/steps.ts';
import * as instance from '../../platforms/ganeti/steps.ts';
import * as guest from '../../platforms/guest/steps.ts';
import * as dhcp from '../../platforms/isc-dhcpd/steps.ts';
import { parseFarm } from '../../platforms/load-farm.ts';
import * as disk from '../../platforms/lvm/steps.ts';
import * as proxy from '../../platforms/nginx/steps.ts';
import * as firewall from '../../platforms/shorewall/steps.ts';
import type { Invocation } from '../../src/engine/action.ts';
import type { Farm } from '../../src/farm/farm.ts';
import { vmNamed } from '../../src/farm/naming.ts';
import type { AllocatedVm } from '../../src/farm/settings.ts';
import { exampleFarm, smallText, spreadText } from '../farm/farms.ts';

function place(farm: Farm): AllocatedVm {
  return {
    ...vmNamed(farm, 'gallifrey-dev'),
    address: '10.10.60.6',
    mac: '52:54:86:b3:3f:10',
    ...(farm.firewall && { sshPort: 22006 }),
  };
}

const source = { index: 0, volume: 'f3e8d23f-21c0-417d-9b5e-91bb4da9b926.disk0', extents: 7680, bytes: 7680 * 2 ** 22 };

const network = { addresses: ['10.10.60.5'], macs: ['52:54:7a:c4:05:d1'], leased: true };

/** Every word of the vocabulary, said of one farm; undefined where the farm has no such thing. */
function said(farm: Farm): Readonly<Record<string, Invocation | undefined>> {
  const vm = place(farm);
  return {
    snapshot: disk.snapshot(farm, [source], vm, '/unused'),
    snapshots: disk.snapshot(farm, [source, { ...source, index: 1, volume: 'data' }], vm, instance.monitor(farm, vm)),
    volume: disk.volume(farm, source, vm),
    copy: disk.copy(farm, source, vm),
    copyAcross: disk.copy(farm, { ...source, host: 'host09' }, vm),
    removeSnapshot: disk.removeSnapshot(farm, source, vm),
    hostKeys: guest.hostKeys(farm, source, vm),
    personalise: guest.personalise(farm, source, vm, network, undefined),
    record: dns.record(farm, vm),
    pointer: dns.pointer(farm, vm),
    removeRecord: dns.removeRecord(farm, vm),
    removePointer: dns.removePointer(farm, vm),
    host: dhcp.host(farm, vm),
    removeHost: dhcp.removeHost(farm, vm, vm.address),
    removeHostOfUnknownAddress: dhcp.removeHost(farm, vm, undefined),
    forward: firewall.forward(farm, vm),
    site: proxy.site(farm, vm),
    removeSite: proxy.removeSite(farm, vm),
    add: instance.add(farm, [source], vm),
    addOfSeveral: instance.add(farm, [source, { ...source, index: 1 }], vm),
    mirror: instance.mirror(farm, [source], vm, farm.hypervisor.node),
    synced: instance.synced(farm, [source], vm, farm.hypervisor.node),
    start: instance.start(farm, vm),
    stop: instance.stop(farm, vm),
    remove: instance.remove(farm, vm),
    balloon: instance.balloon(farm, vm),
    answers: guest.answers(farm, vm),
  };
}

const farms: readonly (readonly [string, Farm, readonly string[]])[] = [
  ["the seed's", exampleFarm, []],
  ['a small one', parseFarm(smallText, 'farm.yaml'), ['pointer', 'removePointer', 'forward', 'site', 'removeSite']],
  ['one of several hosts', parseFarm(spreadText, 'farm.yaml'), ['hostKeys', 'personalise']],
];

describe.each(farms)('said of %s farm,', (_, farm, missing) => {
  test('every word is a step an action knows, with arguments that fit it and survive the journal', () => {
    for (const [word, invocation] of Object.entries(said(farm))) {
      if (!invocation) continue;
      const stored = JSON.parse(JSON.stringify(invocation.args));
      expect(actions.get(invocation.action)?.args.safeParse(stored).error, word).toBeUndefined();
      expect(stored, word).toEqual(invocation.args);
    }
  });

  test('only what the farm has is done', () => {
    const nothing = Object.entries(said(farm)).flatMap(([word, invocation]) => (invocation ? [] : [word]));
    expect(nothing).toEqual(missing);
  });
});

test("the seed's names, addresses and hosts are in the steps", () => {
  const words = said(exampleFarm);
  expect(words.record?.args).toMatchObject({
    host: 'host01',
    zone: 'farm',
    file: '/etc/bind/db.farm',
    name: 'gallifrey-dev.xivo.vm.farm',
    value: '10.10.60.6',
  });
  expect(words.pointer?.args).toMatchObject({
    zone: '10.10.in-addr.arpa',
    name: '6.60.10.10.in-addr.arpa',
    value: 'gallifrey-dev.xivo.vm.farm',
  });
  expect(words.site?.args).toMatchObject({
    site: 'gallifrey-dev.dachary.org',
    link: '../sites-available/gallifrey-dev.dachary.org',
  });
});

test('each step goes to the host that plays its part', () => {
  const words = said(parseFarm(spreadText, 'farm.yaml'));
  const hosts = Object.fromEntries(
    Object.entries(words).map(([word, step]) => [word, (step?.args as { host?: string })?.host]),
  );
  expect(hosts).toMatchObject({
    snapshot: 'node-a',
    copy: 'node-a',
    record: 'net',
    pointer: 'net',
    host: 'net',
    forward: 'gate',
    site: 'gate',
    add: 'master',
    start: 'master',
    balloon: 'node-a',
  });
});

test('disks of another node are frozen, read and let go there, and their volumes are made on the node of the clone', () => {
  const farm = parseFarm(spreadText, 'farm.yaml');
  const [first, second] = [source, { ...source, index: 1, volume: 'data' }].map((one) => ({ ...one, host: 'net' }));
  if (!first || !second) throw new Error('there are two');
  const vm = place(farm);
  const steps = [
    disk.snapshot(farm, [first], vm, '/unused'),
    disk.snapshot(farm, [first, second], vm, '/unused'),
    disk.copy(farm, second, vm),
    disk.removeSnapshot(farm, second, vm),
    disk.volume(farm, second, vm),
  ];
  expect(steps.map(({ args }) => (args as { readonly host: string }).host)).toEqual([
    'net',
    'net',
    'net',
    'net',
    'node-a',
  ]);
  expect(disk.copy(farm, second, vm).args).toMatchObject({ across: { host: 'node-a', node: farm.hypervisor.node } });
});
