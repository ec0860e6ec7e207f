import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sourceFact as zoneSource } from '../../platforms/bind/source.ts';
import { sourceFact as dhcpdSource } from '../../platforms/isc-dhcpd/tree.ts';
import { sourceFact as keaSource } from '../../platforms/kea/source.ts';
import { localHost } from '../support/local-host.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'farmhand-included-'));
  writeFileSync(join(folder, 'vms.inc'), 'of the VMs\n');
  writeFileSync(join(folder, 'the vms.inc'), 'with a blank\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

const written = (text: string) => {
  const file = join(folder, 'main');
  writeFileSync(file, text.replaceAll('FOLDER', folder));
  return file;
};

describe('the file that a zone includes is found', () => {
  test.each([
    ['plain', '$INCLUDE vms.inc\n'],
    ['in small letters and quotes, with an origin', '$include\t"vms.inc" vm.farm. ; those\n'],
    ['where lines end as on Windows', '$TTL 1h\r\n$INCLUDE vms.inc\r\n'],
    ['before a comment that follows at once', '$INCLUDE vms.inc;of the VMs\n'],
    ['at the end of a text without a line end', '$INCLUDE vms.inc'],
  ])('%s', async (_, text) => {
    const server = { address: '127.0.0.1', port: 9 };
    const place = { host: 'host01', zone: 'farm', file: written(text), server, reload: ['rndc', 'reload', 'farm'] };
    const { read, parse } = zoneSource(place);
    expect(parse(await localHost().run(read)).files('vms.inc')?.text).toBe('of the VMs\n');
  });
});

const services: readonly (readonly [string, typeof dhcpdSource, readonly (readonly [string, string, string])[]])[] = [
  [
    'dhcpd.conf',
    dhcpdSource,
    [
      ['plain', 'vms.inc', 'include "FOLDER/vms.inc";\n'],
      ['in capitals and a group', 'vms.inc', 'group { INCLUDE\t"FOLDER/vms.inc" ; }\n'],
      ['on the next line', 'vms.inc', 'include # the VMs\r\n  "FOLDER/vms.inc";\r\n'],
      ['with a blank in its name', 'the vms.inc', 'include "FOLDER/the vms.inc";\n'],
    ],
  ],
  [
    'kea-dhcp4.conf',
    keaSource,
    [
      ['plain', 'vms.inc', '{ "Dhcp4": { <?include "FOLDER/vms.inc"?> } }\n'],
      ['with a blank in its name', 'the vms.inc', '{ "Dhcp4": {\n<? include "FOLDER/the vms.inc" ?>\n} }'],
    ],
  ],
];

describe.each(services)('the file that %s includes is found', (_, source, cases) => {
  test.each(cases)('%s', async (_, name, text) => {
    const { read, parse } = source('host01', written(text));
    expect(parse(await localHost().run(read)).files(join(folder, name))).toMatch(/VMs|blank/);
  });
});
