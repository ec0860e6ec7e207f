import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  eui64Address,
  isUnicast,
  type Network6,
  numberedAddress,
  parseAddress6,
  parseNetwork6,
  sameText,
  showAddress6,
  showNetwork6,
} from '../../src/farm/address6.ts';
import { addressOf, networkOfZone6, reverseName, zoneOfNetwork6 } from '../../src/farm/reverse-name.ts';

const network = (text: string) => parseNetwork6(text) as Network6;
// IPv4-mapped ones are dotted, which a URL's are not.
const any = fc.bigInt(0n, 2n ** 128n - 1n).filter((number) => number >> 32n !== 0xffffn);

describe('IPv6 addresses', () => {
  // RFC 5952, 4 and 5; RFC 4291, 2.2.
  test.each([
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:0db8::0001', '2001:db8::1'],
    ['2001:DB8:0:0:0:0:2:1', '2001:db8::2:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:db8::1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:aaaa:bbbb:cccc:dddd:eeee:AaAa', '2001:db8:aaaa:bbbb:cccc:dddd:eeee:aaaa'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['1:0:0:0:0:0:0:0', '1::'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
    ['::FFFF:192.0.2.128', '::ffff:192.0.2.128'],
    ['0:0:0:0:0:ffff:c000:280', '::ffff:192.0.2.128'],
    ['10.10.60.6', '10.10.60.6'],
  ])('%s is written %s', (written, text) => {
    expect(sameText(written)).toBe(text);
  });

  test.each([
    '',
    ':',
    ':::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '1::2::3',
    ':1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:',
    '12345::',
    'g::',
    '2001:db8::1%eth0',
    '2001:db8::1/64',
    '1.2.3.4::',
    '::1.2.3',
    '::1.2.3.256',
    ' ::1',
    '52:54:00:00:00:01',
  ])('%j is none', (text) => {
    expect(parseAddress6(text)).toBeUndefined();
  });

  test('have one text each, which says what was meant', () => {
    fc.assert(
      fc.property(any, (number) => {
        const text = showAddress6(number);
        expect(parseAddress6(text)).toBe(number);
        // Another writing of it: every group in full.
        const full = (number.toString(16).padStart(32, '0').match(/.{4}/g) ?? []).join(':').toUpperCase();
        expect(sameText(full)).toBe(text);
        expect(new URL(`http://[${full}]`).hostname).toBe(`[${text}]`);
      }),
    );
  });
});

describe('IPv6 networks', () => {
  test.each([
    ['2001:DB8:10:60:0::/64', '2001:db8:10:60::/64'],
    ['fd00::/8', 'fd00::/8'],
    ['2001:db8:10:60::1/64', undefined],
    ['2001:db8:10:60::/129', undefined],
    ['2001:db8:10:60::/064', undefined],
    ['2001:db8:10:60::', undefined],
    ['10.10.60.0/24', undefined],
  ])('%s is %s', (written, text) => {
    const parsed = parseNetwork6(written);
    expect(parsed && showNetwork6(parsed)).toBe(text);
  });

  test.each([
    ['2001:db8::/32', true],
    ['fd12:3456:789a:1::/64', true],
    ['fe80::/64', false],
    ['ff02::/64', false],
    ['::/96', false],
    ['::ffff:0:0/96', false],
    ['::/0', false],
  ])('%s has addresses a VM can be reached by: %s', (text, is) => {
    expect(isUnicast(network(text))).toBe(is);
  });
});

describe('the address by the rule', () => {
  // The first is the example of RFC 4291, appendix A (RFC 2464, 4).
  test.each([
    ['34:56:78:9a:bc:de', '2001:db8:10:60:3656:78ff:fe9a:bcde'],
    ['52:54:86:b3:3f:10', '2001:db8:10:60:5054:86ff:feb3:3f10'],
    ['52:54:00:00:00:01', '2001:db8:10:60:5054:ff:fe00:1'],
    ['00:00:00:00:00:00', '2001:db8:10:60:200:ff:fe00:0'],
    ['ff:ff:ff:ff:ff:ff', '2001:db8:10:60:fdff:ffff:feff:ffff'],
  ])('of the MAC %s is %s', (mac, address) => {
    expect(eui64Address(network('2001:db8:10:60::/64'), mac)).toBe(address);
  });

  test.each([
    ['2001:db8:10:60::/64', 6, '2001:db8:10:60::6'],
    ['2001:db8:10:60::/64', 25, '2001:db8:10:60::25'],
    ['2001:db8:10:60::/64', 254, '2001:db8:10:60::254'],
    ['2001:db8:10:60::/64', 65_535, '2001:db8:10:60::6:5535'],
    ['fd00:1::f000/116', 254, 'fd00:1::f254'],
  ])('in %s of the number %i is %s', (prefix, number, address) => {
    expect(numberedAddress(network(prefix), number)).toBe(address);
  });
});

describe('reverse names', () => {
  test('of an IPv6 address have its digits from the last to the first (RFC 3596, 2.5)', () => {
    expect(reverseName('4321:0:1:2:3:4:567:89ab')).toBe(
      'b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4.ip6.arpa',
    );
    expect(reverseName('10.10.60.6')).toBe('6.60.10.10.in-addr.arpa');
  });

  test('lead back to the address', () => {
    fc.assert(
      fc.property(any, (number) => {
        const address = showAddress6(number);
        expect(addressOf(reverseName(address).toUpperCase().replace('IP6.ARPA', 'ip6.arpa'))).toBe(address);
      }),
    );
    expect(addressOf('6.60.10.10.in-addr.arpa')).toBe('10.10.60.6');
  });

  test.each([
    ['2001:db8:10:60::/64', '0.6.0.0.0.1.0.0.8.b.d.0.1.0.0.2.ip6.arpa'],
    ['2001:db8::/34', '8.b.d.0.1.0.0.2.ip6.arpa'],
    ['2001:db8::1230/124', '3.2.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa'],
  ])('the innermost zone of %s is %s', (text, zone) => {
    expect(zoneOfNetwork6(network(text))).toBe(zone);
    const { first, prefix } = network(text);
    const found = networkOfZone6(zone) as Network6;
    expect(found.prefix).toBe(Math.floor(prefix / 4) * 4);
    expect(found.first).toBe((first >> BigInt(128 - found.prefix)) << BigInt(128 - found.prefix));
  });

  test.each(['10.10.in-addr.arpa', 'ip6.arpa', 'g.ip6.arpa', '10.ip6.arpa', 'x.8.b.d.0.ip6.arpa'])(
    '%s is no zone of a network',
    (zone) => {
      expect(networkOfZone6(zone)).toBeUndefined();
    },
  );
});
