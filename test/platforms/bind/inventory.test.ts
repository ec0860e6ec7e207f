import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { zoneInventory } from '../../../platforms/bind/inventory.ts';
import { parseZone } from '../../../platforms/bind/parse.ts';
import type { Files } from '../../../platforms/bind/zone.ts';

const read = (file: string) => readFileSync(new URL(`./cases/${file}`, import.meta.url), 'utf8');
const soa = '@ SOA ns root 5 3600 900 604800 300\n';

function inventory(
  text: string,
  { name = 'farm', files, served }: { name?: string; files?: Files; served?: readonly string[] } = {},
) {
  return zoneInventory(parseZone(text, name, files, '/db'), served ? { served } : {});
}

function addresses(found: ReturnType<typeof inventory>): readonly string[] {
  return found.claims.flatMap(({ thing }) => (thing.kind === 'address' ? [thing.first] : []));
}

describe('who has what in a zone:', () => {
  test('each address with its name and place, each name once', () => {
    expect(inventory('a A 10.10.60.2\n  TXT x\n').claims).toEqual([
      { thing: { kind: 'name', name: 'a.farm' }, by: 'A record of a.farm (/db:1)', entry: 'a.farm' },
      {
        thing: { kind: 'address', first: '10.10.60.2', last: '10.10.60.2' },
        by: 'A record of a.farm (/db:1)',
        entry: 'a.farm',
      },
    ]);
  });

  test.each([
    ['a pointer', '6.60 PTR x.farm.\n', ['10.10.60.6']],
    ['generated ones', '$GENERATE 100-104/2 $.60 PTR dhcp-$.farm.\n', ['10.10.60.100', '10.10.60.102', '10.10.60.104']],
    ['a block handed on by aliases', '7.60 CNAME 7.0-63.60\n0-63.60 NS ns.other.\n', ['10.10.60.7']],
    ['a pointer in such a block', '8.0-63.60 PTR x.farm.\n', ['10.10.60.8']],
  ])('%s has its address in a reverse zone', (_, text, found) => {
    expect(addresses(inventory(text, { name: '10.10.in-addr.arpa' }))).toEqual(found);
  });

  test('generated names and addresses, numbers in any form', () => {
    const found = inventory('$GENERATE 8-9 g${2,3,d} 60 IN A 10.10.60.$\n');
    expect(addresses(found)).toEqual(['10.10.60.8', '10.10.60.9']);
    expect(found.claims.map(({ entry }) => entry)).toContain('g010.farm');
  });

  test('what an included file has, and what one that cannot be read may have is not told', () => {
    const files: Files = (path) => (path === 'a.inc' ? { path: '/etc/a.inc', text: 'x A 10.10.60.7\n' } : undefined);
    const found = inventory('$INCLUDE a.inc sub\n$INCLUDE b.inc\n', { files });
    expect(found.claims.at(-1)).toMatchObject({ by: 'A record of x.sub.farm (/etc/a.inc:1)' });
    expect(found.opaque).toEqual(['/db:2: the file b.inc cannot be read']);
  });

  test('what only the running server has', () => {
    const served = [
      'farm. SOA ns.farm. root.farm. 5 1 2 3 4',
      'a.farm. A 10.10.60.2',
      'a.farm. A 10.10.60.3',
      'm.farm. MX 5 a.farm.',
    ];
    const found = inventory('a A 10.10.60.2\n', { served });
    expect(addresses(found)).toEqual(['10.10.60.2', '10.10.60.3']);
    expect(found.references).toEqual([
      {
        to: { name: 'a.farm' },
        by: 'MX record of m.farm (the running server of farm)',
        entry: 'm.farm',
        without: 'dangles',
      },
    ]);
  });
});

describe('who speaks of whom in a zone:', () => {
  test('mail, services and aliases that lead to a VM', () => {
    const found = inventory(read('z18-references.zone')).references.filter(
      ({ to }) => 'name' in to && to.name === 'gallifrey-dev.xivo.vm.farm',
    );
    expect(found.map(({ by, without }) => [by, without])).toEqual([
      ['MX record of farm (/db:5)', 'dangles'],
      ['CNAME record of www.farm (/db:8)', 'dangles'],
      ['SRV record of _sip._tcp.farm (/db:9)', 'dangles'],
    ]);
  });

  test.each([
    ["the zone's own name server in it", '@ NS ns\n', 'ns.farm', 'breaks'],
    ["the zone's name server elsewhere", '@ NS ns.other.\n', 'ns.other', 'dangles'],
    ['the name server of a zone below', 'sub NS ns\n', 'ns.farm', 'dangles'],
    ['a rewriting rule', '_sip NAPTR 100 10 "u" "x" "" b\n', 'b.farm', 'dangles'],
    ['a service binding', 'w HTTPS 1 b.farm. alpn=h2\n', 'b.farm', 'dangles'],
    ['a redirected tree', 'd DNAME b\n', 'b.farm', 'dangles'],
    ['a pointer', '6 PTR b.farm.\n', 'b.farm', 'dangles'],
  ])('%s', (_, text, name, without) => {
    expect(inventory(soa + text).references.slice(1)).toMatchObject([{ to: { name }, without }]);
  });

  test('the root is nobody', () => {
    expect(inventory('x MX 0 .\nw HTTPS 1 . alpn=h2\n').references).toEqual([]);
  });
});
