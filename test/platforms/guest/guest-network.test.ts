import { describe, expect, test } from 'vitest';
import { networkIn } from '../../../platforms/guest/guest-files.ts';
import { type Move, networkPlan } from '../../../platforms/guest/guest-network.ts';

const move: Move = {
  addresses: ['10.10.60.5'],
  macs: ['52:54:7a:c4:05:d1'],
  address: '10.10.60.6',
  mac: '52:54:00:00:00:06',
};

const plan = (path: string, text: string, given: Partial<Move> = {}) =>
  networkPlan({ files: [{ path, text }], unread: [] }, { ...move, ...given });

describe('the source’s address and MAC become the clone’s', () => {
  test.each([
    [
      'in interfaces(5)',
      '/etc/network/interfaces',
      'auto lo eth0\niface lo inet loopback\niface eth0 inet static\n\taddress 10.10.60.5/24\n\tgateway 10.10.60.254\n\thwaddress ether 52:54:7A:C4:05:D1\n',
      'auto lo eth0\niface lo inet loopback\niface eth0 inet static\n\taddress 10.10.60.6/24\n\tgateway 10.10.60.254\n\thwaddress ether 52:54:00:00:00:06\n',
    ],
    ['in a file of interfaces.d', '/etc/network/interfaces.d/eth0', 'address 10.10.60.5\n', 'address 10.10.60.6\n'],
    [
      'in netplan(5)',
      '/etc/netplan/50-cloud-init.yaml',
      'network:\n  version: 2\n  ethernets:\n    eth0:\n      match: {macaddress: "52:54:7a:c4:05:d1"}\n      set-name: eth0\n      addresses: [10.10.60.5/24]\n      nameservers: {addresses: [10.10.60.1]}\n      routes: [{to: 0.0.0.0/0, via: 10.10.60.254}]\n',
      'network:\n  version: 2\n  ethernets:\n    eth0:\n      match: {macaddress: "52:54:00:00:00:06"}\n      set-name: eth0\n      addresses: [10.10.60.6/24]\n      nameservers: {addresses: [10.10.60.1]}\n      routes: [{to: 0.0.0.0/0, via: 10.10.60.254}]\n',
    ],
    [
      'in systemd.network(5)',
      '/etc/systemd/network/10-lan.network',
      '[Match]\nMACAddress=52:54:7a:c4:05:d1\n[Network]\nAddress=10.10.60.5/24\nDNS=10.10.60.1\n',
      '[Match]\nMACAddress=52:54:00:00:00:06\n[Network]\nAddress=10.10.60.6/24\nDNS=10.10.60.1\n',
    ],
    [
      'in a keyfile of NetworkManager',
      '/etc/NetworkManager/system-connections/Wired connection 1.nmconnection',
      '[ethernet]\nmac-address=52:54:7A:C4:05:D1\n[ipv4]\naddress1=10.10.60.5/24,10.10.60.254\nmethod=manual\n',
      '[ethernet]\nmac-address=52:54:00:00:00:06\n[ipv4]\naddress1=10.10.60.6/24,10.10.60.254\nmethod=manual\n',
    ],
    [
      'in ifcfg(5)',
      '/etc/sysconfig/network-scripts/ifcfg-eth0',
      'HWADDR=52:54:7a:c4:05:d1\nIPADDR="10.10.60.5"\nGATEWAY=10.10.60.254\n',
      'HWADDR=52:54:00:00:00:06\nIPADDR="10.10.60.6"\nGATEWAY=10.10.60.254\n',
    ],
    [
      'in cloud-init’s first version of it',
      '/var/lib/cloud/seed/nocloud-net/network-config',
      'version: 1\nconfig:\n- type: physical\n  name: eth0\n  mac_address: 52:54:7a:c4:05:d1\n  subnets: [{type: static, address: 10.10.60.5/24}]\n- {type: nameserver, address: [10.10.60.1]}\n',
      'version: 1\nconfig:\n- type: physical\n  name: eth0\n  mac_address: 52:54:00:00:00:06\n  subnets: [{type: static, address: 10.10.60.6/24}]\n- {type: nameserver, address: [10.10.60.1]}\n',
    ],
    ['in dhcpcd.conf(5)', '/etc/dhcpcd.conf', 'static ip_address=10.10.60.5/24\n', 'static ip_address=10.10.60.6/24\n'],
    ['in a script', '/etc/rc.local', 'ip addr add 10.10.60.5/24 dev eth0\n', 'ip addr add 10.10.60.6/24 dev eth0\n'],
    ['in /etc/hosts', '/etc/hosts', '10.10.60.5 gallifrey\n', '10.10.60.6 gallifrey\n'],
  ])('%s', (_, path, text, expected) => {
    expect(plan(path, text)).toEqual({ edits: [{ path, was: text, text: expected }], left: [] });
  });

  test('as whole words only, and every byte beside them stays', () => {
    const text = '# \xe9 10.10.60.51 110.10.60.5 10.10.60.5.1 0:52:54:7a:c4:05:d1\n10.10.60.5\n';
    expect(plan('/etc/hosts', text).edits[0]?.text).toBe(text.replace(/10\.10\.60\.5\n/, '10.10.60.6\n'));
  });

  test('where there is none of them, nothing changes', () => {
    expect(plan('/etc/network/interfaces', 'iface eth0 inet dhcp\n')).toEqual({ edits: [], left: [] });
    expect(plan('/etc/netplan/x.yaml', 'network: {ethernets: {eth0: {dhcp4: true}}}\n')).toEqual({
      edits: [],
      left: [],
    });
  });
});

describe('what would still be another’s is said', () => {
  test.each([
    ['/etc/network/interfaces', 'iface eth1 inet static\n address 192.168.7.5\n', 'has the static address 192.168.7.5'],
    [
      '/etc/network/interfaces',
      'iface eth0 inet6 static\n address 2001:db8::5/64\n',
      'has the static address 2001:db8::5',
    ],
    ['/etc/network/interfaces', ' up ip addr add 10.10.60.9/24 dev eth0\n', 'has the static address 10.10.60.9'],
    ['/etc/network/interfaces', ' address $IP\n', 'has the static address $ip'],
    [
      '/etc/netplan/x.yaml',
      'network: {ethernets: {eth1: {addresses: ["192.168.7.5/24": {label: x}]}}}\n',
      'has the static address 192.168.7.5',
    ],
    ['/etc/netplan/x.yaml', 'network:\n\taddresses: [10.10.60.9/24]\n', 'is not understood'],
    [
      '/etc/netplan/x.yaml',
      'network: {bridges: {br0: {macaddress: "52:54:00:00:00:99"}}}\n',
      'sets the MAC 52:54:00:00:00:99',
    ],
    ['/etc/systemd/network/a.network', '[Network]\nAddress=192.168.7.5/24\n', 'has the static address 192.168.7.5'],
    [
      '/etc/systemd/network/a.link',
      '[Match]\nMACAddress=52:54:00:00:00:98\n[Link]\nMACAddress=52:54:00:00:00:99\n',
      'sets the MAC 52:54:00:00:00:99',
    ],
    [
      '/etc/NetworkManager/system-connections/x',
      '[ethernet]\ncloned-mac-address=52:54:00:00:00:99\n',
      'sets the MAC 52:54:00:00:00:99',
    ],
    ['/etc/sysconfig/network-scripts/ifcfg-eth1', 'IPADDR2=192.168.7.5\n', 'has the static address 192.168.7.5'],
    ['/etc/rc.local', 'ifconfig eth0:1 192.168.7.5 up\n', 'has the static address 192.168.7.5'],
    ['/etc/conf.d/net', 'config_eth0="192.168.7.5/24"\n', 'has the static address 192.168.7.5'],
    [
      '/var/lib/cloud/seed/nocloud/meta-data',
      'instance-id: a\nnetwork-interfaces: |\n  iface eth0 inet static\n  address 192.168.7.5\n',
      'has the static address 192.168.7.5',
    ],
  ])('in %s: %j', (path, text, what) => {
    expect(plan(path, text).left).toEqual([`${path} ${what}`]);
  });

  test('the second address of a source that has two, since the clone has one', () => {
    const text = 'address 10.10.60.5\naddress 10.10.60.3\n';
    expect(plan('/etc/network/interfaces', text, { addresses: ['10.10.60.5', '10.10.60.3'] }).left).toEqual([
      '/etc/network/interfaces has the static address 10.10.60.3',
    ]);
  });

  test('and a file that could not be read', () => {
    expect(networkPlan({ files: [], unread: ['/etc/rc.local is a link'] }, move).left).toEqual([
      '/etc/rc.local is a link',
    ]);
  });

  test.each([
    ['/etc/network/interfaces', '# address 192.168.7.5\niface lo inet static\n address 127.0.0.2\n'],
    ['/etc/hosts', '10.10.60.2 skaro\n'],
    ['/etc/cloud/cloud.cfg', 'users: [default]\nsystem_info: {distro: debian}\n'],
    ['/etc/cloud/cloud.cfg', 'a: [broken\n'],
    ['/etc/systemd/network/99-default.link', '[Match]\nMACAddress=52:54:00:00:00:98\n'],
  ])('but not what is no address of a card: %s %j', (path, text) => {
    expect(plan(path, text).left).toEqual([]);
  });
});

test('what a host shows is read back byte for byte', () => {
  expect(networkIn('F aGn/Cg== /etc/a b\nF  /etc/empty\n! /etc/rc.local is a link\n')).toEqual({
    files: [
      { path: '/etc/a b', text: 'hi\xff\n' },
      { path: '/etc/empty', text: '' },
    ],
    unread: ['/etc/rc.local is a link'],
  });
});
