import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keaConfig } from '../../../platforms/kea/config.ts';
import { hosts6Of } from '../../../platforms/kea/discover.ts';
import { hosts6In, kea6Inventory } from '../../../platforms/kea/inventory6.ts';
import { dhcpPart } from '../../../platforms/kea/state.ts';
import { installed, needs } from '../../support/servers.ts';

const file = '/etc/kea/kea-dhcp6.conf';
const text = `{ "Dhcp6": {
  "interfaces-config": { "interfaces": [ ] },
  "lease-database": { "type": "memfile", "persist": false },
  "option-data": [ { "name": "dns-servers", "data": "2001:db8::53, 2001:DB8:0::54" } ],
  // the VMs
  "subnet6": [ {
    "id": 1, "subnet": "2001:db8:10:60::/64", "relay": { "ip-addresses": [ "2001:db8:10:60::fe" ] },
    "pools": [ { "pool": "2001:db8:10:60::1000 - 2001:db8:10:60::1fff" } ],
    "pd-pools": [ { "prefix": "2001:db8:20::", "prefix-len": 56, "delegated-len": 64 } ],
    "reservations": [
      { "hw-address": "52:54:00:AA:BB:05", "hostname": "Gallifrey.xivo.vm.farm.",
        "ip-addresses": [ "2001:db8:10:60:0::5", "2001:db8:10:60::55" ] },
      { "duid": "00:03:00:01:52:54:00:aa:bb:02", "ip-addresses": [ "2001:DB8:10:60::2" ],
        "option-data": [ { "code": 31, "data": "2001:db8::123" } ] }
    ] } ],
  "shared-networks": [ { "name": "both", "subnet6": [ {
    "id": 2, "subnet": "2001:db8:10:61::/64",
    "reservations": [ { "duid": "01:02:03:04", "hostname": "skaro.xivo.vm.farm", "prefixes": [ "2001:db8:20:1::/64" ] } ] } ] } ]
} }
`;
const config = keaConfig(text, file, undefined, 6);

test('who is given which IPv6 address, by hardware address or DUID', () => {
  expect(hosts6In(config)).toEqual([
    {
      name: 'skaro.xivo.vm.farm',
      addresses: [],
      line: 18,
      file,
    },
    {
      name: 'gallifrey.xivo.vm.farm',
      mac: '52:54:00:aa:bb:05',
      addresses: ['2001:db8:10:60::5', '2001:db8:10:60::55'],
      line: 11,
      file,
    },
    { name: '2001:db8:10:60::2', addresses: ['2001:db8:10:60::2'], line: 13, file },
  ]);
});

test('who has an IPv6 address for DHCPv6 is told, and stays when a VM goes; what is given to anybody is nobody’s', () => {
  const { claims, references, opaque } = kea6Inventory(config);
  const expected = [
    ['2001:db8::53', 'option dns-servers of DHCPv6', 4],
    ['2001:db8::54', 'option dns-servers of DHCPv6', 4],
    ['2001:db8:10:60::fe', 'ip-addresses of DHCPv6', 7],
    ['2001:db8:10:60::5', 'DHCPv6 reservation gallifrey.xivo.vm.farm', 12],
    ['2001:db8:10:60::55', 'DHCPv6 reservation gallifrey.xivo.vm.farm', 12],
    ['2001:db8:10:60::2', 'DHCPv6 reservation 2001:db8:10:60::2', 13],
    ['2001:db8::123', 'DHCPv6 reservation 2001:db8:10:60::2', 14],
  ].map(([address, what, line]) => ({ to: { address }, by: `${what} (${file}:${line})`, without: 'dangles' }));
  expect(references).toEqual(expected);
  expect(claims.map(({ thing, by }) => ['first' in thing && thing.first, by])).toEqual(
    expected.map(({ to, by }) => [to.address, by]),
  );
  expect(opaque).toEqual([]);
});

test('what is in a database, or in a file that cannot be read, is not told', () => {
  const more = '"hosts-databases": [ { "type": "mysql" } ],\n<?include "/none"?>';
  expect(kea6Inventory(keaConfig(`{ "Dhcp6": {\n${more} } }`, file, undefined, 6)).opaque).toEqual([
    `${file}:3: the file /none cannot be read`,
    `${file}:2: what else is in the database of hosts-databases is not read`,
  ]);
});

test('the state of the farm has both, and only the one where farm.yaml names no other', () => {
  const source = { files: () => undefined, refused: null };
  const four = { text: '{ "Dhcp4": { } }' };
  const both = dhcpPart({ host: 'host01', file: '/four', file6: file }).make({
    state: four,
    source,
    six: { state: { text }, source },
  });
  expect(both.hosts6?.map(({ name }) => name)).toContain('gallifrey.xivo.vm.farm');
  expect(both.inventory.references).toHaveLength(7);
  const one = dhcpPart({ host: 'host01', file: '/four' }).make({ state: four, source, six: undefined });
  expect(one).toEqual({ hosts: [], inventory: { claims: [], references: [], opaque: [] } });
});

test('a file for DHCPv4 is none for DHCPv6', () => {
  expect(() => hosts6Of('{ "Dhcp4": { } }', file)).toThrow(`${file} has no "Dhcp6": { … }`);
});

needs('kea-dhcp6')('kea-dhcp6 itself', () => {
  /** What kea-dhcp6 -t ends with. */
  function tested(content: string): number | null {
    const folder = mkdtempSync(join(tmpdir(), 'farmhand-kea6-'));
    try {
      writeFileSync(join(folder, 'kea-dhcp6.conf'), content);
      const env = { KEA_LOCKFILE_DIR: 'none', PATH: '/usr/sbin:/usr/bin:/bin' };
      return spawnSync(installed('kea-dhcp6') ?? '', ['-t', join(folder, 'kea-dhcp6.conf')], { env }).status;
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  test('takes what is read here, and reads its addresses so', () => {
    expect(tested(text)).toBe(0);
    expect(tested(text.replace('"2001:db8:10:60:0::5"', '"2001:db8:10:60:0:5"'))).not.toBe(0);
  });
});
