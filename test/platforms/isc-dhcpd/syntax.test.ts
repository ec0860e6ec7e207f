import { describe, expect, test } from 'vitest';
import { hostsOf } from '../../../platforms/isc-dhcpd/hosts.ts';
import { parseStatements } from '../../../src/farm/text/statements.ts';
import type { Unreadable } from '../../../src/farm/text/unreadable.ts';

describe('a dhcpd.conf is read by structure:', () => {
  type Host = {
    readonly name: string;
    readonly mac?: string;
    readonly addresses: readonly string[];
    readonly line: number;
  };
  const cases: readonly (readonly [string, string, readonly Host[]])[] = [
    [
      'a host that stands alone',
      'host a.farm { hardware ethernet 52:54:00:00:00:01; fixed-address a.farm; }\n',
      [{ name: 'a.farm', mac: '52:54:00:00:00:01', addresses: ['a.farm'], line: 1 }],
    ],
    [
      'hosts in a subnet in a group',
      'group {\n  subnet 10.0.0.0 netmask 255.0.0.0 {\n    host a { fixed-address 10.0.0.1; }\n    host b { }\n  }\n}\n',
      [
        { name: 'a', addresses: ['10.0.0.1'], line: 3 },
        { name: 'b', addresses: [], line: 4 },
      ],
    ],
    [
      'over lines, with comments between',
      'host # x {\n a\n{ hardware # y ;\n ethernet 0:1:2:3:4:A; }',
      [{ name: 'a', mac: '00:01:02:03:04:0a', addresses: [], line: 1 }],
    ],
    [
      'several addresses',
      'host a { fixed-address 10.0.0.1, B.farm ,10.0.0.3; }',
      [{ name: 'a', addresses: ['10.0.0.1', 'b.farm', '10.0.0.3'], line: 1 }],
    ],
    ['a quoted name', 'host "a.farm" { }', [{ name: 'a.farm', addresses: [], line: 1 }]],
    [
      'strings with braces, semicolons, hashes and quotes',
      'option x "} host b { ; # \\" ";\nhost a { option y "}"; }',
      [{ name: 'a', addresses: [], line: 2 }],
    ],
    ['a comment that looks like a host', '# host a { }\n', []],
    [
      'expressions and conditions',
      'if exists agent.circuit-id { log(info, concat("a;", binary-to-ascii(10, 8, ".", x))); } elsif known { } else { host a { } }',
      [{ name: 'a', addresses: [], line: 1 }],
    ],
    [
      'keys and classes, with a ; after the brace',
      'key k { algorithm hmac-md5; secret "x=="; };\nclass "foo" { match if substring(option x, 0, 4) = "abcd"; }\nhost a {}\n',
      [{ name: 'a', addresses: [], line: 3 }],
    ],
    ['a statement about hosts that declares none', 'host-identifier x;\nuse-host-decl-names on;\nhost;\n', []],
    ['CR LF', 'host a {\r\n fixed-address a;\r\n}\r\n', [{ name: 'a', addresses: ['a'], line: 1 }]],
  ];
  test.each(cases)('%s', (_, text, hosts) => {
    expect(
      hostsOf(text).map(({ name, mac, addresses, line }) => ({ name, ...(mac && { mac }), addresses, line })),
    ).toEqual(hosts);
  });
});

describe('what dhcpd could not read is refused with its line:', () => {
  const cases: readonly (readonly [string, string, number, string])[] = [
    ['a brace never closed', 'a;\ngroup {\n host a {\n }\n', 2, 'a brace is not closed'],
    ['a brace too many', 'group { }\n}\n', 2, 'a brace is closed that was not opened'],
    ['a missing semicolon in a block', 'host a {\n fixed-address a\n}\n', 2, 'a statement has no ; at its end'],
    ['a missing semicolon at the end', '\nauthoritative', 2, 'a statement has no ; at its end'],
    ['an open string', 'a;\noption x "foo;\n', 2, 'a quoted string is not closed'],
  ];
  test.each(cases)('%s', (_, text, line, message) => {
    expect(() => parseStatements(text)).toThrow(expect.objectContaining({ line, message }) as Unreadable);
  });
});
