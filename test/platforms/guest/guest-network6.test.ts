import { describe, expect, test } from 'vitest';
import { type Move, networkPlan } from '../../../platforms/guest/guest-network.ts';

const four: Move = {
  addresses: ['10.10.60.5'],
  macs: ['52:54:7a:c4:05:d1'],
  address: '10.10.60.6',
  mac: '52:54:00:00:00:06',
};
const six: Move = { ...four, addresses6: ['2001:db8:10:60::5'], address6: '2001:db8:10:60::6' };

const plan = (path: string, text: string, move = six) => networkPlan({ files: [{ path, text }], unread: [] }, move);

describe('the source’s IPv6 address becomes the clone’s', () => {
  test.each([
    [
      'in interfaces(5)',
      '/etc/network/interfaces',
      'iface eth0 inet static\n address 10.10.60.5/24\niface eth0 inet6 static\n address 2001:db8:10:60::5\n netmask 64\n gateway 2001:db8:10:60::1\n',
      'iface eth0 inet static\n address 10.10.60.6/24\niface eth0 inet6 static\n address 2001:db8:10:60::6\n netmask 64\n gateway 2001:db8:10:60::1\n',
    ],
    [
      'in netplan(5), however it is written',
      '/etc/netplan/50-cloud-init.yaml',
      'network:\n  ethernets:\n    eth0:\n      addresses: [10.10.60.5/24, "2001:0DB8:10:60:0:0:0:5/64"]\n      routes: [{to: "::/0", via: "2001:db8:10:60::1"}]\n',
      'network:\n  ethernets:\n    eth0:\n      addresses: [10.10.60.6/24, "2001:db8:10:60::6/64"]\n      routes: [{to: "::/0", via: "2001:db8:10:60::1"}]\n',
    ],
    [
      'in systemd.network(5)',
      '/etc/systemd/network/10-lan.network',
      '[Match]\nMACAddress=52:54:7a:c4:05:d1\n[Network]\nAddress=2001:db8:10:60:0::5/64\nDNS=2001:db8:10:60::53\n',
      '[Match]\nMACAddress=52:54:00:00:00:06\n[Network]\nAddress=2001:db8:10:60::6/64\nDNS=2001:db8:10:60::53\n',
    ],
    [
      'in a keyfile of NetworkManager',
      '/etc/NetworkManager/system-connections/wired.nmconnection',
      '[ipv6]\naddress1=2001:db8:10:60::5/64,2001:db8:10:60::1\nmethod=manual\n',
      '[ipv6]\naddress1=2001:db8:10:60::6/64,2001:db8:10:60::1\nmethod=manual\n',
    ],
    [
      'in a script',
      '/etc/rc.local',
      'ip -6 addr add 2001:db8:10:60::5/64 dev eth0\n',
      'ip -6 addr add 2001:db8:10:60::6/64 dev eth0\n',
    ],
    ['in /etc/hosts', '/etc/hosts', '2001:db8:10:60::5 gallifrey\n', '2001:db8:10:60::6 gallifrey\n'],
  ])('%s', (_, path, text, expected) => {
    expect(plan(path, text)).toEqual({ edits: [{ path, was: text, text: expected }], left: [] });
  });

  test.each([
    '2001:db8:10:60::50',
    '2001:db8:10:60::5:1',
    'fe80::5',
    '::1',
    '52:54:00:00:00:05',
    'a::2001:db8:10:60::5',
  ])('and nothing else does: %s', (word) => {
    const text = `x ${word} [${word}]\n`;
    expect(plan('/etc/hosts', text).edits).toEqual([]);
  });
});

describe('a clone is not started', () => {
  test.each([
    ['with a static IPv6 address that is nobody’s by the rule', six, '2001:db8:10:60::99'],
    ['with its source’s where the farm has no IPv6', four, '2001:db8:10:60::5'],
  ])('%s', (_, move, address) => {
    const text = `iface eth0 inet6 static\n address ${address}/64\n`;
    expect(plan('/etc/network/interfaces', text, move)).toEqual({
      edits: [],
      left: [`/etc/network/interfaces has the static address ${address}`],
    });
  });
});
