import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { actions, actionsOf } from '../../platforms/actions.ts';
import { platforms } from '../../platforms/index.ts';
import { parseFarm } from '../../platforms/load-farm.ts';
import { listOf } from '../../src/engine/facts.ts';
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

/** What every platform's folder has. */
const always = ['index.ts', 'role.ts', 'needs.ts', 'steps.ts', 'README.md', 'sandbox/files.ts'];

/** Which platform uses another, and why. */
const uses: readonly { readonly from: string; readonly to: string; readonly why: string }[] = [
  { from: 'ganeti', to: 'lvm', why: 'an instance adopts the volume that was copied for it, told apart by its tags' },
  {
    from: 'guest',
    to: 'lvm',
    why: "a clone's disk is a volume: its device is opened, and how far it got is kept in the volume's tags",
  },
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
    const files = globSync('{*,sandbox/*}', { cwd: join(folder, kind) });
    // The guest is described by sections that are the farm's own.
    const expected = kind === 'guest' ? always : [...always, 'settings.ts'];
    expect(files).toEqual(expect.arrayContaining(expected));
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
      ...parts.flatMap((part) => (part && 'facts' in part ? listOf(part.facts) : [])),
    ].map(({ host }) => host);
    expect(hosts.length).toBeGreaterThan(0);
    expect(hosts.filter((host) => !farm.hosts.has(host))).toEqual([]);
  });
});

test('no platform imports another, but where it is said why', () => {
  const imports = globSync('*/**/*.ts', { cwd: folder }).flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/\b(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].flatMap(
      ([, name = '']) => {
        const [from = ''] = file.split('/');
        const [to = '', ...rest] = join(dirname(file), name).split('/');
        return to !== from && to !== '..' && rest.length > 0 ? [`${from} → ${to}`] : [];
      },
    ),
  );
  expect([...new Set(imports)].toSorted()).toEqual(uses.map(({ from, to }) => `${from} → ${to}`).toSorted());
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
