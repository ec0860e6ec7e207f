import { expect, test } from 'vitest';
import { configurationIn } from '../../../platforms/isc-dhcpd/discover.ts';

const file = '/etc/dhcp/dhcpd.conf';
const vms = [
  { instance: 'skaro.xivo.vm.farm', address: '10.10.60.2', volumes: [] },
  { instance: 'gallifrey.xivo.vm.farm', address: '10.10.60.5', volumes: [] },
];

test.each([
  ['full names', 'host skaro.xivo.vm.farm { hardware ethernet 52:54:00:aa:bb:01; fixed-address skaro.xivo.vm.farm; }'],
  ['short names', 'host skaro { hardware ethernet 52:54:00:aa:bb:01; }'],
  ['addresses', 'Host "box7" { Hardware Ethernet 52:54:00:aa:bb:01; fixed-address 10.10.60.2; }'],
])('VMs are known by %s', (_, host) => {
  const text = `subnet 10.10.0.0 netmask 255.255.0.0 { subnet 10.10.60.0 netmask 255.255.255.0 { ${host} } }`;
  expect(configurationIn(file, text, vms)).toMatchObject({
    knows: 1,
    settings: { file: { value: file }, netmask: { value: '255.255.255.0', unsure: true } },
  });
});

test('the netmask is the one most hosts are given', () => {
  const host = (name: string, mask: string) => `host ${name} { option subnet-mask ${mask}; fixed-address ${name}; }\n`;
  const [one, two] = vms.map(({ instance }) => instance) as [string, string];
  const text = host(one, '255.255.255.255') + host(two, '255.255.255.255');
  expect(configurationIn(file, text, vms).settings.netmask).toEqual({
    value: '255.255.255.255',
    from: 'option subnet-mask of 2 of its 2 VMs',
  });
});

test('a file without the VMs says so', () => {
  expect(configurationIn(file, 'include "/etc/dhcp/hosts.conf";', vms)).toMatchObject({
    knows: 0,
    remarks: [expect.stringContaining('includes')],
  });
});
