import { describe, expect, test } from 'vitest';
import { parseFarm } from '../../../platforms/load-farm.ts';
import { smallText } from '../farms.ts';
import { lineOf, problems } from './problems.ts';

const zone = '0.6.0.0.0.1.0.0.8.b.d.0.1.0.0.2.ip6.arpa';

/** The small farm with this for pool.network6, and for dns.reverse6. */
function withIpv6(network6: string, reverse6?: string): string {
  const text = smallText.replace('/28', `/28\n  network6: ${network6}`);
  return reverse6 === undefined ? text : text.replace('pool:', `  reverse6: ${reverse6}\npool:`);
}

test('the prefix is kept as RFC 5952 writes it, in whatever form it stands there', () => {
  const text = withIpv6('{prefix: "2001:0DB8:10:60:0::/64", by: last}', `{zone: ${zone}, file: /etc/bind/db.6}`);
  const { pool, dns } = parseFarm(text, 'farm.yaml', {});
  expect(pool.network6).toEqual({ prefix: '2001:db8:10:60::/64', by: 'last' });
  expect(dns.reverse6).toEqual({ zone, file: '/etc/bind/db.6' });
});

test('a farm without it has none', () => {
  const { pool, dns } = parseFarm(smallText, 'farm.yaml', {});
  expect([Object.keys(pool), Object.keys(dns)]).toEqual([
    ['network', 'excluded'],
    expect.not.arrayContaining(['reverse6']),
  ]);
});

describe('what cannot be is refused with its line:', () => {
  test.each<[string, string, string]>([
    [
      'no prefix',
      '{prefix: "2001:db8::1", by: last}',
      'pool.network6.prefix: found "2001:db8::1", expected an IPv6 network such as 2001:db8:10:60::/64',
    ],
    [
      'an address of the network',
      '{prefix: "2001:db8::1/64", by: last}',
      'pool.network6.prefix: found "2001:db8::1/64", expected an IPv6 network such as 2001:db8:10:60::/64',
    ],
    ['no rule', '{prefix: "2001:db8::/64"}', 'pool.network6.by is missing, expected eui64 or last'],
    [
      'another rule',
      '{prefix: "2001:db8::/64", by: chance}',
      'pool.network6.by: found "chance", expected eui64 or last',
    ],
    [
      'link-local addresses',
      '{prefix: "fe80::/64", by: eui64}',
      'pool.network6.prefix: fe80::/64 has no addresses by which a VM is reached, expected a network of 2000::/3 or fc00::/7',
    ],
    [
      'a prefix that leaves a MAC no room',
      '{prefix: "2001:db8::/80", by: eui64}',
      'pool.network6.prefix: found 2001:db8::/80, expected a /64, since an address made of a MAC (by: eui64) is 64 bits and 64 more',
    ],
    [
      'a prefix that leaves the last number no room',
      '{prefix: "2001:db8::/124", by: last}',
      'pool.network6.prefix: found 2001:db8::/124, expected a /120 or wider, since numbers of 192.168.7.0/28 (line 10) have up to 2 digits',
    ],
  ])('%s', (_, network6, says) => {
    const text = withIpv6(network6);
    expect(problems(text)).toEqual([`${lineOf(text, 'network6:')} ${says}`]);
  });

  test.each<[string, string, string]>([
    [
      'a reverse zone of another form',
      '{zone: 10.in-addr.arpa, file: /r}',
      `dns.reverse6.zone: found "10.in-addr.arpa", expected ${zone}, or a zone above it, which has the addresses of 2001:db8:10:60::/64 (line 12)`,
    ],
    [
      'a reverse zone of another network',
      '{zone: 1.6.0.0.0.1.0.0.8.b.d.0.1.0.0.2.ip6.arpa, file: /r}',
      `dns.reverse6.zone: found "1.6.0.0.0.1.0.0.8.b.d.0.1.0.0.2.ip6.arpa", expected ${zone}, or a zone above it, which has the addresses of 2001:db8:10:60::/64 (line 12)`,
    ],
    [
      'a reverse zone of a part of it',
      `{zone: 0.${zone}, file: /r}`,
      `dns.reverse6.zone: found "0.${zone}", expected ${zone}, or a zone above it, which has the addresses of 2001:db8:10:60::/64 (line 12)`,
    ],
  ])('%s', (_, reverse6, says) => {
    const text = withIpv6('{prefix: "2001:db8:10:60::/64", by: last}', reverse6);
    expect(problems(text)).toEqual([`${lineOf(text, 'reverse6:')} ${says}`]);
  });

  test('a reverse zone without the network', () => {
    const text = smallText.replace('pool:', `  reverse6: {zone: ${zone}, file: /r}\npool:`);
    expect(problems(text)).toEqual([
      `${lineOf(text, 'reverse6:')} dns.reverse6: there is no pool.network6, whose addresses it would have`,
    ]);
  });

  test('but not a zone above the network', () => {
    const text = withIpv6('{prefix: "2001:db8:10:60::/64", by: eui64}', '{zone: 1.0.0.2.ip6.arpa, file: /r}');
    expect(problems(text)).toEqual([]);
  });
});
