import { expect, test } from 'vitest';
import { dhcpInventory } from '../../platforms/isc-dhcpd/inventory.ts';
import { dhcpTree } from '../../platforms/isc-dhcpd/tree.ts';
import { keaConfig } from '../../platforms/kea/config.ts';
import { keaInventory } from '../../platforms/kea/inventory.ts';
import type { Inventory } from '../../src/farm/inventory.ts';
import { referencesTo } from '../../src/farm/references.ts';

const dhcpd = (text: string) => dhcpInventory(dhcpTree(text, '/d'));
const kea = (members: string) => keaInventory(keaConfig(`{ "Dhcp4": { ${members} } }`, '/k'));
const address = { kind: 'address', first: '10.10.60.6', last: '10.10.60.6' };
const rose = { name: 'rose.farm', addresses: ['10.10.60.9'], own: [] };

const option = (name: string, data: string) => kea(`"option-data": [ { "name": "${name}", "data": "${data}" } ]`);

test.each<[string, (machine: string) => Inventory]>([
  ['dhcpd, next-server', (one) => dhcpd(`next-server ${one};`)],
  ['dhcpd, tftp-server-name', (one) => dhcpd(`option tftp-server-name "${one}";`)],
  ['dhcpd, a root over NFS', (one) => dhcpd(`option root-path "${one}:/srv/nfs";`)],
  [
    'dhcpd, a URL',
    (one) => dhcpd(`if exists user-class { filename "http://${one}:8080/boot.ipxe?mac=\${net0/mac}"; }`),
  ],
  ['Kea, tftp-server-name', (one) => option('tftp-server-name', one)],
  ['Kea, a root over NFS', (one) => option('root-path', `${one}:/srv/nfs`)],
  ['Kea, a URL', (one) => kea(`"boot-file-name": "http://${one}/boot.ipxe"`)],
  ['Kea, its name for who boots', (one) => kea(`"server-hostname": "${one}"`)],
])('the machine that others boot from has its address, and is spoken of: %s', (_, said) => {
  expect(said('10.10.60.6').claims.map(({ thing }) => thing)).toEqual([address]);
  expect(referencesTo([said('10.10.60.9')], rose)).toHaveLength(1);
  expect(referencesTo([said('rose.farm')], rose)).toHaveLength(1);
});

test('what stands in the declaration of a host goes with it', () => {
  const own = dhcpd('host rose { hardware ethernet 52:54:00:aa:bb:01; option host-name "rose.farm"; }');
  expect(referencesTo([own], rose)).toHaveLength(1);
  expect(referencesTo([own], { ...rose, own: ['rose'] })).toEqual([]);
});
