import { expect, test } from 'vitest';
import { CurrentFarm } from '../../src/farm/current-farm.ts';
import type { Farm } from '../../src/farm/farm.ts';

const farm = (file: string, more: object = {}) => ({ file, people: new Map(), ...more }) as unknown as Farm;

test('who looks something up in the live farm finds what the one of the moment has', () => {
  const current = new CurrentFarm(farm('one', { proxy: { host: 'host01' } }));
  const { live } = current;
  expect([live.file, 'proxy' in live]).toEqual(['one', true]);
  current.replace(farm('two'));
  expect([live.file, 'proxy' in live, live.proxy]).toEqual(['two', false, undefined]);
});

test('a copy of the live farm stays as it was', () => {
  const one = farm('one', { proxy: { host: 'host01' } });
  const current = new CurrentFarm(one);
  const copy = { ...current.live };
  current.replace(farm('two'));
  expect(copy).toEqual(one);
});

test('nobody changes a farm through it', () => {
  const { live } = new CurrentFarm(farm('one'));
  expect(() => Object.assign(live, { file: 'two' })).toThrow(TypeError);
  expect(live.file).toBe('one');
});

test('those who watch are told of each replacement, until they stop', () => {
  const current = new CurrentFarm(farm('one'));
  const told: string[] = [];
  const stop = current.watch((now, before) => told.push(`${before.file} → ${now.file}`));
  current.replace(farm('two'));
  stop();
  current.replace(farm('three'));
  expect(told).toEqual(['one → two']);
});
