import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { ganetiOf } from '../../../platforms/ganeti/settings.ts';
import { loadFarm, parseFarm } from '../../../platforms/load-farm.ts';
import { policyDefaults } from '../../../src/farm/config/policy-defaults.ts';
import { vmNamed } from '../../../src/farm/naming.ts';
import { exampleFarm, exampleText, smallText, spreadText } from '../farms.ts';
import { lineOf, problems } from './problems.ts';

const gib = 2 ** 30;

describe("the seed's farm", () => {
  test('is what farm.example.yaml describes', () => {
    expect(exampleFarm).toMatchObject({
      hypervisor: {
        host: 'host01',
        node: 'host01.farm',
        nodeHost: 'host01',
        os: 'debootstrap+default',
        memory: 4 * gib,
        balloon: gib,
      },
      storage: { host: 'host01', volumeGroup: 'all', devices: '/dev', snapshotSize: gib },
      dns: {
        host: 'host01',
        forward: { zone: 'farm', file: '/etc/bind/db.farm' },
        reverse: { zone: '10.10.in-addr.arpa', file: '/etc/bind/db.10.10' },
        reload: ['systemctl', 'reload', 'named'],
      },
      dhcp: { file: '/etc/dhcp/dhcpd.conf', netmask: '255.255.255.0' },
      firewall: {
        rules: '/etc/shorewall/rules',
        params: '/etc/shorewall/params',
        publicAddress: '$IP_FAILOVER',
        sshBase: 22000,
      },
      proxy: { available: '/etc/nginx/sites-available', enabled: '/etc/nginx/sites-enabled' },
      pool: { network: '10.10.60.0/24' },
      personalise: true,
      proof: { by: 'tcp', port: 22, timeout: 300 },
    });
    expect(ganetiOf(exampleFarm).monitors).toBe('/var/run/ganeti/kvm-hypervisor/ctrl');
    expect(exampleFarm.vms.get('gallifrey')).toEqual({
      name: 'gallifrey',
      protected: true,
      build: {
        host: 'gallifrey',
        meta: 'gallifrey',
        revision: 'v1.2.3',
        command: ['packaging-farm'],
        settings: '/etc/packaging-farm',
        cache: '/var/cache/packaging-farm',
        keep: ['GIT_REVISION', 'VERSION_FLAVOR'],
      },
    });
    expect(exampleFarm.pool.excluded).toEqual(
      [1, ...Array.from({ length: 15 }, (_, index) => 240 + index)].map((number) => `10.10.60.${number}`),
    );
  });

  test('says the default wherever it shows a value that may be left out', () => {
    const shown = parseFarm(exampleText, 'farm.yaml');
    const needed = exampleText
      .replace(/^ {6}(command|settings|cache|keep): .*$|^ {6}ssh:$|^ {8}(user|port): .*$/gm, '')
      .replace('      revision: master', '')
      .replace(/^ {4}port: 22$|^ {4}user: root$|^ {4}(known_hosts|state|path): .*$/gm, '')
      .replace(
        /^ {2}(host|os|memory|balloon|monitors|devices|snapshot_size|address|port|reload|file|restart|health|netmask): .*$/gm,
        '',
      )
      .replace(
        /^ {2}(folder|rules|params|net_zone|vm_zone|ssh_base|dead_man|available|enabled|clone|by|timeout|journal): .*$/gm,
        '',
      )
      .replace('proxy:\n', 'proxy: {}\n')
      .replace('dhcp:\n', 'dhcp: {}\n')
      .replace(/^(personalise|chat): .*$/gm, '')
      .replace(/^proof:$|^data:$/gm, '');
    expect(needed.length).toBeLessThan(exampleText.length);
    expect(parseFarm(needed, 'farm.yaml')).toEqual(shown);
  });

  test('puts its own files beside farm.yaml and finds ~ in the environment', () => {
    expect(exampleFarm.data).toEqual({ folder: '/etc/farmhand/data', journal: '/etc/farmhand/data/journal.sqlite' });
    expect(exampleFarm.hosts.get('host01')).toEqual({
      name: 'host01',
      address: 'host01.farm',
      port: 22,
      user: 'root',
      keyFiles: ['/home/op/.ssh/farmhand'],
      knownHostsFile: '/etc/farmhand/known_hosts',
      sudo: false,
      state: '/var/lib/farmhand',
      path: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    });
  });

  test('a rule about idle VMs is so for each risk it is about', () => {
    const { policy } = parseFarm(
      `${smallText}policy: [{commands: [destroy], idle_for: 7d, approvals: {need: 0}}]\n`,
      'farm.yaml',
      {},
    );
    const own = policy.filter(({ idleFor }) => idleFor !== undefined);
    expect(
      own.map(({ commands, risks, idleFor, approvals }) => [commands[0], risks[0], idleFor, approvals.need]),
    ).toEqual(['read', 'safe', 'disruptive', 'destructive'].map((risk) => ['destroy', risk, 604_800, 0]));
  });

  test('a rule about destroying one’s own VM leaves approvals to the defaults, or has its own wherever the disks go', () => {
    const destroying = (approvals: string, people: string) =>
      parseFarm(
        `${smallText}${people}policy: [{commands: [destroy], risks: [destructive], own: true${approvals}}]\n`,
        'farm.yaml',
        {},
      ).policy.slice(0, -policyDefaults.length);
    const shown = (approvals = '', people = '') =>
      destroying(approvals, people).map((one) => [one.own, one.kept, one.approvals.need, one.approvals.askerCounts]);
    expect(shown()).toEqual([
      [true, true, 1, true],
      [true, undefined, 1, false],
    ]);
    expect(shown(', approvals: {need: 2}', 'people: {ann: {}, ben: {}, cem: {}}\n')).toEqual([
      [true, undefined, 2, false],
    ]);
  });

  test('fills in what a rule of the policy leaves out, risk by risk, from the defaults', () => {
    const rule = exampleFarm.policy.filter(({ vms }) => vms.includes('gallifrey'));
    const shown = rule.map(({ commands, risks, who, approvals }) => ({
      ...(commands.length > 0 && { commands, roles: approvals.roles }),
      risks,
      who,
      need: approvals.need,
      self: approvals.askerCounts,
    }));
    expect(shown).toEqual([
      {
        commands: ['rebuild'],
        roles: ['release-manager'],
        risks: ['disruptive'],
        who: ['operator', 'release-manager'],
        need: 1,
        self: true,
      },
      { risks: ['disruptive'], who: ['operator', 'release-manager'], need: 1, self: true },
      {
        commands: ['destroy'],
        roles: [],
        risks: ['destructive'],
        who: ['operator', 'release-manager'],
        need: 1,
        self: true,
      },
      { risks: ['destructive'], who: ['operator', 'release-manager'], need: 1, self: false },
    ]);
    expect(
      exampleFarm.policy
        .slice(-5)
        .map(({ risks, own, who, approvals }) => [risks[0], own, who, approvals.need, approvals.askerCounts]),
    ).toEqual([
      ['read', undefined, 'anyone', 0, true],
      ['safe', undefined, 'people', 0, true],
      ['disruptive', undefined, 'people', 1, true],
      ['destructive', true, 'people', 1, true],
      ['destructive', undefined, 'people', 1, false],
    ]);
  });
});

test('windows, time zone and tickets are as farm.yaml has them', () => {
  const of = (text: string) => parseFarm(`${smallText}${text}`, '/x/farm.yaml', { env: {} });
  const given = of(
    `timezone: Europe/Paris\npolicy: [{vms: ['*-prod'], windows: ['mon-fri 08:00-18:00']}]\ntickets: {pattern: '#(\\d+)', link: 'https://t.farm/{1}'}\n`,
  );
  expect(given.timezone).toBe('Europe/Paris');
  expect(given.tickets).toEqual({ pattern: '#(\\d+)', link: 'https://t.farm/{1}' });
  const windows = given.policy.filter(({ vms }) => vms.includes('*-prod')).map((rule) => rule.windows);
  expect(new Set(windows.map((list) => list?.[0]?.text))).toEqual(new Set(['mon-fri 08:00-18:00']));
  expect(of('').timezone).toBe('UTC');
  expect(of('').policy.some((rule) => rule.windows)).toBe(false);
});

describe('a VM that builds', () => {
  const building = (build: string) => `${smallText}vms:\n  web:\n    build: ${build} # HERE\n`;
  const webOf = (build: string, env = {}) => parseFarm(building(build), '/x/farm.yaml', { env });

  test('is a host of its name, reached through the host of its node with its keys, unless farm.yaml says otherwise', () => {
    expect(webOf('{meta: web}', { SSH_AUTH_SOCK: '/run/agent.sock' }).hosts.get('web')).toEqual({
      name: 'web',
      address: 'web.example.net',
      port: 22,
      user: 'root',
      keyFiles: [],
      agent: '/run/agent.sock',
      knownHostsFile: '/x/known_hosts',
      jump: 'barn',
      sudo: false,
      state: '/var/lib/farmhand',
      path: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    });
    const ssh = '{address: 203.0.113.7, port: 22005, user: builder, keys: [k], known_hosts: vms}';
    const found = webOf(`{meta: web, ssh: ${ssh}}`).hosts.get('web');
    expect(found).toMatchObject({ address: '203.0.113.7', port: 22005, user: 'builder', sudo: true });
    expect(found).toMatchObject({ keyFiles: ['/x/k'], knownHostsFile: '/x/vms' });
    expect(found).not.toHaveProperty('jump');
  });

  test('is built from master with packaging-farm unless farm.yaml says otherwise', () => {
    expect(webOf('{meta: web-all}').vms.get('web')?.build).toMatchObject({
      meta: 'web-all',
      revision: 'master',
      command: ['packaging-farm'],
    });
    expect(webOf('{meta: web, revision: "v1~2"}').vms.get('web')?.build?.revision).toBe('v1~2');
  });

  test('that farm.yaml does not call one is none', () => {
    expect(webOf('{meta: web}').vms.get('other')?.build).toBeUndefined();
    expect([...parseFarm(smallText, '/x/farm.yaml').hosts.keys()]).toEqual(['barn']);
  });

  test.each([
    ['no meta package', '{}', /^15 vms\.web\.build\.meta is missing/],
    ['an option for a revision', '{meta: web, revision: --upload-pack}', /^15 .*revision: found "--upload-pack"/],
    ['a range for a revision', '{meta: web, revision: a..b}', /^15 .*revision: found "a\.\.b"/],
    ['shell for a revision', '{meta: web, revision: "$(id)"}', /^15 .*revision: found/],
    ['a revision of two words', '{meta: web, revision: "a b"}', /^15 .*revision: found/],
    ['shell for a meta package', '{meta: "web;id"}', /^15 .*meta: found/],
    ['no variable', '{meta: web, keep: [lower]}', /^15 .*keep.*: found "lower"/],
    [
      'a jump to nowhere',
      '{meta: web, ssh: {jump: gate}}',
      /^15 vms\.web\.build\.ssh\.jump: found "gate", expected one of hosts: barn/,
    ],
  ])('is refused with %s, and the line said', (_, build, said) => {
    expect(problems(building(build))).toEqual([expect.stringMatching(said)]);
    expect(lineOf(building(build), '# HERE')).toBe(15);
  });

  test('cannot have the name of a host', () => {
    const text = building('{meta: barn}').replace('  web:', '  barn:');
    expect(problems(text)).toEqual(['15 vms.barn.build: a host is called barn too (line 2)']);
  });
});

describe('other farms', () => {
  test('pages with a provider that says who people are: by their verified address of mail, where nothing else is said', () => {
    const web =
      'web: {url: "https://farm.example.org/", oidc: {issuer: "https://login.example.org/", client_id: farmhand}}';
    expect(parseFarm(`${smallText}${web}\n`, '/x/farm.yaml', { env: {} }).web).toEqual({
      ...{ listen: '127.0.0.1:9480', url: 'https://farm.example.org', links: false },
      oidc: { issuer: 'https://login.example.org/', clientId: 'farmhand', claim: 'email' },
    });
  });

  test('one host without firewall, proxy or reverse zone, saying only what is needed', () => {
    const farm = parseFarm(smallText, '/x/farm.yaml', { env: { SSH_AUTH_SOCK: '/run/agent.sock' } });
    expect(farm.firewall).toBeUndefined();
    expect(farm.proxy).toBeUndefined();
    expect(farm.dns.reverse).toBeUndefined();
    expect([farm.hypervisor.host, farm.storage.host, farm.dns.host, farm.dhcp.host]).toEqual([
      'barn',
      'barn',
      'barn',
      'barn',
    ]);
    expect(farm.hosts.get('barn')).toMatchObject({ address: 'barn', keyFiles: [], agent: '/run/agent.sock' });
    expect(farm.naming).toEqual({ clone: '{name}-{suffix}', instance: '{name}.example.net' });
  });

  test('several nodes, each with a host; that of new VMs is one of them whether or not it is listed', () => {
    const listed = spreadText.replace(
      '  node_host: node-a\n',
      '  nodes: {node-a.lab.example: node-a, node-b.lab.example: net}\n',
    );
    const other = spreadText.replace(
      '  node_host: node-a\n',
      '  node_host: node-a\n  nodes: {node-b.lab.example: net}\n',
    );
    for (const text of [listed, other]) {
      const farm = parseFarm(text, '/x/farm.yaml', { env: {} });
      expect(farm.hypervisor).toMatchObject({ node: 'node-a.lab.example', nodeHost: 'node-a' });
      expect(farm.hypervisor.nodes).toEqual(
        new Map([
          ['node-a.lab.example', 'node-a'],
          ['node-b.lab.example', 'net'],
        ]),
      );
    }
  });

  test('a node that is one host by one setting and another by another is refused', () => {
    const text = spreadText.replace(
      '  node_host: node-a\n',
      '  node_host: node-a\n  nodes: {node-a.lab.example: net}\n',
    );
    expect(() => parseFarm(text, '/x/farm.yaml', { env: {} })).toThrow(
      'ganeti.nodes: node-a.lab.example is net here, and node-a by ganeti.node_host (line 9)',
    );
  });

  test('several hosts with a part each, reached through a gateway by sudo', () => {
    const farm = parseFarm(spreadText, '/x/farm.yaml', { env: { HOME: '/home/op', SSH_AUTH_SOCK: '/run/s' } });
    expect(farm.hypervisor).toMatchObject({ host: 'master', nodeHost: 'node-a', balloon: gib / 2 });
    expect(farm.storage).toMatchObject({ host: 'node-a', volumeGroup: 'xenvg', otherGroups: ['ssd'] });
    expect([farm.dns.host, farm.dhcp.host, farm.firewall?.host, farm.proxy?.host]).toEqual([
      'net',
      'net',
      'gate',
      'gate',
    ]);
    expect(farm.firewall).toMatchObject({ rules: '/srv/fw/rules', params: '/srv/fw/params', deadMan: 60 });
    expect(farm.hosts.get('gate')).toMatchObject({ sudo: true, keyFiles: ['/home/op/.ssh/id', '/keys/b'] });
    expect(farm.hosts.get('gate')).not.toHaveProperty('agent');
    expect(farm.hosts.get('master')).toMatchObject({
      jump: 'gate',
      keyFiles: ['/x/k'],
      knownHostsFile: '/etc/ssh/known',
    });
    expect(farm.hosts.get('node-a')).toMatchObject({
      port: 2222,
      sudo: true,
      agent: '/run/agent',
      state: '/srv/farmhand',
    });
    expect(farm.hosts.get('net')).toMatchObject({ agent: '/run/s', sudo: false });
    expect(farm.pool.excluded).toHaveLength(2 + 2 + 18 + 1);
    expect(farm.proof).toEqual({ by: 'http', port: 80, path: '/health', timeout: 90 });
    expect(farm.people.get('ann')).toEqual({
      name: 'ann',
      roles: ['boss'],
      identities: { irc: 'Ann', slack: 'T1/U1' },
    });
    expect(farm.policy[0]).toMatchObject({ commands: ['clone'], vms: ['web*'], who: ['boss'] });
    expect(farm.policy[0]?.approvals).toEqual({ need: 2, roles: [], askerCounts: false, expires: 7200 });
    expect(farm.data).toEqual({ folder: '/var/lib/fh', journal: '/home/op/j.sqlite' });
  });
});

test("a platform's own schema fills in its block", () => {
  const irc = z.strictObject({ host: z.string(), port: z.int().default(6697) });
  const farm = parseFarm(`${smallText}chat: {irc: {host: irc.example}}\n`, 'farm.yaml', {
    chat: { irc: { settings: irc } },
  });
  expect(farm.chat).toEqual({ irc: { host: 'irc.example', port: 6697 } });
});

test('loadFarm reads a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'farmhand-config-'));
  try {
    await writeFile(join(folder, 'farm.yaml'), smallText);
    expect((await loadFarm(join(folder, 'farm.yaml'))).data.folder).toBe(join(folder, 'data'));
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('guests may have no balloon, all of them or one', () => {
  const farm = parseFarm(
    exampleText.replace('  balloon: 1G', '  balloon: none').replace('    # balloon: 2G', '    balloon: 2G'),
    'farm.yaml',
  );
  expect(vmNamed(farm, 'gallifrey').balloon).toBeNull();
  expect(vmNamed(farm, 'skaro').balloon).toBe(2 * 2 ** 30);
});
