import { describe, expect, test } from 'vitest';
import { wall6State } from '../../../platforms/shorewall/inventory6.ts';
import {
  addresses6In,
  letsSshIn,
  namingRules,
  withMachineRules,
  withoutMachines,
} from '../../../platforms/shorewall/machine-rules.ts';
import { variablesOfRules } from '../../../platforms/shorewall/machine-variables.ts';
import { rulesLike } from '../../../platforms/shorewall/rules-like.ts';
import { wallOf } from '../../../platforms/shorewall/wall.ts';

const source = { name: 'gallifrey', addresses: ['2001:db8:10:60::5'], sshPort: 22005 };
const clone = { name: 'gallifrey-dev', address6: '2001:db8:10:60::6', sshPort: 22006 };
const values = new Map([
  ['VM6', '[2001:db8:10:60::5]'],
  ['IP6', '[2001:db8::1]'],
]);

/** Shorewall6 with these rules, and a params that sets the variables. */
function wall(rules: string, params = [...values].map(([name, value]) => `${name}=${value}\n`).join('')) {
  const files = [
    { path: '/w/rules', text: rules },
    { path: '/w/params', text: params },
  ];
  return wallOf({ files, services: '' }, '/w/rules', '/w/params');
}

function like(text: string) {
  const { rules } = wall6State(wall(text), { paramsEdited: false });
  const { lines, variables, left } = rulesLike(rules, source, clone);
  expect(variables).toEqual([]);
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

describe("where params are edited, a clone's rule has a variable of its own in the place of its source's", () => {
  const written = (rule: string, params: string) => {
    const { rules } = wall6State(wall(`${rule}\n`, params), { paramsEdited: true });
    const { lines, variables } = rulesLike(rules, source, clone);
    return { lines, variables: variables.map(({ name, value }) => `${name}=${value}`) };
  };
  test.each([
    [
      'SSH(ACCEPT) net loc:$VM6_GALLIFREY_XIVO',
      'VM6_GALLIFREY_XIVO=[2001:db8:10:60::5]',
      'SSH(ACCEPT) net loc:$VM6_GALLIFREY_DEV_XIVO',
      'VM6_GALLIFREY_DEV_XIVO=[2001:db8:10:60::6]',
    ],
    [
      'ACCEPT net loc:[${GALLIFREY}] tcp 22',
      'GALLIFREY=2001:DB8:10:60:0::5',
      'ACCEPT net loc:[${GALLIFREY_DEV}] tcp 22',
      'GALLIFREY_DEV=2001:db8:10:60::6',
    ],
    [
      'DNAT net loc:$VM6_GALLIFREY:22 tcp 22005 - $IP6',
      'IP6=[2001:db8::1]\nVM6_GALLIFREY="<2001:db8:10:60::5>"',
      'DNAT net loc:$VM6_GALLIFREY_DEV:22 tcp 22006 - $IP6',
      'VM6_GALLIFREY_DEV=<2001:db8:10:60::6>',
    ],
    [
      'ACCEPT $OFFICE loc:$VM6_GALLIFREY tcp 22',
      'OFFICE=net:[2001:db8:9::/48]\nVM6_GALLIFREY=[2001:db8:10:60::5]',
      'ACCEPT net:[2001:db8:9::/48] loc:$VM6_GALLIFREY_DEV tcp 22',
      'VM6_GALLIFREY_DEV=[2001:db8:10:60::6]',
    ],
  ])('%s', (rule, params, line, variable) => {
    expect(written(rule, `${params}\n`)).toEqual({ lines: [line], variables: [variable] });
  });

  test.each([
    ['whose name has not that of its source', 'VM6_FIVE', 'VM6_FIVE=[2001:db8:10:60::5]'],
    ['whose name has another in it', 'VM6_GALLIFREYS', 'VM6_GALLIFREYS=[2001:db8:10:60::5]'],
    ['whose name has it twice', 'GALLIFREY_GALLIFREY', 'GALLIFREY_GALLIFREY=[2001:db8:10:60::5]'],
  ])('but for one %s: then it has the address', (_, name, params) => {
    expect(written(`ACCEPT net loc:$${name} tcp 22`, `${params}\n`)).toEqual({
      lines: ['ACCEPT net loc:[2001:db8:10:60::6] tcp 22'],
      variables: [],
    });
  });

  test.each<[string, string, string, readonly string[]]>([
    ['that rules about it alone use', 'SSH(ACCEPT) net loc:$V\nACCEPT net loc:${V} tcp 80\n', '', ['V']],
    [
      'but not one that a rule of several uses too',
      'SSH(ACCEPT) net loc:$V\nDROP net loc:$V,$W\n',
      'W=[2001:db8::9]\n',
      [],
    ],
    ['but not one that another variable is made of', 'SSH(ACCEPT) net loc:$V\n', 'W="$V,[2001:db8::9]"\n', []],
    ['but not one that nothing uses', '', '', []],
  ])('a variable goes with its machine %s', (_, rules, more, expected) => {
    const read = wall(rules, `V=[2001:db8:10:60::5]\n${more}`);
    expect(variablesOfRules(read).map(({ name }) => name)).toEqual(expected);
    const { references } = wall6State(read, { paramsEdited: true }).inventory;
    expect(references.some(({ by }) => by === 'param V (/w/params:1)')).toBe(expected.length === 0);
  });
});

test.each([
  ['ACCEPT net loc:[2001:db8::5] tcp 22,80', true],
  ['ACCEPT net loc:[2001:db8::5]', true],
  ['ACCEPT+ net loc:[2001:db8::5],[2001:db8::6] tcp 20:30', true],
  ['ACCEPT:info net loc:[2001:db8::5] tcp ssh', true],
  ['SSH(ACCEPT):info net loc:[2001:db8::5]', true],
  ['SSH/ACCEPT net loc:[2001:db8::5]', true],
  ['DNAT net loc:[2001:db8::5]:22 tcp 22005', true],
  ['DNAT net loc:[2001:db8::5]:80 tcp 22', false],
  ['ACCEPT net loc:[2001:db8::5] tcp 80', false],
  ['ACCEPT net loc:[2001:db8::5] udp 22', false],
  ['Web(ACCEPT) net loc:[2001:db8::5]', false],
  ['SSH(DROP) net loc:[2001:db8::5]', false],
  ['ACCEPT loc:[2001:db8::5] net tcp 22', false],
  ['?SECTION ESTABLISHED\nACCEPT net loc:[2001:db8::5] tcp 22', false],
])('%j lets SSH in to a machine: %s', (text, expected) => {
  expect(namingRules(`${text}\n`, values).map(letsSshIn)).toEqual([expected]);
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
  const read = wallOf({ files, services: '' }, '/w/rules', '/w/params');
  const { rules, inventory } = wall6State(read, { paramsEdited: false });
  const [alone, several] = ['ACCEPT net loc:[2001:db8::5] tcp 22', 'ACCEPT net loc:[2001:db8::2,2001:db8::5] tcp 25'];
  expect(rules).toEqual([
    { addresses: ['2001:db8::5'], text: alone, ssh: true, copied: true, file: '/w/rules', line: 1 },
    { addresses: ['2001:db8::2', '2001:db8::5'], text: several, ssh: false, copied: false, file: '/w/rules', line: 2 },
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
