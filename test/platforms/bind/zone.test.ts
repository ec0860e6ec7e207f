import { describe, expect, test } from 'vitest';
import { parseZone } from '../../../platforms/bind/parse.ts';
import { dataOf, typeOf, unreadOf } from '../../../platforms/bind/zone.ts';
import type { Unreadable } from '../../../src/farm/text/unreadable.ts';

/** `owner type data` of every record. */
function read(text: string, name = 'farm'): readonly string[] {
  return parseZone(text, name).records.map((record) => `${record.owner} ${typeOf(record)} ${dataOf(record)}`);
}

describe('a zone file is read by meaning:', () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['relative and absolute names', 'a A 1.1.1.1\nb.farm. A 2.2.2.2\n', ['a.farm A 1.1.1.1', 'b.farm A 2.2.2.2']],
    ['@ for the origin', '@ A 1.1.1.1\n', ['farm A 1.1.1.1']],
    [
      '$ORIGIN, absolute and relative',
      '$ORIGIN vm.farm.\na A 1.1.1.1\n$origin x\nb A 2.2.2.2\n',
      ['a.vm.farm A 1.1.1.1', 'b.x.vm.farm A 2.2.2.2'],
    ],
    ['a line without a name', 'a A 1.1.1.1\n  A 2.2.2.2\n', ['a.farm A 1.1.1.1', 'a.farm A 2.2.2.2']],
    [
      'a line without a name after a directive',
      'a A 1.1.1.1\n$TTL 60\n\tTXT x\n',
      ['a.farm A 1.1.1.1', 'a.farm TXT x'],
    ],
    ['TTL before class', 'a 3600 IN A 1.1.1.1\n', ['a.farm A 1.1.1.1']],
    ['class before TTL', 'a IN 1h30m A 1.1.1.1\n', ['a.farm A 1.1.1.1']],
    ['a name that looks like a class', 'in A 1.1.1.1\nIN in a 2.2.2.2\n', ['in.farm A 1.1.1.1', 'in.farm A 2.2.2.2']],
    ['a name that looks like a TTL', '10 PTR x.\n', ['10.farm PTR x']],
    ['another class', 'a CH A 1.1.1.1\n', ['a.farm undefined 1.1.1.1']],
    ['capitals', 'SKARO.Vm in a 1.1.1.1\n', ['skaro.vm.farm A 1.1.1.1']],
    ['escapes', '\\103\\A A 1.1.1.1\nx\\.y A 2.2.2.2\n', ['ga.farm A 1.1.1.1', 'x\\046y.farm A 2.2.2.2']],
    ['comments', '; a A 1.1.1.1\nb A 2.2.2.2;c A 3.3.3.3\n', ['b.farm A 2.2.2.2']],
    [
      'quoted strings with ; and ( and an escaped quote',
      'a TXT "; ( \\" x" y\nb A 1.1.1.1\n',
      ['a.farm TXT ; ( \\" x y', 'b.farm A 1.1.1.1'],
    ],
    [
      'parentheses over lines, comments in them',
      '@ SOA a. b. ( 1 ; )\n 2\n  3 4 5 )\nb A 1.1.1.1\n',
      ['farm SOA a. b. 1 2 3 4 5', 'b.farm A 1.1.1.1'],
    ],
    ['a record that begins in parentheses', 'a ( A\n1.1.1.1 )\n', ['a.farm A 1.1.1.1']],
    ['CR LF', 'a A 1.1.1.1\r\n\r\n\tA 2.2.2.2\r\n', ['a.farm A 1.1.1.1', 'a.farm A 2.2.2.2']],
    ['no line end at the end', 'a A 1.1.1.1', ['a.farm A 1.1.1.1']],
    ['lines of white space and comment', '  \n \t; x\na A 1.1.1.1\n', ['a.farm A 1.1.1.1']],
    ['names as data', 'a CNAME b\n6.60 PTR x.farm.\n', ['a.farm CNAME b.farm', '6.60.farm PTR x.farm']],
    ['the root', '$ORIGIN .\na.b A 1.1.1.1\n', ['a.b A 1.1.1.1']],
    [
      'what is included or generated elsewhere',
      '$INCLUDE x.db\n$GENERATE 1-3 a$ A 1.1.1.$\nb A 2.2.2.2\n',
      ['b.farm A 2.2.2.2'],
    ],
    ['nothing', '', []],
  ];
  test.each(cases)('%s', (_, text, records) => expect(read(text)).toEqual(records));
});

describe('what BIND could not read is refused with its line:', () => {
  const cases: readonly (readonly [string, string, number, string])[] = [
    ['an open parenthesis', 'a A 1.1.1.1\n@ SOA a. b. ( 1 2\n3\n', 2, 'a parenthesis is not closed'],
    ['a stray parenthesis', 'a A 1.1.1.1\nb A ) 1.1.1.1\n', 2, 'a parenthesis is closed that was not opened'],
    ['an open quote', '\n\na TXT "x\nb A 1.1.1.1\n', 3, 'a quoted string is not closed'],
    ['a lone carriage return', 'a A\r1.1.1.1\n', 1, 'a carriage return stands inside the line'],
  ];
  test.each(cases)('%s', (_, text, line, message) => {
    expect(() => parseZone(text, 'farm')).toThrow(expect.objectContaining({ line, message }) as Unreadable);
  });
});

describe('an entry that is not understood is left alone, and said with its line:', () => {
  const cases: readonly (readonly [string, string, number, string])[] = [
    ['a name missing', '  A 1.1.1.1\n', 1, 'the first record has no name before it'],
    ['a type missing', '\na\n', 2, 'a record of a.farm has no type'],
    ['an odd type', 'a IN 10.0.0.1\n', 1, 'a record of a.farm has no type that could be "10.0.0.1"'],
    ['an unknown directive', '$FOO x\n', 1, 'unknown directive $FOO'],
    ['$ORIGIN alone', '$ORIGIN\n', 1, '$ORIGIN names no domain'],
    [
      'a broken line of many digits',
      `b A 1.1.1.1\n\t${'1'.repeat(60)}x A 1.1.1.2\n`,
      2,
      `a record of b.farm has no type that could be "${'1'.repeat(60)}x"`,
    ],
    ['a file that cannot be read', '$INCLUDE other.inc\n', 1, 'the file other.inc cannot be read'],
  ];
  test.each(cases)('%s', (_, text, line, why) => {
    const zone = parseZone(`${text}z A 9.9.9.9\n`, 'farm', undefined, '/db');
    expect(unreadOf(zone)).toEqual([{ path: '/db', line, why }]);
    expect(zone.records.at(-1)).toMatchObject({ owner: 'z.farm' });
  });
});

describe('what BIND takes is taken:', () => {
  test.each([
    [
      'a string over two lines, the first ended by a backslash',
      'a TXT "x\\\ny"\nb A 1.1.1.1\n',
      ['a.farm TXT x\\\ny', 'b.farm A 1.1.1.1'],
    ],
    ['a quoted owner', '"b" A 1.1.1.1\n', ['b.farm A 1.1.1.1']],
    ['an address by type number', 'a CLASS1 TYPE1 \\# 4 0A0A 3B02\n', ['a.farm A 10.10.59.2']],
    ['$DATE', '$DATE 20261129000000\na A 1.1.1.1\n', ['a.farm A 1.1.1.1']],
    ['white space of other kinds as part of a word', 'a\u00a0b A 1.1.1.1\n', ['a\u00a0b.farm A 1.1.1.1']],
  ])('%s', (_, text, records) => expect(read(text)).toEqual(records));
});
