import { describe, expect, test } from 'vitest';
import type { Instance } from '../../src/farm/state.ts';
import { guessBalloon } from '../../src/init/balloon.ts';
import { guessPool } from '../../src/init/pool.ts';

const gibi = 2 ** 30;

function instance(name: string, running: boolean): Instance {
  return {
    ...{ name, uuid: name, health: 'up', status: 'running', running, node: 'n', memory: 4 * gibi },
    ...{ secondaries: [], template: 'plain', disks: [], volumes: [], macs: [] },
  };
}

const at = (...addresses: readonly string[]) =>
  addresses.map((address) => ({ instance: address, address, volumes: [] }));

describe('the balloon', () => {
  const all = [instance('a', true), instance('b', true), instance('c', true), instance('d', false)];
  test.each([
    ['is what most running VMs are left', { a: gibi, b: gibi, c: 2 * gibi }, '1G'],
    ['is none where they have all their memory', { a: 4 * gibi, b: 4 * gibi, c: 4 * gibi }, 'none'],
    ['is none where no monitor tells', {}, 'none'],
    ['is none of more than a new VM may have', { a: 3 * gibi }, 'none'],
  ])('%s', (_, balloons, value) => {
    expect(guessBalloon(all, new Map(Object.entries(balloons)), 2 * gibi)).toMatchObject({ value });
  });

  test('is a guess where no VM runs', () => {
    expect(guessBalloon([instance('d', false)], new Map(), gibi)).toMatchObject({ value: 'none', unsure: true });
  });
});

describe('the pool', () => {
  test('is the network of most VMs, without what routers mostly have', () => {
    expect(guessPool(at('10.10.60.2', '10.10.60.200', '192.168.7.3'))).toMatchObject({
      network: { value: '10.10.60.0/24', unsure: true },
      exclude: { value: [1, 254] },
    });
  });

  test('keeps no address back that a VM has', () => {
    expect(guessPool(at('10.10.60.1', '10.10.60.254'))).toEqual({
      network: expect.objectContaining({ value: '10.10.60.0/24' }),
    });
  });

  const six = (last: number, address6: string) => ({
    instance: `vm${last}`,
    address: `10.10.60.${last}`,
    address6,
    macs: [`52:54:00:00:00:0${last}`],
    volumes: [],
  });
  test.each([
    [
      'with the last number of IPv4',
      [six(2, '2001:db8:10:60::2'), six(5, '2001:db8:10:60::5')],
      { prefix: { value: '2001:db8:10:60::/64' }, by: { value: 'last' } },
    ],
    [
      'made of MACs, with one that a hand chose',
      [six(2, '2001:db8:1:0:5054:ff:fe00:2'), six(3, '2001:db8:1::5054:ff:fe00:3'), six(5, '2001:db8:1::a')],
      { prefix: { value: '2001:db8:1::/64', unsure: true }, by: { value: 'eui64', unsure: true } },
    ],
  ])('has IPv6 addresses by the rule of most VMs: %s', (_, vms, network6) => {
    expect(guessPool(vms)).toMatchObject({ network6 });
  });

  test('has none where no address is by a rule, or there is none', () => {
    expect(guessPool([six(2, '2001:db8::77')])).not.toHaveProperty('network6');
    expect(guessPool(at('10.10.60.2'))).not.toHaveProperty('network6');
  });

  test('is not known where no VM has an address', () => {
    expect(guessPool([{ instance: 'a.farm', volumes: [] }])).toBeUndefined();
  });
});
