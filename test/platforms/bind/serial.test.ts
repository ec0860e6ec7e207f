import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseZone } from '../../../platforms/bind/parse.ts';
import { nextSerial, raiseSerial } from '../../../platforms/bind/serial.ts';

const today = '20261122';

describe('the serial after', () => {
  test.each([
    ['a date of the past', 2011031200, 2026112200],
    ['a date of the past with a high number', 2011031299, 2026112200],
    ["today's first", 2026112200, 2026112201],
    ["today's hundredth", 2026112299, 2026112300],
    ['a date of tomorrow, after a busy day', 2026112304, 2026112305],
    ['a date years ahead', 2051010100, 2051010101],
    ['a thirteenth month', 2026130100, 2026130101],
    ['a small number', 7, 8],
    ['a Unix time', 1764000000, 1764000001],
    ['the largest', 4294967295, 1],
    ['zero', 0, 1],
  ])('%s', (_, serial, next) => expect(nextSerial(serial, today)).toBe(next));

  test('any serial is higher in the arithmetic of RFC 1982', () => {
    fc.assert(
      fc.property(fc.nat(4294967295), (serial) => {
        const distance = (nextSerial(serial, today) - serial + 2 ** 32) % 2 ** 32;
        expect(distance).toBeGreaterThan(0);
        expect(distance).toBeLessThan(2 ** 31);
      }),
    );
  });
});

describe('raising it in a zone', () => {
  const soa = (serial: string) => `@ IN SOA ns. root. ( ; 5 in a comment\n ${serial} ; serial\n 1 2 3 4 )\n`;

  test('changes its digits alone', () => {
    const zone = parseZone(`${soa('2011031200')}a A 10.0.0.1 ; 2011031200\n`, 'farm');
    expect(raiseSerial(zone, today)).toBe(`${soa('2026112200')}a A 10.0.0.1 ; 2011031200\n`);
  });

  test.each([
    ['no SOA', 'a A 1.2.3.4\n', 'has no SOA record of farm'],
    ["another zone's SOA", 'other. SOA a. b. 1 2 3 4 5\n', 'has no SOA record of farm'],
    ['a word for a serial', '@ SOA a. b. x 2 3 4 5\n', 'serial is "x"'],
    ['a serial over 32 bits', '@ SOA a. b. 4294967296 2 3 4 5\n', 'serial is "4294967296"'],
    ['a short SOA', '@ SOA a. b.\n', 'serial is missing'],
  ])('is refused with %s', (_, text, why) => {
    expect(() => raiseSerial(parseZone(text, 'farm'), today)).toThrow(why);
  });
});
