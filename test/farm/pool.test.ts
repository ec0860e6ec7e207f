import { describe, expect, test } from 'vitest';
import { mintMac, nextAddress, sshPortOf } from '../../src/farm/pool.ts';
import { exampleFarm } from './farms.ts';

const tiny = { network: '10.0.0.0/29', excluded: ['10.0.0.1'] };

describe('addresses', () => {
  test.each([
    [[], '10.0.0.2'],
    [['10.0.0.2', '10.0.0.4'], '10.0.0.3'],
    [['10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5'], '10.0.0.6'],
    [['10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5', '10.0.0.6'], undefined],
  ])('with %j in use the next is %s', (used, next) => {
    expect(nextAddress(tiny, new Set(used))).toBe(next);
  });

  test("the seed's farm gives out .2 first, .1 being excluded", () => {
    expect(nextAddress(exampleFarm.pool, new Set())).toBe('10.10.60.2');
  });
});

describe('SSH ports', () => {
  test.each([
    ['10.10.60.0/24', '10.10.60.6', 22006],
    ['10.10.60.128/25', '10.10.60.130', 22130],
    ['10.10.60.0/23', '10.10.61.6', 22262],
  ])('in %s, %s is seen at %i', (network, address, port) => {
    expect(sshPortOf({ sshBase: 22000 }, { network, excluded: [] }, address)).toBe(port);
  });
});

describe('MAC addresses', () => {
  const bytes = (...all: readonly number[][]) => {
    const left = [...all];
    return () => Uint8Array.from(left.shift() ?? [0, 0, 0, 0]);
  };

  test('begin with 52:54 and go on at random', () => {
    expect(mintMac(new Set(), bytes([0x86, 0xb3, 0x3f, 0x10]))).toBe('52:54:86:b3:3f:10');
    expect(mintMac(new Set(), bytes([0, 1, 2, 255]))).toBe('52:54:00:01:02:ff');
  });

  test('are never one in use', () => {
    expect(mintMac(new Set(['52:54:01:01:01:01']), bytes([1, 1, 1, 1], [2, 2, 2, 2]))).toBe('52:54:02:02:02:02');
    expect(() => mintMac(new Set(['52:54:00:00:00:00']), bytes())).toThrow('source of chance is broken');
  });
});
