import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { actions, actionsOf } from '../../platforms/actions.ts';
import { platforms } from '../../platforms/index.ts';
import { parseFarm } from '../../platforms/load-farm.ts';
import type { Farm } from '../../src/farm/farm.ts';
import { usedBy } from '../../src/farm/platform.ts';
import { exampleFarm, exampleText } from '../farm/farms.ts';

/** The example's farm, and one that has of each role what the example's has not. */
const farms: readonly Farm[] = [
  exampleFarm,
  parseFarm(
    stringify({
      ...parse(exampleText),
      dns: { kind: 'rfc2136', forward: { zone: 'farm' }, key: '/etc/bind/farmhand.key' },
      dhcp: { kind: 'kea' },
    }),
    'farm.yaml',
  ),
];

const folder = join(import.meta.dirname, '../../platforms');

describe('the list of platforms', () => {
  test('has every folder, by its name', () => {
    const folders = globSync('*/', { cwd: folder }).map((name) => name.replace(/\/$/, ''));
    expect(platforms.map(({ kind }) => kind).toSorted()).toEqual(folders.toSorted());
  });

  test('has no title twice', () => {
    expect(new Set(platforms.map(({ title }) => title)).size).toBe(platforms.length);
  });

  test('gives every action once, and the one that asks all services', () => {
    const names = platforms.flatMap((platform) => platform.actions.map(({ name }) => name));
    expect([...actions.keys()].toSorted()).toEqual([...names, 'vm.unneeded'].toSorted());
    const always = platforms.filter(({ role }) => role === 'guest' || role === 'builder');
    const own = always.flatMap((platform) => platform.actions.map(({ name }) => name));
    expect([...actionsOf(always).keys()]).toEqual([...own, 'vm.unneeded']);
  });
});

describe.each(platforms)('$kind', ({ kind, needs, privileged, examine, commands, named }) => {
  test('has the files of a platform', () => {
    const files = globSync('*.ts', { cwd: join(folder, kind) });
    expect(files).toEqual(expect.arrayContaining(['index.ts', 'needs.ts', 'steps.ts']));
    expect(files.includes('examine.ts')).toBe(Boolean(examine ?? named));
  });

  test('speaks only of hosts the farm has', () => {
    const farm = farms.find((one) => usedBy(one, platforms).some((platform) => platform.kind === kind));
    if (!farm) throw new Error(`no farm uses ${kind}`);
    const parts = (examine?.(farm) ?? []).flatMap(({ parts }) => Object.values(parts));
    const hosts = [
      ...needs(farm),
      ...privileged(farm),
      ...(commands?.(farm) ?? []),
      ...parts.flatMap((part) => part?.facts ?? []),
    ].map(({ host }) => host);
    expect(hosts.length).toBeGreaterThan(0);
    expect(hosts.filter((host) => !farm.hosts.has(host))).toEqual([]);
  });
});

test('a farm without firewall, proxy and builder has no needs of theirs', () => {
  const { firewall, proxy, ...rest } = exampleFarm;
  const without = { ...rest, vms: new Map() };
  const own = platforms.filter(({ role }) => ['firewall', 'proxy', 'builder'].includes(role));
  expect(own).toHaveLength(3);
  for (const { needs, privileged, commands, examine } of own)
    expect([needs(without), privileged(without), commands?.(without) ?? [], examine?.(without) ?? []].flat()).toEqual(
      [],
    );
});
