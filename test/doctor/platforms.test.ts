import { expect, test } from 'vitest';
import { platforms } from '../../platforms/index.ts';
import { examineFarm } from '../../src/doctor/examine-farm.ts';
import { examineVms } from '../../src/doctor/examine-vms.ts';
import { rulesOf, sudoersOf } from '../../src/doctor/sudoers.ts';
import { needsOf } from '../../src/doctor/tools.ts';
import { examined } from '../../src/farm/examined.ts';
import { problem } from '../../src/farm/finding.ts';
import { linesPart } from '../../src/farm/lines-fact.ts';
import type { Platform } from '../../src/farm/platform.ts';
import type { FarmState } from '../../src/farm/state.ts';
import { tool } from '../../src/farm/tool.ts';
import type { Host, Hosts } from '../../src/ssh/host.ts';
import { exampleFarm } from '../farm/farms.ts';

const host = 'host01';

/** A platform that no folder has: the doctor knows of it what it says itself. */
function platform(
  role: Platform['role'],
  extra: Partial<Pick<Platform, 'needs' | 'privileged' | 'examine'>> = {},
): Platform {
  const used = platforms.find((one) => one.role === role);
  if (!used) throw new Error(`there is no ${role}`);
  return {
    ...used,
    title: `the ${role}`,
    actions: [],
    needs: () => [{ host, role: 'shared', tools: [tool(`${role}-tool`)], paths: [] }],
    privileged: () => [
      { host, title: 'Shared', commands: [`/usr/bin/${role}-tool ^$`], remark: [`${role} does more.`] },
    ],
    examine: () => [
      examined({
        parts: { seen: linesPart(host, `${role}-tool`) },
        findings: ({ seen }) => [problem(role, 'known' in seen ? seen.known.join() : seen.unknown, '')],
      }),
    ],
    commands: () => [{ host, words: [`${role}-word`, 'now'], setting: `${role}.word` }],
    ...extra,
  };
}

const alone = platform('dns', { needs: () => [{ host, role: 'alone', tools: [], paths: [] }], privileged: () => [] });
const all = [platform('dhcp'), alone, platform('storage')];
const settings = exampleFarm.hosts.get(host);
if (!settings) throw new Error('the example has host01');

const unread = { unknown: 'not read' };
const state: FarmState = {
  forward: unread,
  dhcp: unread,
  instances: unread,
  nodes: unread,
  storage: new Map([['host01.farm', { unknown: 'no volumes' }]]),
  balloons: new Map([['host01.farm', unread]]),
};

test('what several platforms need for one role of a host is one role', () => {
  const needs = needsOf(exampleFarm, all).find((one) => one.host === host);
  expect(needs?.roles).toEqual(['shared', 'alone']);
  expect(needs?.tools.map(({ program }) => program).slice(-2)).toEqual(['dhcp-tool', 'storage-tool']);
});

test('rules of one title stand under it, and what no rule can allow at the end', () => {
  expect(rulesOf(exampleFarm, settings, all).slice(-2)).toEqual(['/usr/bin/dhcp-tool ^$', '/usr/bin/storage-tool ^$']);
  const lines = sudoersOf(exampleFarm, { ...settings, user: 'op' }, all, new Map()).split('\n');
  expect(lines.slice(lines.indexOf('# Shared'))).toEqual([
    '# Shared',
    'op ALL=(root) NOPASSWD: /usr/bin/dhcp-tool ^$',
    'op ALL=(root) NOPASSWD: /usr/bin/storage-tool ^$',
    '',
    '# dhcp does more.',
    '',
    '# storage does more.',
    '',
  ]);
});

test('a rule of a program that a host may do without counts there where the program is', () => {
  const spare = platform('dns', {
    needs: () => [],
    privileged: () => [{ host, title: 'Spare', commands: ['/usr/sbin/spare ^$'], optional: true }],
  });
  const rules = (...there: readonly string[]) =>
    rulesOf(exampleFarm, settings, [spare], new Map(there.map((name) => [name, `/usr/sbin/${name}`])));
  expect(rules('spare')).toContain('/usr/sbin/spare ^$');
  expect(rules()).not.toContain('/usr/sbin/spare ^$');
  expect(sudoersOf(exampleFarm, settings, [spare], new Map())).toContain('/usr/sbin/spare ^$');
});

test('all examinations are read in one batch a host, and found in the order of roles', async () => {
  const batches: number[] = [];
  const one = {
    batch: async (scripts: Parameters<Host['batch']>[0]) => {
      batches.push(scripts.length);
      return scripts.map(({ script, args = [] }) => {
        const stdout = script.startsWith('command') ? (args[0]?.startsWith('dhcp') ? '' : '/bin/it\n') : `${script}\n`;
        return { code: 0, stdout, stderr: '' };
      });
    },
  };
  const explaining = platform('storage', {
    examine: () => [
      examined({ parts: {}, explains: ['storage'], findings: () => [problem('storage', 'own words', '')] }),
    ],
  });
  const hosts = (() => one) as unknown as Hosts;
  const found = await examineFarm(exampleFarm, hosts, [...all, explaining], async () => state);
  // Three examinations and three programs; what is asked twice is read once.
  expect(batches).toEqual([6]);
  expect(found.map(({ about, says }) => `${about}: ${says}`)).toEqual([
    `${exampleFarm.file}: not read`,
    'storage: storage-tool',
    'storage: own words',
    'dns: dns-tool',
    'host01: there is no program dhcp-word',
    'dhcp: dhcp-tool',
  ]);
});

test('a cluster without instances is named as its platform is', () => {
  const empty: FarmState = { ...state, instances: { known: [] } };
  const says = 'Ganeti has no instance yet: the rules cannot be tried';
  expect(examineVms(exampleFarm, empty, platforms)).toContainEqual({ is: 'ok', about: 'naming', says });
});
