import { describe, expect, test } from 'vitest';
import { actions } from '../../platforms/actions.ts';
import { known } from '../../src/engine/look.ts';
import type { Json } from '../../src/journal/json.ts';

const gib = 2 ** 30;
const mac = '52:54:86:b3:3f:10';
const address = '10.10.60.6';
const named = { host: 'host01', instance: 'dev.vm.farm' };
const zone = { host: 'host01', zone: 'farm', server: { address: '127.0.0.1', port: 53 } };
const a = { ...zone, type: 'A', name: 'dev.vm.farm', value: address };
const ptr = { ...zone, type: 'PTR', name: '6.60.10.10.in-addr.arpa', value: 'dev.vm.farm' };
const bind = { file: '/etc/bind/db.farm', reload: ['rndc', 'reload'] };
const update = { key: '/etc/key', ttl: 300 };
const dhcpd = { host: 'host01', file: '/etc/dhcp/dhcpd.conf', name: 'dev.vm.farm', restart: ['a'], health: ['b'] };
const kea = { host: 'host01', file: '/etc/kea.conf', socket: '/run/kea', name: 'dev.vm.farm' };
const wall = {
  host: 'host01',
  state: '/var/lib/farmhand',
  folder: '/etc/shorewall',
  rules: '/etc/shorewall/rules',
  params: '/etc/shorewall/params',
  deadMan: 30,
  param: 'VM_DEV',
};

const claimed = (action: string, args: Json) => {
  const { definition, args: read } = known(actions, { action, args });
  return definition.claims?.(read) ?? [];
};

const adding = {
  ...named,
  node: 'host01.farm',
  os: 'debootstrap+default',
  memory: gib,
  mac,
  storage: 'host01',
  vg: 'all',
  volume: 'dev',
};

describe('what a step takes of the farm:', () => {
  test.each<[string, Json, readonly unknown[]]>([
    [
      'ganeti.add',
      adding,
      [
        { kind: 'memory', node: 'host01.farm', bytes: gib },
        { kind: 'mac', mac },
      ],
    ],
    ['ganeti.add', { ...adding, placeholders: true }, [{ kind: 'mac', mac }]],
    [
      'ganeti.replace',
      {
        ...named,
        mac,
        config: '/config',
        node: 'host01.farm',
        memory: gib,
        storage: 'host01',
        vg: 'all',
        disks: [{ volume: 'dev', of: 'source' }],
      },
      [{ kind: 'memory', node: 'host01.farm', bytes: gib }],
    ],
    ['ganeti.start', named, []],
    ['ganeti.maximum', { ...named, bytes: gib }, []],
    [
      'ganeti.grow',
      { ...named, storage: 'host01', vg: 'all', volume: 'disk', from: gib, bytes: 3 * gib },
      [{ kind: 'storage', host: 'host01', group: 'all', bytes: 2 * gib }],
    ],
    [
      'ganeti.mirror',
      {
        ...named,
        config: '/config',
        node: 'host01.farm',
        to: 'host02.farm',
        storage: 'host01',
        mirror: 'host02',
        vg: 'all',
        disks: [gib, 2 * gib],
      },
      [
        { kind: 'storage', host: 'host01', group: 'all', bytes: gib / 4 },
        { kind: 'storage', host: 'host02', group: 'all', bytes: 3.25 * gib },
      ],
    ],
    ['ganeti.remove', named, []],
    [
      'ganeti.restore',
      {
        ...named,
        ...{ config: '/config', node: 'host01.farm', storage: 'host01', vg: 'all', vm: 'dev', by: 'chloe', keep: 60 },
        uuid: '8be85a09-216d-439b-be54-e42aa5066926',
        own: {
          ...{ os: 'o', hypervisor: 'kvm', backend: { maxmem: '1024' }, hypervisorParameters: {}, osParameters: {} },
          ...{ nics: [{ mac, parameters: {} }], tags: [], withheld: false },
        },
        disks: [{ volume: 'bin.disk0-dev', was: 'disk', lv: 'aaaaaa-bbbb-cccc-dddd-eeee-ffff-gggggg' }],
      },
      [
        { kind: 'memory', node: 'host01.farm', bytes: gib },
        { kind: 'mac', mac },
      ],
    ],
    [
      'lvm.volume',
      { host: 'host01', vg: 'all', name: 'dev', extents: 7680 },
      [{ kind: 'storage', host: 'host01', group: 'all', extents: 7680 }],
    ],
    [
      'lvm.placeholder',
      { host: 'host01', vg: 'all', name: 'dev', snapshot: 'dev-held', extents: 7680 },
      [{ kind: 'storage', host: 'host01', group: 'all', extents: 1 }],
    ],
    [
      'lvm.snapshot',
      { host: 'host01', vg: 'all', origin: 'disk', name: 'dev', bytes: gib },
      [{ kind: 'storage', host: 'host01', group: 'all', bytes: gib }],
    ],
    ['lvm.remove', { host: 'host01', vg: 'all', name: 'dev' }, []],
    ['bind.record', { ...a, ...bind }, [{ kind: 'address', address }]],
    ['bind.record', { ...ptr, ...bind }, []],
    ['bind.unrecord', { ...a, ...bind }, []],
    ['rfc2136.record', { ...a, ...update, present: true }, [{ kind: 'address', address }]],
    ['rfc2136.record', { ...a, ...update, present: false }, []],
    ['rfc2136.record', { ...ptr, ...update, present: true }, []],
    [
      'dhcpd.host',
      { ...dhcpd, mac, address, netmask: '255.255.255.0' },
      [
        { kind: 'mac', mac },
        { kind: 'address', address },
      ],
    ],
    ['dhcpd.unhost', dhcpd, []],
    [
      'kea.reservation',
      { ...kea, mac, address, present: true },
      [
        { kind: 'mac', mac },
        { kind: 'address', address },
      ],
    ],
    ['kea.reservation', { ...kea, mac, present: false }, []],
    [
      'shorewall.forward',
      { ...wall, address, port: 22006, publicAddress: '$NET', netZone: 'net', vmZone: 'vm' },
      [
        { kind: 'port', port: 22006 },
        { kind: 'address', address },
      ],
    ],
    ['shorewall.unforward', { ...wall, address, port: 22006 }, []],
  ])('%s %j', (action, args, expected) => {
    expect(claimed(action, args)).toEqual(expected);
  });
});
