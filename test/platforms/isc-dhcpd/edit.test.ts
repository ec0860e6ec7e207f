import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { addHost, withoutHost } from '../../../platforms/isc-dhcpd/edit.ts';

const lab = readFileSync(new URL('../../lab/host/etc/dhcp/dhcpd.conf', import.meta.url), 'utf8');
const dev = { name: 'dev.vm.farm', mac: '52:54:86:b3:3f:10', address: '10.10.60.6', netmask: '255.255.255.0' };

const block = (indent = '') =>
  [
    'host dev.vm.farm {',
    '    hardware ethernet 52:54:86:b3:3f:10;',
    '    fixed-address dev.vm.farm;',
    '    option subnet-mask 255.255.255.0;',
    '}',
  ]
    .map((line) => indent + line)
    .join('\n');

const inOneLine = block().replace(/\s+/g, ' ');

test("in the lab's file the host stands after the others of its subnet, written as they are", () => {
  const after = addHost(lab, { ...dev, name: 'gallifrey-dev.xivo.vm.farm', netmask: '255.255.255.255' });
  expect(after).toBe(
    lab.replace(
      /\n {4}\}\n\}\n$/,
      `

        host gallifrey-dev.xivo.vm.farm {
            hardware ethernet 52:54:86:b3:3f:10;
            fixed-address gallifrey-dev.xivo.vm.farm;
            option subnet-mask 255.255.255.255;
        }
    }
}
`,
    ),
  );
  expect(withoutHost(after, 'gallifrey-dev.xivo.vm.farm')).toBe(lab);
});

/** A file, and the same with the host: adding leads from the first to the second, removing back. */
const both: readonly (readonly [string, string, string])[] = [
  ['an empty file', '', `${block()}\n`],
  ['a file without subnet', 'authoritative;\n', `authoritative;\n\n${block()}\n`],
  [
    "the seed's shape, a host that stands alone",
    'host a.vm.farm {\n\tfixed-address a.vm.farm;\n}\n',
    `host a.vm.farm {\n\tfixed-address a.vm.farm;\n}\n\n${block()}\n`,
  ],
  [
    'an empty subnet',
    'subnet 10.10.0.0 netmask 255.255.0.0 {\n}\n',
    `subnet 10.10.0.0 netmask 255.255.0.0 {\n${block('    ')}\n}\n`,
  ],
  [
    'a subnet with other things in it',
    'subnet 10.10.0.0 netmask 255.255.0.0 {\n  option routers 10.10.0.1;\n}\n',
    `subnet 10.10.0.0 netmask 255.255.0.0 {\n  option routers 10.10.0.1;\n${block('  ')}\n}\n`,
  ],
  [
    'the narrowest subnet',
    'subnet 10.0.0.0 netmask 255.0.0.0 {\n}\nsubnet 10.10.60.0 netmask 255.255.255.0 {\n}\nsubnet 10.10.61.0 netmask 255.255.255.0 {\n}\n',
    `subnet 10.0.0.0 netmask 255.0.0.0 {\n}\nsubnet 10.10.60.0 netmask 255.255.255.0 {\n${block('    ')}\n}\nsubnet 10.10.61.0 netmask 255.255.255.0 {\n}\n`,
  ],
  [
    'hosts of its domain in a group beside an empty subnet',
    'subnet 10.10.0.0 netmask 255.255.0.0 { }\ngroup {\n  host a.vm.farm { }\n\n  host x.other { }\n}\n',
    `subnet 10.10.0.0 netmask 255.255.0.0 { }\ngroup {\n  host a.vm.farm { }\n\n${block('  ')}\n\n  host x.other { }\n}\n`,
  ],
  [
    'hosts on one line each',
    'host a.vm.farm { hardware ethernet 52:54:00:00:00:01; fixed-address a.vm.farm; option subnet-mask 255.0.0.0; }\nhost b.vm.farm { }\n',
    'host a.vm.farm { hardware ethernet 52:54:00:00:00:01; fixed-address a.vm.farm; option subnet-mask 255.0.0.0; }\nhost b.vm.farm { }\nhost dev.vm.farm { hardware ethernet 52:54:86:b3:3f:10; fixed-address dev.vm.farm; option subnet-mask 255.255.255.0; }\n',
  ],
  [
    'another order of statements, and tabs',
    'host a.vm.farm\n{\n\tfixed-address\ta.vm.farm;\n\toption subnet-mask\t255.0.0.0;\n\thardware ethernet\t52:54:00:00:00:01;\n}\n',
    'host a.vm.farm\n{\n\tfixed-address\ta.vm.farm;\n\toption subnet-mask\t255.0.0.0;\n\thardware ethernet\t52:54:00:00:00:01;\n}\n\nhost dev.vm.farm\n{\n\tfixed-address\tdev.vm.farm;\n\toption subnet-mask\t255.255.255.0;\n\thardware ethernet\t52:54:86:b3:3f:10;\n}\n',
  ],
  [
    'a comment after the last brace',
    'host a.vm.farm { } # the first\n',
    `host a.vm.farm { } # the first\n\n${block()}\n`,
  ],
  [
    'a subnet on one line',
    'subnet 10.10.0.0 netmask 255.255.0.0 { }\n',
    `subnet 10.10.0.0 netmask 255.255.0.0 { ${inOneLine} }\n`,
  ],
  [
    'a subnet on one line, without a space',
    'subnet 10.10.0.0 netmask 255.255.0.0 {}\n',
    `subnet 10.10.0.0 netmask 255.255.0.0 {${inOneLine}}\n`,
  ],
  [
    'a subnet that ends on the line of its last option',
    'subnet 10.10.0.0 netmask 255.255.0.0 {\n  option routers 10.10.0.1; }\n',
    `subnet 10.10.0.0 netmask 255.255.0.0 {\n  option routers 10.10.0.1; ${inOneLine} }\n`,
  ],
  ['no line end at the end', 'authoritative;', `authoritative;\n\n${block()}`],
  [
    'no line end after a neighbour',
    'host a.vm.farm { } host b.vm.farm { }',
    `host a.vm.farm { } host b.vm.farm { }\n\n${block()}`,
  ],
  ['CR LF', 'host a.vm.farm {\r\n}\r\n', `host a.vm.farm {\r\n}\r\n\r\n${block().replaceAll('\n', '\r\n')}\r\n`],
];

describe('a host is added where its neighbours are, and removed again:', () => {
  test.each(both)('%s', (_, without, having) => {
    expect(addHost(without, dev)).toBe(having);
    expect(withoutHost(having, 'dev.vm.farm')).toBe(without);
  });
});

describe('what is not copied from a neighbour:', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    [
      "a neighbour's own options are not copied",
      'host a.vm.farm {\n  hardware ethernet 52:54:00:00:00:01;\n  filename "boot";\n}\n',
      `host a.vm.farm {\n  hardware ethernet 52:54:00:00:00:01;\n  filename "boot";\n}\n\n${block()}\n`,
    ],
    [
      'nor its comments',
      'host a.vm.farm { # mine\n hardware ethernet 52:54:00:00:00:01;\n fixed-address a.vm.farm;\n option subnet-mask 255.0.0.0;\n}\n',
      `host a.vm.farm { # mine\n hardware ethernet 52:54:00:00:00:01;\n fixed-address a.vm.farm;\n option subnet-mask 255.0.0.0;\n}\n\n${block()}\n`,
    ],
  ];
  test.each(cases)('%s', (_, without, having) => expect(addHost(without, dev)).toBe(having));
});

test('a declaration is the same whether or not another was added before it', () => {
  const other = { ...dev, name: 'x.vm.farm', mac: '52:54:00:00:00:09' };
  for (const text of [lab.replaceAll('xivo.', ''), ...both.map(([, without]) => without)]) {
    const alone = addHost(text, dev);
    const after = addHost(addHost(text, other), dev);
    const declaration = (whole: string) => /[ \t]*host dev\.vm\.farm[^}]*\}/.exec(whole)?.[0].trim();
    expect(declaration(after)).toBe(declaration(alone));
  }
});

describe('removing', () => {
  test.each([
    [
      'leaves a comment above, which may be about more',
      '# all\nhost dev.vm.farm { }\nhost a { }\n',
      '# all\nhost a { }\n',
    ],
    [
      'takes one of two empty lines that meet',
      'host a { }\n\nhost dev.vm.farm { }\n\nhost b { }\n',
      'host a { }\n\nhost b { }\n',
    ],
    ['leaves what stands on the same line', 'host a { } host dev.vm.farm { } host b { }\n', 'host a { } host b { }\n'],
    ['finds the name in capitals and quotes', 'host "DEV.vm.farm" { }\n', ''],
    [
      'leaves others alone',
      'host dev.vm.farm.org { }\nhost xdev.vm.farm { }\n',
      'host dev.vm.farm.org { }\nhost xdev.vm.farm { }\n',
    ],
  ])('%s', (_, having, without) => expect(withoutHost(having, 'dev.vm.farm')).toBe(without));
});

test('one odd neighbour at the end does not decide where a host goes', () => {
  const two = 'host a.vm.farm { }\n\nhost b.vm.farm { }\n';
  for (const odd of [
    'if known { host c.vm.farm { } }\n',
    'class "x" { host c.vm.farm { } }\n',
    'group { filename "x"; host c.vm.farm { } }\n',
  ])
    expect(addHost(two + odd, dev)).toBe(`${two}\n${block()}\n${odd}`);
});
