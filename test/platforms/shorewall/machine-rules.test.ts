import { describe, expect, test } from 'vitest';
import { wall6State } from '../../../platforms/shorewall/inventory6.ts';
import {
  addresses6In,
  isCopied,
  machineRules,
  rulesLike,
  withMachineRules,
  withoutMachines,
} from '../../../platforms/shorewall/machine-rules.ts';
import { wallOf } from '../../../platforms/shorewall/wall.ts';

const source = { addresses: ['2001:db8:10:60::5'], sshPort: 22005 };
const clone = { address6: '2001:db8:10:60::6', sshPort: 22006 };
const values = new Map([
  ['VM6', '[2001:db8:10:60::5]'],
  ['IP6', '[2001:db8::1]'],
]);

function like(text: string) {
  const rules = machineRules(text, values)
    .filter(isCopied)
    .map(({ addresses, text, entry }) => ({ addresses, text, file: 'rules', line: entry.line + 1 }));
  const { lines, left } = rulesLike(rules, source, clone);
  return { lines, left: left.map(({ line }) => line) };
}

describe('a clone has the rules of its source, however they are written', () => {
  test.each([
    ['ACCEPT net loc:[2001:db8:10:60::5] tcp 22', 'ACCEPT net loc:[2001:db8:10:60::6] tcp 22'],
    ['ACCEPT\tnet\tloc:<2001:DB8:10:60:0::5>\ttcp\t80,443', 'ACCEPT\tnet\tloc:<2001:db8:10:60::6>\ttcp\t80,443'],
    ['ACCEPT net loc:2001:db8:10:60::5 tcp 22 # ssh', 'ACCEPT net loc:2001:db8:10:60::6 tcp 22'],
    ['ACCEPT net loc:[2001:db8:10:60::5]/128', 'ACCEPT net loc:[2001:db8:10:60::6]/128'],
    ['SSH(ACCEPT) net loc:$VM6', 'SSH(ACCEPT) net loc:[2001:db8:10:60::6]'],
    ['ACCEPT net loc:br0:[2001:db8:10:60::5] tcp 22', 'ACCEPT net loc:br0:[2001:db8:10:60::6] tcp 22'],
    ['ACCEPT loc:[2001:db8:10:60::5] net tcp 25', 'ACCEPT loc:[2001:db8:10:60::6] net tcp 25'],
    [
      'ACCEPT { source=net dest=loc:[2001:db8:10:60::5] proto=tcp dport=22 }',
      'ACCEPT { source=net dest=loc:[2001:db8:10:60::6] proto=tcp dport=22 }',
    ],
    ['ACCEPT net \\\n  loc:[2001:db8:10:60::5]', 'ACCEPT net   loc:[2001:db8:10:60::6]'],
    ['DNAT net loc:[2001:db8:10:60::5]:22 tcp 22005 - $IP6', 'DNAT net loc:[2001:db8:10:60::6]:22 tcp 22006 - $IP6'],
  ])('%j', (rule, expected) => {
    expect(like(`${rule}\n`)).toEqual({ lines: [expected], left: [] });
  });

  test.each([
    ['another machine', 'ACCEPT net loc:[2001:db8:10:60::2] tcp 22'],
    ['a network', 'ACCEPT net loc:[2001:db8:10:60::/64] tcp 22'],
    ['several machines', 'ACCEPT net loc:[2001:db8:10:60::5],[2001:db8:10:60::2] tcp 22'],
    ['a rule under a condition', '?IF $X\nACCEPT net loc:[2001:db8:10:60::5] tcp 22\n?ENDIF'],
    ['a rule for connections there are', '?SECTION ESTABLISHED\nACCEPT net loc:[2001:db8:10:60::5] tcp 22'],
  ])('not that of %s', (_, rule) => {
    expect(like(`${rule}\n`)).toEqual({ lines: [], left: [] });
  });

  test('a port of the public address leads to one machine only, and is said', () => {
    expect(like('DNAT net loc:[2001:db8:10:60::5]:80 tcp 8080\n')).toEqual({ lines: [], left: [1] });
  });
});

describe('lines go in and out of the file', () => {
  const text = '?SECTION NEW\nACCEPT net loc:[2001:db8:10:60::5] tcp 22\n\n# last\nREJECT net loc\n';
  test('beside their like, and leave it as it was', () => {
    const after = withMachineRules(text, ['A net loc:[2001:db8:10:60::6]', 'B net loc:[2001:db8:10:60::6]'], values);
    expect(after.split('\n').slice(1, 4)).toEqual([
      'ACCEPT net loc:[2001:db8:10:60::5] tcp 22',
      'A net loc:[2001:db8:10:60::6]',
      'B net loc:[2001:db8:10:60::6]',
    ]);
    expect(withoutMachines(after, ['2001:db8:10:60::6'], values)).toBe(text);
  });
});

test('every IPv6 address is seen in whatever spelling, and no network', () => {
  const found = addresses6In(
    'X=[2001:db8::1],<2001:DB8:0::2> loc:2001:db8::3 loc:[2001:db8::4]:22 [2001:db8::/64] 10.1.2.3 [2001:db8::5]/128 a:b',
  );
  expect(found).toEqual([1, 2, 3, 4, 5].map((number) => `2001:db8::${number}`));
});

test('who has an address, and what stays when a machine goes, is told of all files', () => {
  const files = [
    { path: '/w/rules', text: 'ACCEPT net loc:$VM6 tcp 22\nACCEPT net loc:[2001:db8::2,2001:db8::5] tcp 25\n' },
    { path: '/w/params', text: 'VM6=[2001:db8::5]\n' },
    { path: '/w/hosts', text: 'loc br0:[2001:db8::5]\n' },
  ];
  const { rules, inventory } = wall6State(wallOf({ files, services: '' }, '/w/rules', '/w/params'));
  expect(rules).toEqual([
    { addresses: ['2001:db8::5'], text: 'ACCEPT net loc:[2001:db8::5] tcp 22', file: '/w/rules', line: 1 },
  ]);
  const of = (address: string) => inventory.references.filter(({ to }) => 'address' in to && to.address === address);
  expect(of('2001:db8::5').map(({ by }) => by)).toEqual([
    'rules of the firewall (/w/rules:2)',
    'param VM6 (/w/params:1)',
    'hosts of the firewall (/w/hosts:1)',
  ]);
  expect(new Set(inventory.claims.map(({ thing }) => 'first' in thing && thing.first))).toEqual(
    new Set(['2001:db8::5', '2001:db8::2']),
  );
});
