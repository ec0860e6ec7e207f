import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addHost, withoutHost } from '../../../platforms/isc-dhcpd/edit.ts';
import { dhcpInventory } from '../../../platforms/isc-dhcpd/inventory.ts';
import { dhcpTree, hostsIn } from '../../../platforms/isc-dhcpd/tree.ts';
import type { Claim } from '../../../src/farm/inventory.ts';
import type { Files } from '../../../src/farm/text/includes.ts';
import { needs } from '../../support/servers.ts';

const folder = fileURLToPath(new URL('./cases/', import.meta.url));
const dev = {
  name: 'gallifrey-dev.xivo.vm.farm',
  mac: '52:54:86:b3:3f:10',
  address: '10.10.60.6',
  netmask: '255.255.255.0',
};
const read = (file: string) => readFileSync(join(folder, file), 'utf8');
const files: Files = (path) => (path.startsWith('/etc/dhcp/') ? read(path.slice('/etc/dhcp/'.length)) : undefined);

interface Case {
  /** Hosts: `name mac addresses`. */
  readonly hosts: readonly string[];
  /** Who else has an address: a range, a router, a server. */
  readonly taken: readonly string[];
  /** What stands before the new host, and the host, as it is written there. */
  readonly adds: string;
  /** dhcpd refuses the file as it is. */
  readonly bad?: boolean;
}

const own = (indent: string) =>
  `${indent}host gallifrey-dev.xivo.vm.farm {\n${indent}    hardware ethernet 52:54:86:b3:3f:10;\n${indent}    fixed-address gallifrey-dev.xivo.vm.farm;\n${indent}    option subnet-mask 255.255.255.0;\n${indent}}`;
const oneLine =
  'host gallifrey-dev.xivo.vm.farm { hardware ethernet 52:54:86:b3:3f:10; fixed-address gallifrey-dev.xivo.vm.farm; option subnet-mask 255.255.255.0; }';
const skaro = 'skaro.xivo.vm.farm 52:54:00:aa:bb:01 skaro.xivo.vm.farm';
const gallifrey = 'gallifrey.xivo.vm.farm 52:54:00:aa:bb:02 gallifrey.xivo.vm.farm';

const cases: Readonly<Record<string, Case>> = {
  'd01-ubuntu-allman': {
    hosts: [skaro, gallifrey],
    taken: ['10.10.60.254', '10.10.60.100 to 10.10.60.200'],
    adds: `fixed-address gallifrey.xivo.vm.farm;\n\t}\n\n\thost gallifrey-dev.xivo.vm.farm {\n\t\thardware ethernet 52:54:86:b3:3f:10;`,
  },
  'd02-shared-network-pools': {
    hosts: ['skaro.xivo.vm.farm 52:54:00:aa:bb:01 10.10.60.2'],
    taken: ['10.10.60.1', '10.10.60.3', '10.10.60.1', '10.10.59.254', '10.10.60.254', '10.10.60.6 to 10.10.60.99'],
    adds: `fixed-address 10.10.60.2; }\n\n${own('    ')}\n  }\n`,
  },
  'd04-short-names': {
    hosts: [
      'skaro 52:54:00:aa:bb:01 10.10.60.2',
      'gallifrey 52:54:00:aa:bb:02 10.10.60.5',
      'gallifrey-dev 52:54:00:aa:bb:06 10.10.60.6',
    ],
    taken: ['10.10.60.254'],
    adds: `fixed-address 10.10.60.6; }\n${own('  ')}\n}\n`,
  },
  'd05-includes': {
    hosts: ['printer 00:16:3e:00:00:01 10.10.60.6', skaro],
    taken: ['10.10.60.254'],
    adds: `include "/etc/dhcp/inc-hosts.conf";\n${own('  ')}\n}\n`,
  },
  'd06-conditionals': {
    hosts: ['skaro.xivo.vm.farm 52:54:00:aa:bb:01 skaro.xivo.vm.farm,10.10.60.3'],
    taken: ['127.0.0.1', '10.10.60.1'],
    adds: `filename "x"; }\n  }\n\n${own('  ')}\n}\n`,
  },
  'd07-one-line': {
    hosts: ['a.xivo.vm.farm 52:54:00:aa:bb:01 a.xivo.vm.farm', 'b.xivo.vm.farm 52:54:00:aa:bb:02 b.xivo.vm.farm'],
    taken: ['10.10.60.200 to 10.10.60.250'],
    adds: `fixed-address b.xivo.vm.farm; } ${oneLine} }\n`,
  },
  'd08-commented-out-and-tail': {
    hosts: [skaro, gallifrey],
    taken: [],
    adds: `# floor 2\n\n${oneLine.replace('farm {', 'farm\t\t{').replace('10; ', '10;\t').replace('farm; o', 'farm;\to')}\n} # group`,
  },
  'd09-quoted-host-and-uid': {
    hosts: [
      'gallifrey-dev.xivo.vm.farm 52:54:00:aa:bb:06 10.10.60.6',
      'ether-skaro undefined ',
      'dual undefined 10.10.60.8',
    ],
    taken: [],
    adds: '',
    bad: true,
  },
  'd10-subnet-in-group-deleted': {
    hosts: [skaro, gallifrey],
    taken: ['10.10.60.254', '10.10.60.1'],
    adds: `255.255.255.255; }\n\n      ${oneLine}\n    }\n`,
  },
  'd11-record-option': {
    hosts: [skaro],
    taken: ['10.10.60.1', '10.10.60.2', '10.9.0.0', '10.8.0.0'],
    adds: `fixed-address skaro.xivo.vm.farm; }\n\n${own('  ')}\n}\n`,
  },
};
const all = Object.entries(cases);

describe('a dhcpd.conf as people write it:', () => {
  test.each(all)('%s is read, with who has which address', (name, { hosts, taken }) => {
    const tree = dhcpTree(read(`${name}.conf`), '/etc/dhcp/dhcpd.conf', files);
    expect(hostsIn(tree).map((one) => `${one.name} ${one.mac} ${one.addresses}`)).toEqual(hosts);
    const span = ({ thing }: Claim) =>
      thing.kind !== 'address' ? '' : thing.first === thing.last ? thing.first : `${thing.first} to ${thing.last}`;
    const { claims, opaque } = dhcpInventory(tree);
    expect(claims.filter(({ thing, entry }) => thing.kind === 'address' && entry === undefined).map(span)).toEqual(
      taken,
    );
    const numbers = hosts
      .flatMap((host) => host.split(' ')[2]?.split(',') ?? [])
      .filter((one) => /^[0-9.]+$/.test(one));
    expect(claims.filter(({ thing, entry }) => thing.kind === 'address' && entry !== undefined).map(span)).toEqual(
      numbers,
    );
    expect(opaque).toEqual([]);
  });

  test.each(all.filter(([, { bad }]) => !bad))(
    '%s gets a host among its neighbours, and is the same without it',
    (name, { adds }) => {
      const text = read(`${name}.conf`);
      const added = addHost(text, dev);
      expect(added).toContain(adds);
      expect(withoutHost(added, dev.name)).toBe(text);
    },
  );

  test('what is said of a host on its line goes with it', () => {
    const text = read('d08-commented-out-and-tail.conf');
    const lines = text.split('\n').filter((line) => !line.startsWith('host gallifrey.'));
    expect(withoutHost(text, 'gallifrey.xivo.vm.farm')).toBe(lines.join('\n'));
  });
});

needs('dhcpd')('files as people write them, against dhcpd -t', () => {
  let work = '';
  beforeAll(() => {
    work = mkdtempSync(join(tmpdir(), 'farmhand-cases-'));
    for (const name of ['inc-hosts.conf', 'inc-global.conf']) writeFileSync(join(work, name), read(name));
  });
  afterAll(() => rmSync(work, { recursive: true }));

  const accepted = (text: string) => {
    writeFileSync(join(work, 'dhcpd.conf'), text.replaceAll('/etc/dhcp/', `${work}/`));
    return spawnSync('dhcpd', ['-t', '-q', '-cf', join(work, 'dhcpd.conf')]).status === 0;
  };

  test.each(all)('%s', (name, { bad }) => {
    const text = read(`${name}.conf`);
    const added = addHost(text, dev);
    expect([text, added].map(accepted)).toEqual(bad ? [false, false] : [true, true]);
    // Without the host it is the one that was taken out of d09 whose name dhcpd refuses.
    expect(accepted(withoutHost(added, dev.name))).toBe(true);
  });
});
