import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { commands as everyCommand } from '../../../commands/index.ts';
import { ganetiOf } from '../../../platforms/ganeti/settings.ts';
import { loadFarm, parseFarm } from '../../../platforms/load-farm.ts';
import { commandWords } from '../../../src/bot/command-words.ts';
import { ConfigError } from '../../../src/farm/config/problems.ts';
import { vmNamed } from '../../../src/farm/naming.ts';
import { exampleFarm, exampleText, smallText, spreadText } from '../farms.ts';

const gib = 2 ** 30;

/** Every problem as `LINE text`. */
function problems(text: string, options = {}): readonly string[] {
  try {
    parseFarm(text, 'farm.yaml', options);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((problem) => `${problem.line} ${problem.text}`);
  }
}

/** Places of the lines marked `# HERE` (or `# A`, `# B`). */
function lineOf(text: string, mark: string): number {
  const index = text.split('\n').findIndex((line) => line.includes(mark));
  if (index < 0) throw new Error(`no line is marked ${mark}`);
  return index + 1;
}

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
      { risks: ['destructive'], who: ['operator', 'release-manager'], need: 1, self: false },
    ]);
    expect(
      exampleFarm.policy
        .slice(-4)
        .map(({ risks, who, approvals }) => [risks[0], who, approvals.need, approvals.askerCounts]),
    ).toEqual([
      ['read', 'anyone', 0, true],
      ['safe', 'people', 0, true],
      ['disruptive', 'people', 1, true],
      ['destructive', 'people', 1, false],
    ]);
  });
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

  test('several hosts with a part each, reached through a gateway by sudo', () => {
    const farm = parseFarm(spreadText, '/x/farm.yaml', { env: { HOME: '/home/op', SSH_AUTH_SOCK: '/run/s' } });
    expect(farm.hypervisor).toMatchObject({ host: 'master', nodeHost: 'node-a', balloon: gib / 2 });
    expect(farm.storage).toMatchObject({ host: 'node-a', volumeGroup: 'xenvg' });
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

/** The small farm with `from` replaced by `to`, whose line marked HERE is wrong, and what is said of it. */
const wrong: readonly (readonly [string, string, string, string])[] = [
  [
    'an unknown section',
    'pool:',
    'pol: 1 # HERE\npool:',
    'unknown key pol; expected one of hosts, ganeti, lvm, dns, dhcp, firewall, proxy, pool, naming, vms, personalise, proof, policy, data, plugins, people, chat, channels',
  ],
  [
    'an unknown key',
    '  volume_group: vg0',
    '  volume_group: vg0\n  volumegroup: x # HERE',
    'lvm: unknown key volumegroup; expected one of kind, volume_group, devices, snapshot_size',
  ],
  [
    'an unknown key in a named part',
    'barn: {}',
    'barn:\n    adress: a # HERE',
    'hosts.barn: unknown key adress; expected one of address, port, user, keys, agent, known_hosts, jump, sudo, state, path, concurrency',
  ],
  ['a missing section', 'lvm:\n  volume_group: vg0\n', '', 'lvm is missing, expected a section (key: value)'],
  [
    'a missing key',
    'lvm:\n  volume_group: vg0',
    'lvm: # HERE\n  devices: /dev',
    'lvm.volume_group is missing, expected a volume group of letters, digits and + _ . -, such as all',
  ],
  ['no host', '  barn: {}', '  {} # HERE', 'hosts: found an empty section, expected one host or more'],
  [
    'text for a number',
    'barn: {}',
    'barn: {port: ssh} # HERE',
    'hosts.barn.port: found "ssh", expected a port from 1 to 65535',
  ],
  [
    'a number for a size',
    'vg0',
    'vg0\n  snapshot_size: 4 # HERE',
    'lvm.snapshot_size: found the number 4, expected a size such as 4G or 512M',
  ],
  [
    'a size of another form',
    'vg0',
    'vg0\n  snapshot_size: 4 GB # HERE',
    'lvm.snapshot_size: found "4 GB", expected a size such as 4G or 512M',
  ],
  [
    'a duration of another form',
    'pool:',
    'proof: {timeout: 5 minutes} # HERE\npool:',
    'proof.timeout: found "5 minutes", expected a duration such as 30s, 30m, 12h or 7d',
  ],
  [
    "a dead man's switch that shuts everybody out for too long",
    'pool:',
    'firewall: {public_address: 198.51.100.7, dead_man: 5m} # HERE\npool:',
    'firewall.dead_man: found "5m", expected a duration from 1s to 4m: so long nobody may be able to reach the farm',
  ],
  [
    'yes for true',
    'pool:',
    'personalise: yes # HERE\npool:',
    'personalise: found "yes", expected true, false or no-mount',
  ],
  [
    'a value where a section belongs',
    'vg0',
    'vg0\ndhcp: on # HERE',
    'dhcp: found "on", expected a section (key: value)',
  ],
  ['an empty section', 'vg0', 'vg0\nproxy: # HERE', 'proxy: found nothing, expected a section (key: value)'],
  [
    'a command in one text',
    'vg0',
    'vg0\ndhcp: {restart: service dhcpd restart} # HERE',
    'dhcp.restart: found "service dhcpd restart", expected a command as a list of words, such as [systemctl, reload, named]',
  ],
  [
    'shell in a command',
    'vg0',
    'vg0\ndhcp: {restart: [sh, -c, "a; b"]} # HERE',
    'dhcp.restart.2: found "a; b", expected a word of letters, digits and @ % + = : , . / _ -',
  ],
  [
    'a relative path on a host',
    '/etc/bind/db.example.net',
    'db.example.net} # HERE\n#',
    'dns.forward.file: found "db.example.net", expected an absolute path of letters, digits and . _ + @ ~ -, such as /etc/bind/db.farm',
  ],
  [
    'a path that climbs',
    '/etc/bind/db.example.net',
    '/etc/../x} # HERE\n#',
    'dns.forward.file: found "/etc/../x", expected an absolute path of letters, digits and . _ + @ ~ -, such as /etc/bind/db.farm',
  ],
  [
    'a host name in capitals',
    '  barn: {}',
    '  Barn: {} # HERE',
    'hosts: found Barn, expected a name of small letters, digits and inner dashes, such as host01',
  ],
  [
    'an address for a network',
    '192.168.7.0/28',
    '192.168.7.0 # HERE',
    'pool.network: found "192.168.7.0", expected an IPv4 network from /16 to /29 such as 10.10.60.0/24',
  ],
  [
    'a network with bits of the host part',
    '192.168.7.0/28',
    '192.168.7.5/28 # HERE',
    'pool.network: found "192.168.7.5/28", expected an IPv4 network from /16 to /29 such as 10.10.60.0/24',
  ],
  [
    'a template without {name}',
    '"{name}.example.net"',
    'name.example.net # HERE',
    'naming.instance: found "name.example.net", expected a template with {name}, such as "{name}.xivo.vm.farm"',
  ],
  [
    'a misspelt identity key',
    'pool:',
    'people:\n  ann: {role: [a]} # HERE\npool:',
    'people.ann: unknown key role; expected one of roles, console, irc',
  ],
  ['an unknown platform', 'pool:', 'chat: {ircc: {}} # HERE\npool:', 'chat: unknown key ircc; expected one of irc'],
  [
    "a wrong value in a platform's block",
    'pool:',
    'chat: {irc: {nick: 5}} # HERE\npool:',
    'chat.irc.nick: found the number 5, expected a nick',
  ],
  [
    'an unknown risk',
    'pool:',
    'policy: [{risks: [deadly]}] # HERE\npool:',
    'policy.0.risks.0: found "deadly", expected one of read, safe, disruptive, destructive',
  ],
  [
    'a role host that is none',
    'volume_group: vg0',
    'volume_group: vg0\ndhcp: {host: bam} # HERE',
    'dhcp.host: found "bam", expected one of hosts: barn',
  ],
  [
    'a jump to nowhere',
    'barn: {}',
    'barn: {jump: gate} # HERE',
    'hosts.barn.jump: found "gate", expected another of hosts',
  ],
  [
    'a firewall without names for its parameters',
    '"{name}.example.net"',
    '"{name}.example.net"\nfirewall: {public_address: $IP}',
    'naming.param is missing, expected a template such as "VM_{NAME}_XIVO", since there is a firewall',
  ],
  [
    'a proxy without names for its sites',
    '"{name}.example.net"',
    '"{name}.example.net"\nproxy: {}',
    'naming.site is missing, expected a template such as "{name}.dachary.org", since there is a proxy',
  ],
  [
    'names outside the forward zone',
    '"{name}.example.net"',
    '"{name}.example.org" # HERE',
    'naming.instance: found "{name}.example.org", expected a name in the forward zone example.net (line 8)',
  ],
  [
    'a reverse zone of another form',
    'pool:',
    '  reverse: {zone: example.org, file: /r} # HERE\npool:',
    'dns.reverse.zone: found "example.org", expected a zone such as 10.10.in-addr.arpa',
  ],
  [
    'a reverse zone of other addresses',
    'pool:',
    '  reverse: {zone: 10.in-addr.arpa, file: /r} # HERE\npool:',
    'dns.reverse.zone: 10.in-addr.arpa does not hold the addresses of the pool 192.168.7.0/28 (line 11)',
  ],
  [
    'an exclusion outside the pool',
    '/28',
    '/28\n  exclude: [3, 200] # HERE',
    'pool.exclude: "200" is no number, range or address of 192.168.7.0/28',
  ],
  [
    'ports past the last',
    '"{name}.example.net"',
    '"{name}.example.net"\n  param: "V_{NAME}"\nfirewall: {public_address: $IP, ssh_base: 65530} # HERE',
    'firewall.ssh_base: ports up to 65545 would be needed for 192.168.7.0/28 (line 10), the last there is is 65535',
  ],
  [
    "a VM's address outside the pool",
    'pool:',
    'vms: {a: {address: 10.0.0.1}} # HERE\npool:',
    'vms.a.address: 10.0.0.1 is not an address of the pool 192.168.7.0/28 (line 11)',
  ],
  [
    'the broadcast address for a VM',
    'pool:',
    'vms: {a: {address: 192.168.7.15}} # HERE\npool:',
    'vms.a.address: 192.168.7.15 is not an address of the pool 192.168.7.0/28 (line 11)',
  ],
  [
    "a VM's name that is only digits",
    'pool:',
    'vms: {"7": {}} # HERE\npool:',
    'vms: "7" is no name for a VM: it takes a letter',
  ],
  [
    'a VM outside the forward zone',
    'pool:',
    'vms: {a: {instance: a.example.org}} # HERE\npool:',
    'vms.a.instance: a.example.org is not in the forward zone example.net (line 8)',
  ],
  [
    'a balloon larger than the memory',
    'node: barn.example.net',
    'node: barn.example.net\n  balloon: 8G # HERE',
    'ganeti.balloon: the balloon would leave more memory than there is',
  ],
  [
    "a VM's memory below its balloon",
    'pool:',
    'vms: {a: {memory: 512M}} # HERE\npool:',
    'vms.a.memory: the balloon would leave more memory than there is',
  ],
  [
    'a role nobody has',
    'pool:',
    'policy: [{who: [boss]}] # HERE\npool:',
    'policy.0.who: nobody in people has the role boss',
  ],
  [
    'more approvals than people',
    'pool:',
    'people: {a: {roles: [boss]}}\npolicy: [{approvals: {need: 2, roles: [boss]}}] # HERE\npool:',
    'policy.0.approvals.need: 2 people would have to approve, and 1 can',
  ],
];

describe('a mistake is shown with its line, what was found and what was expected:', () => {
  const chat = { irc: z.strictObject({ nick: z.string('a nick').optional() }) };
  test.each(wrong)('%s', (_, from, to, says) => {
    const text = smallText.replace(from, to);
    expect(text).not.toBe(smallText);
    const line = text.includes('# HERE') ? lineOf(text, '# HERE') : undefined;
    const found = problems(text, { chat });
    expect(found).toHaveLength(1);
    expect(found[0]?.replace(/^\d+ /, '')).toBe(says);
    if (line !== undefined) expect(found[0]).toBe(`${line} ${says}`);
  });

  test('text that is not YAML', () => {
    expect(problems('hosts: {a: [}\n')[0]).toMatch(/^1 not well-formed YAML: /);
  });

  test('a key written twice', () => {
    expect(problems(`${smallText}pool:\n  network: 10.0.0.0/24\n`)).toEqual([
      '13 not well-formed YAML: Map keys must be unique',
    ]);
  });

  test('nothing at all', () => {
    expect(problems('').map((line) => line.replace(/,.*/, ''))).toEqual(
      ['hosts', 'ganeti', 'lvm', 'dns', 'pool', 'naming'].map((name) => `1 ${name} is missing`),
    );
  });
});

const three = 'people: {a: {roles: [boss]}, b: {roles: [boss]}, c: {}}\n';
/** A farm.yaml with this after it, and what is wrong in it. */
const refused: readonly (readonly [string, string, string])[] = [
  [
    'a misspelt command',
    'policy: [{commands: [destory]}] # HERE',
    'policy.0.commands.0: there is no command destory, expected destroy perhaps',
  ],
  [
    'a command there is not',
    'policy: [{commands: [clone, frobnicate]}] # HERE',
    'policy.0.commands.1: there is no command frobnicate; !help lists them',
  ],
  [
    'a misspelt deed',
    'policy: [{commands: [rebuil]}] # HERE',
    'policy.0.commands.0: there is no command rebuil, expected rebuild perhaps',
  ],
  [
    'VMs of what only reads',
    'policy: [{commands: [status], vms: [skaro]}] # HERE',
    'policy.0.vms: what only reads is not judged by VM, so this would never apply',
  ],
  [
    'VMs of the risk to read',
    'policy: [{risks: [read], vms: [skaro]}] # HERE',
    'policy.0.vms: what only reads is not judged by VM, so this would never apply',
  ],
  [
    'a risk that a command never has',
    'policy: [{commands: [destroy], risks: [disruptive]}] # HERE',
    'policy.0.risks: none of these risks is that of destroy, so this would never apply',
  ],
  [
    'approvals of what decides about runs',
    'policy: [{commands: [approve, cancel], approvals: {need: 0}}] # HERE',
    'policy.0.approvals: what only reads or decides about runs is not approved, so this would never apply',
  ],
  [
    'approvals of what reads',
    'policy: [{risks: [read], approvals: {need: 0}}] # HERE',
    'policy.0.approvals: what only reads or decides about runs is not approved, so this would never apply',
  ],
  [
    'nobody who may ask',
    'policy: [{commands: [destroy], who: []}] # HERE',
    'policy.0.who: found an empty list, expected one role or more',
  ],
  [
    'three approvals where two can give one',
    'policy: [{commands: [destroy], approvals: {need: 3, asker_counts: true}}] # HERE\npeople: {a: {}, b: {}}',
    'policy.0.approvals.need: 3 people would have to approve, and 2 can',
  ],
  [
    'two approvals of others where there is one other',
    'policy: [{commands: [destroy], approvals: {need: 2}}] # HERE\npeople: {a: {}, b: {}}',
    'policy.0.approvals.need: 2 people other than the asker would have to approve, and 1 can',
  ],
  [
    'two approvals of others with a role where only they may ask',
    `${three}policy: [{who: [boss], approvals: {need: 2, roles: [boss]}}] # HERE`,
    'policy.0.approvals.need: 2 people other than the asker would have to approve, and 1 can',
  ],
  [
    'no time to approve',
    'policy: [{approvals: {need: 0, expires: 0s}}] # HERE',
    'policy.0.approvals.expires: found "0s", expected a duration from 1s to 30d',
  ],
  [
    'a million years to approve',
    'policy: [{approvals: {need: 0, expires: 365000000d}}] # HERE',
    'policy.0.approvals.expires: found "365000000d", expected a duration from 1s to 30d',
  ],
  ['no time to answer', 'proof: {timeout: 0s} # HERE', 'proof.timeout: found "0s", expected a duration from 1s to 1d'],
  [
    'a year to answer',
    'proof: {timeout: 365d} # HERE',
    'proof.timeout: found "365d", expected a duration from 1s to 1d',
  ],
  [
    'no memory',
    'vms: {skaro: {memory: 0G}} # HERE',
    'vms.skaro.memory: found "0G", expected a size such as 4G or 512M',
  ],
  [
    'more memory than there can be',
    'vms: {skaro: {memory: 999999999T}} # HERE',
    'vms.skaro.memory: found "999999999T", expected a size such as 4G or 512M',
  ],
  [
    'a person __proto__',
    'people: {__proto__: {irc: eve}} # HERE',
    'nothing can be called __proto__, expected another name',
  ],
  [
    'a role list __proto__',
    'people: {eve: {__proto__: [boss]}} # HERE',
    'nothing can be called __proto__, expected another name',
  ],
  [
    'a person of a name that cannot be said',
    'people: {"ev e": {irc: eve}} # HERE',
    'people: found ev e, expected a name of letters, digits and . _ -, such as loic',
  ],
  [
    'a person whose name another has in capitals',
    'people: {eve: {irc: eve},\n  Eve: {irc: adam}} # HERE',
    'people: Eve is also eve (line 13); a person is listed once',
  ],
  ...(
    [
      ['a zero width space', '\\u200b'],
      ['a byte order mark', '\\ufeff'],
      ['a mark that turns the direction of writing', '\\u202e'],
      ['a soft hyphen', '\\u00ad'],
      ['a Hangul filler', '\\u3164'],
      ['a variation selector', '\\ufe0f'],
      ['an empty Braille cell', '\\u2800'],
      ['a no-break space', '\\u00a0'],
      ['a control character', '\\x01'],
      ['a blank after it', ' '],
    ] as const
  ).map(
    ([what, text]) =>
      [
        `an identity with ${what}`,
        `people: {eve: {irc: "adam${text}"}} # HERE`,
        `people.eve.irc: found ${JSON.stringify(JSON.parse(`"adam${text.replace('\\x', '\\u00')}"`))}, expected an identity without spaces or invisible characters`,
      ] as const,
  ),
];

describe('what a farm.yaml could never mean is refused with its line:', () => {
  const commands = commandWords(everyCommand);
  test.each(refused)('%s', (_, added, says) => {
    const text = `${smallText}${added}\n`;
    expect(problems(text, { commands })).toEqual([`${lineOf(text, '# HERE')} ${says}`]);
  });

  test.each([
    ['a deed that is no command', 'policy: [{commands: [rebuild]}]'],
    ['an undoing of any risk', 'policy: [{commands: [undo], risks: [disruptive]}]'],
    ['a command of a risk among others', 'policy: [{commands: [destroy, clone], risks: [disruptive]}]'],
    ['a command that decides, with VMs', 'policy: [{commands: [cancel], vms: [skaro]}]'],
    ['two approvals with a role, where others may ask', `${three}policy: [{approvals: {need: 2, roles: [boss]}}]`],
    [
      'two approvals, the asker counting',
      'policy: [{approvals: {need: 2, asker_counts: true}}]\npeople: {a: {}, b: {}}',
    ],
    ['identities that are alike but for case where case counts', 'people: {a: {irc: "\\u212aim"}, b: {irc: kim}}'],
    ['letters of any script', 'people: {a: {irc: Łukasz}, b: {irc: 李}}'],
  ])('but not %s', (_, added) => {
    expect(problems(`${smallText}${added}\n`, { commands })).toEqual([]);
  });

  test('an alias is taken for the command it stands for', () => {
    const known = commandWords(
      everyCommand.map((one) => (one.name === 'destroy' ? { ...one, aliases: ['raze'] } : one)),
    );
    const farm = parseFarm(`${smallText}policy: [{commands: [raze]}]\n`, 'farm.yaml', { commands: known });
    expect(farm.policy[0]?.commands).toEqual(['destroy']);
  });
});

describe('clashes name both lines:', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    [
      'two VMs with one address',
      'vms:\n  a: {address: 192.168.7.3} # A\n  b: {address: 192.168.7.3} # B\n',
      'vms.b: address 192.168.7.3 is also that of a',
    ],
    [
      'two VMs with one full name',
      'vms:\n  a: {} # A\n  b: {instance: a.example.net} # B\n',
      'vms.b: instance a.example.net is also that of a',
    ],
    [
      'two people with one identity',
      'people:\n  ann: {irc: Ann} # A\n  bob: {irc: ann} # B\n',
      'people.bob.irc: ann is also ann',
    ],
  ];
  test.each(cases)('%s', (_, added, says) => {
    const text = smallText + added;
    const [only, ...rest] = problems(text);
    expect(rest).toEqual([]);
    expect(only).toContain(`${lineOf(text, '# B')} ${says} (line ${lineOf(text, '# A')})`);
  });
});

test('all mistakes are told at once, in the order of the file, schema and clashes together', () => {
  const text = smallText
    .replace('barn: {}', 'barn: {port: 0}')
    .replace('vg0', '"bad name"')
    .concat('vms:\n  a: {address: 10.1.1.1}\n  b: {address: 10.1.1.1}\npeople: {x: {irc: i}, y: {irc: i}}\n');
  expect(problems(text).map((line) => line.split(':')[0])).toEqual([
    '2 hosts.barn.port',
    '6 lvm.volume_group',
    '14 vms.a.address',
    '15 vms.b',
    '15 vms.b.address',
    '16 people.y.irc',
  ]);
});

test('several hosts need to be told apart wherever one is meant', () => {
  const text = smallText.replace('barn: {}', 'barn: {}\n  shed: {}');
  expect(problems(text)).toEqual(
    [
      '4 ganeti.host is missing, expected one of hosts: barn, shed',
      '8 dns.host is missing, expected one of hosts: barn, shed',
      '1 dhcp.host is missing, expected one of hosts: barn, shed',
    ].sort((a, b) => Number(a.split(' ')[0]) - Number(b.split(' ')[0])),
  );
});

test('hosts reached through one another in a circle are refused', () => {
  const text = smallText
    .replace('barn: {}', 'barn: {jump: gate}\n  gate: {jump: barn}')
    .replace('ganeti:', 'ganeti:\n  host: barn');
  expect(problems(text).filter((line) => line.includes('jump'))).toEqual([
    '2 hosts.barn.jump: gate is itself reached through barn',
    '3 hosts.gate.jump: barn is itself reached through gate',
  ]);
});

test('the message of the error has a line for each mistake, with file, line and column', () => {
  expect(() => parseFarm(smallText.replace('vg0', '5'), 'my/farm.yaml')).toThrow(
    /^my\/farm\.yaml:6:17: lvm\.volume_group: found the number 5, expected a volume group/,
  );
});

describe("what an adapter's own schema says is shown the same way:", () => {
  const irc = z
    .strictObject({
      sasl: z.enum(['plain', 'external']).optional(),
      tls: z.union([z.literal(false), z.strictObject({ verify: z.boolean() })]).optional(),
      burst: z.int().min(1).optional(),
      account: z.string().optional(),
    })
    .refine(({ sasl, account }) => sasl !== 'plain' || account, {
      path: ['account'],
      message: 'sasl: plain needs an account',
    });
  test.each([
    ['{sasl: none}', 'chat.irc.sasl: found "none", expected one of plain, external'],
    ['{sasl: plain}', 'chat.irc.account: sasl: plain needs an account'],
    ['{tls: yes}', 'chat.irc.tls: found "yes", expected one of false, or a section (key: value)'],
    ['{tls: {verify: 1}}', 'chat.irc.tls.verify: found the number 1, expected boolean'],
    ['{tls: {veriffy: true, verify: true}}', 'chat.irc.tls: unknown key veriffy; expected one of verify'],
    ['{burst: 0}', 'chat.irc.burst: found the number 0, expected number to be >=1'],
    ['5', 'chat.irc: found the number 5, expected a section (key: value)'],
  ])('%s', (block, says) => {
    expect(problems(`${smallText}chat: {irc: ${block}}\n`, { chat: { irc } })).toEqual([`13 ${says}`]);
  });
});

test("a platform's own schema fills in its block", () => {
  const irc = z.strictObject({ host: z.string(), port: z.int().default(6697) });
  const farm = parseFarm(`${smallText}chat: {irc: {host: irc.example}}\n`, 'farm.yaml', { chat: { irc } });
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
