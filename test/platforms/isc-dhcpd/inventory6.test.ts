import { expect, test } from 'vitest';
import { dhcp6Inventory, hosts6In } from '../../../platforms/isc-dhcpd/inventory6.ts';
import { dhcpTree } from '../../../platforms/isc-dhcpd/tree.ts';

const text = `option dhcp6.name-servers 2001:db8::53, 2001:DB8:0::54;
subnet6 2001:db8:10:60::/64 {
  range6 2001:db8:10:60::1000 2001:db8:10:60::1fff;
  host gallifrey {
    host-identifier option dhcp6.client-id 00:03:00:01:08:00:27:fe;
    hardware ethernet 52:54:7a:c4:05:d1;
    fixed-address6 2001:db8:10:60:0::5;
  }
}
`;

test('who has an IPv6 address for DHCPv6 is told, and stays when a VM goes', () => {
  const { claims, references, opaque } = dhcp6Inventory(dhcpTree(text, '/etc/dhcp/dhcpd6.conf'));
  expect(references).toEqual([
    { to: { address: '2001:db8::53' }, by: 'option dhcp6.name-servers (/etc/dhcp/dhcpd6.conf:1)', without: 'dangles' },
    { to: { address: '2001:db8::54' }, by: 'option dhcp6.name-servers (/etc/dhcp/dhcpd6.conf:1)', without: 'dangles' },
    { to: { address: '2001:db8:10:60::5' }, by: 'DHCPv6 host gallifrey (/etc/dhcp/dhcpd6.conf:7)', without: 'dangles' },
  ]);
  expect(claims.map(({ thing }) => 'first' in thing && thing.first)).toEqual([
    '2001:db8::53',
    '2001:db8::54',
    '2001:db8:10:60::5',
  ]);
  expect(opaque).toEqual([]);
});

test('its hosts have the IPv6 addresses they are given, in one spelling', () => {
  expect(hosts6In(dhcpTree(text, '/etc/dhcp/dhcpd6.conf'))).toEqual([
    {
      name: 'gallifrey',
      mac: '52:54:7a:c4:05:d1',
      addresses: ['2001:db8:10:60::5'],
      line: 4,
      file: '/etc/dhcp/dhcpd6.conf',
    },
  ]);
});
