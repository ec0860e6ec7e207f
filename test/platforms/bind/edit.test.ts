import { describe, expect, test } from 'vitest';
import { addRecord, removeRecord } from '../../../platforms/bind/edit.ts';
import { parseZone } from '../../../platforms/bind/parse.ts';

const dev = { type: 'A', name: 'gallifrey-dev.xivo.vm.farm', value: '10.10.60.6' } as const;
const devPtr = { type: 'PTR', name: '6.60.10.10.in-addr.arpa', value: 'gallifrey-dev.xivo.vm.farm' } as const;

/** A zone, and the same with the record: adding leads from the first to the second, removing back. */
const both: readonly (readonly [string, string, string])[] = [
  [
    "the seed's line, after the last address",
    'skaro.xivo.vm   IN  A   10.10.60.2\n; end\n',
    'skaro.xivo.vm   IN  A   10.10.60.2\ngallifrey-dev.xivo.vm   IN  A   10.10.60.6\n; end\n',
  ],
  [
    'one column for all where there is room',
    'a.xivo.vm                  A 1.1.1.1\n',
    'a.xivo.vm                  A 1.1.1.1\ngallifrey-dev.xivo.vm      A 10.10.60.6\n',
  ],
  [
    'tabs to the same column',
    'host01\t\t\tIN\tA\t1.1.1.1\n',
    'host01\t\t\tIN\tA\t1.1.1.1\ngallifrey-dev.xivo.vm\tIN\tA\t10.10.60.6\n',
  ],
  [
    'a tab where a longer name leaves no room',
    'host01\tIN\tA\t1.1.1.1\n',
    'host01\tIN\tA\t1.1.1.1\ngallifrey-dev.xivo.vm\tIN\tA\t10.10.60.6\n',
  ],
  [
    'absolute names where those are used',
    'a.farm. A 1.1.1.1\n',
    'a.farm. A 1.1.1.1\ngallifrey-dev.xivo.vm.farm. A 10.10.60.6\n',
  ],
  [
    'an explicit TTL where there is a default beside it',
    '$TTL 60\na 300 IN A 1.1.1.1\n',
    '$TTL 60\na 300 IN A 1.1.1.1\ngallifrey-dev.xivo.vm 300 IN A 10.10.60.6\n',
  ],
  [
    'class before TTL where that is the order',
    '$TTL 60\na IN 300 A 1.1.1.1\n',
    '$TTL 60\na IN 300 A 1.1.1.1\ngallifrey-dev.xivo.vm IN 300 A 10.10.60.6\n',
  ],
  [
    "no TTL that would become the next record's",
    'a 300 IN A 1.1.1.1\nb TXT x\n',
    'a 300 IN A 1.1.1.1\ngallifrey-dev.xivo.vm IN A 10.10.60.6\nb TXT x\n',
  ],
  [
    'under the origin that fits best',
    'a A 1.1.1.1\n$ORIGIN xivo.vm.farm.\nskaro A 10.10.60.2\n$ORIGIN farm.\nz A 2.2.2.2\n',
    'a A 1.1.1.1\n$ORIGIN xivo.vm.farm.\nskaro A 10.10.60.2\ngallifrey-dev A 10.10.60.6\n$ORIGIN farm.\nz A 2.2.2.2\n',
  ],
  [
    'the last of two places with one origin',
    '$ORIGIN vm.farm.\na A 1.1.1.1\n$ORIGIN farm.\nb A 1.1.1.1\n$ORIGIN vm.farm.\nc A 1.1.1.1\n',
    '$ORIGIN vm.farm.\na A 1.1.1.1\n$ORIGIN farm.\nb A 1.1.1.1\n$ORIGIN vm.farm.\nc A 1.1.1.1\ngallifrey-dev.xivo A 10.10.60.6\n',
  ],
  [
    'after records that go on without a name',
    'a A 1.1.1.1\n  TXT "x"\n\n  MX 5 m\nb TXT y\n',
    'a A 1.1.1.1\n  TXT "x"\n\n  MX 5 m\ngallifrey-dev.xivo.vm A 10.10.60.6\nb TXT y\n',
  ],
  [
    'after those that go on behind a directive',
    'a A 1.1.1.1\n$ORIGIN other.\n  TXT "x"\nb TXT y\n',
    'a A 1.1.1.1\n$ORIGIN other.\n  TXT "x"\ngallifrey-dev.xivo.vm.farm. A 10.10.60.6\nb TXT y\n',
  ],
  ['at the end of a file without a line end', 'a A 1.1.1.1', 'a A 1.1.1.1\ngallifrey-dev.xivo.vm A 10.10.60.6'],
  [
    'at the end of a CR LF file without a line end',
    'b A 1.1.1.1\r\na A 1.1.1.1',
    'b A 1.1.1.1\r\na A 1.1.1.1\r\ngallifrey-dev.xivo.vm A 10.10.60.6',
  ],
  ['CR LF lines', 'a A 1.1.1.1\r\nb TXT x\r\n', 'a A 1.1.1.1\r\ngallifrey-dev.xivo.vm A 10.10.60.6\r\nb TXT x\r\n'],
  [
    'after a record over lines',
    'a A (\n1.1.1.1 )\nb TXT x\n',
    'a A (\n1.1.1.1 )\ngallifrey-dev.xivo.vm\tIN\tA\t10.10.60.6\nb TXT x\n',
  ],
  [
    'at the end where there is no address yet',
    '@ SOA a. b. 1 2 3 4 5\n@ NS ns\n',
    '@ SOA a. b. 1 2 3 4 5\n@ NS ns\ngallifrey-dev.xivo.vm\tIN\tA\t10.10.60.6\n',
  ],
  [
    'an absolute name under a foreign origin',
    '@ NS ns\n$ORIGIN example.org.\nx NS y\n',
    '@ NS ns\n$ORIGIN example.org.\nx NS y\ngallifrey-dev.xivo.vm.farm.\tIN\tA\t10.10.60.6\n',
  ],
  [
    "not the zone's own address as the model",
    '@  IN A 1.1.1.1\na    A 2.2.2.2\n',
    '@  IN A 1.1.1.1\na    A 2.2.2.2\ngallifrey-dev.xivo.vm  A 10.10.60.6\n',
  ],
];

test('a neighbour in parentheses without a space lends no space', () => {
  const zone = parseZone('x(IN A 1.1.1.1)\nlong-name-of-a-host-here IN A 1.1.1.1\n', 'farm');
  expect(addRecord(zone, dev)).toBe(`${zone.text}gallifrey-dev.xivo.vm IN A 10.10.60.6\n`);
});

describe('an address is added as its neighbours are written, and removed again:', () => {
  test.each(both)('%s', (_, without, having) => {
    expect(addRecord(parseZone(without, 'farm'), dev)).toBe(having);
    expect(removeRecord(parseZone(having, 'farm'), dev)).toBe(without);
  });
});

test('a zone that would end in the middle of a directive, which BIND refuses, gets a line end', () => {
  const zone = parseZone('@ NS ns\n$ORIGIN xivo.vm.farm.\ngallifrey-dev A 10.10.60.6', 'farm');
  expect(removeRecord(zone, dev)).toBe('@ NS ns\n$ORIGIN xivo.vm.farm.\n');
});

test('a pointer is written relative to the reverse zone, its name absolute', () => {
  const zone = parseZone(
    '@ NS h.\n1.59    IN PTR host01.farm.\n5.60    IN PTR gallifrey.xivo.vm.farm.\n',
    '10.10.in-addr.arpa',
  );
  const added = addRecord(zone, devPtr);
  expect(added).toBe(`${zone.text}6.60    IN PTR gallifrey-dev.xivo.vm.farm.\n`);
  expect(removeRecord(parseZone(added, zone.name), devPtr)).toBe(zone.text);
});

describe('a line added is the same whether or not another was added before it:', () => {
  const zones = [
    'skaro.xivo.vm   IN  A   10.10.60.2\n',
    'a.xivo.vm                  A 1.1.1.1\n',
    'h\t\tA\t1.1.1.1\n',
    'gnt   A 1.1.1.1\nh A 1.1.1.1\n',
  ];
  const other = { type: 'A', name: 'x.xivo.vm.farm', value: '10.10.60.9' } as const;
  test.each(zones)('%j', (text) => {
    const alone = addRecord(parseZone(text, 'farm'), dev).slice(text.length);
    const first = addRecord(parseZone(text, 'farm'), other);
    expect(addRecord(parseZone(first, 'farm'), dev).slice(first.length)).toBe(alone);
  });
});

describe('removing a record leaves all others what they were:', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    [
      'its follower gets the name written before it',
      'gallifrey-dev.xivo.vm A 10.10.60.6\n                      TXT "x"\n',
      'gallifrey-dev.xivo.vm TXT "x"\n',
    ],
    ['with a tab', 'gallifrey-dev.xivo.vm\tA\t10.10.60.6\n\t\t\tTXT x\n', 'gallifrey-dev.xivo.vm\tTXT x\n'],
    ['a short gap', 'gallifrey-dev.xivo.vm A 10.10.60.6\n TXT x\n MX 5 m\n', 'gallifrey-dev.xivo.vm TXT x\n MX 5 m\n'],
    [
      'a follower behind another origin',
      'gallifrey-dev.xivo.vm A 10.10.60.6\n$ORIGIN x.\n  TXT y\n',
      '$ORIGIN x.\ngallifrey-dev.xivo.vm.farm. TXT y\n',
    ],
    [
      'a record without a name of its own',
      'gallifrey-dev.xivo.vm TXT x\n  A 10.10.60.6\n  MX 5 m\n',
      'gallifrey-dev.xivo.vm TXT x\n  MX 5 m\n',
    ],
    [
      'written with capitals, absolute, with TTL and comment',
      '$TTL 5\na A 1.1.1.1\nGallifrey-Dev.XIVO.vm.farm. 60 IN A 10.10.60.6 ; mine\nb A 2.2.2.2\n',
      '$TTL 5\na A 1.1.1.1\nb A 2.2.2.2\n',
    ],
    [
      'written twice',
      'gallifrey-dev.xivo.vm A 10.10.60.6\na A 1.1.1.1\ngallifrey-dev.xivo.vm.farm. A 10.10.60.6\n',
      'a A 1.1.1.1\n',
    ],
    [
      'over lines',
      'a A 1.1.1.1\ngallifrey-dev.xivo.vm ( A\n 10.10.60.6 )\nb A 2.2.2.2\n',
      'a A 1.1.1.1\nb A 2.2.2.2\n',
    ],
    [
      'another address of the name stays',
      'gallifrey-dev.xivo.vm A 10.10.60.6\n  A 10.10.60.7\n',
      'gallifrey-dev.xivo.vm A 10.10.60.7\n',
    ],
    [
      'a comment that looks like it stays',
      '; gallifrey-dev.xivo.vm A 10.10.60.6\n',
      '; gallifrey-dev.xivo.vm A 10.10.60.6\n',
    ],
    [
      'without $TTL the next record states the TTL it had from it, and those after it have it from there',
      '@ 1d SOA a. b. 1 2 3 4 5\na A 1.1.1.1\ngallifrey-dev.xivo.vm 300 IN A 10.10.60.6\nb IN CNAME a\nc A 1.1.1.1\n',
      '@ 1d SOA a. b. 1 2 3 4 5\na A 1.1.1.1\nb 300 IN CNAME a\nc A 1.1.1.1\n',
    ],
    [
      'its TTL and its name',
      'a 60 A 1.1.1.1\ngallifrey-dev.xivo.vm 300 A 10.10.60.6\n   TXT x\n',
      'a 60 A 1.1.1.1\ngallifrey-dev.xivo.vm 300 TXT x\n',
    ],
    [
      'not where the one before has the same',
      'a 300 A 1.1.1.1\ngallifrey-dev.xivo.vm 300 A 10.10.60.6\nb A 2.2.2.2\n',
      'a 300 A 1.1.1.1\nb A 2.2.2.2\n',
    ],
    [
      'nor where the next has its own, or a default begins',
      'a 60 A 1.1.1.1\ngallifrey-dev.xivo.vm 300 A 10.10.60.6\n$TTL 5\nb A 2.2.2.2\n',
      'a 60 A 1.1.1.1\n$TTL 5\nb A 2.2.2.2\n',
    ],
    [
      'nor where the minimum of a SOA record without TTL is the default',
      '@ SOA a. b. 1 2 3 4 5\ngallifrey-dev.xivo.vm 300 A 10.10.60.6\nb A 2.2.2.2\n',
      '@ SOA a. b. 1 2 3 4 5\nb A 2.2.2.2\n',
    ],
    [
      'a $GENERATE states the TTL it had from it',
      'a 60 A 1.1.1.1\ngallifrey-dev.xivo.vm 300 A 10.10.60.6\n$GENERATE 1-3 x$ A 1.1.1.$\nb A 2.2.2.2\n',
      'a 60 A 1.1.1.1\n$GENERATE 1-3 x$ 300 A 1.1.1.$\nb A 2.2.2.2\n',
    ],
    ['the same address of another name stays', 'gallifrey-dev A 10.10.60.6\n', 'gallifrey-dev A 10.10.60.6\n'],
  ];
  test.each(cases)('%s', (_, having, without) => {
    expect(removeRecord(parseZone(having, 'farm'), dev)).toBe(without);
  });
});
