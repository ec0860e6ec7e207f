import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { parseFarm } from '../../../platforms/load-farm.ts';
import { smallText } from '../farms.ts';
import { lineOf, problems } from './problems.ts';

/** The small farm with `from` replaced by `to`, whose line marked HERE is wrong, and what is said of it. */
const wrong: readonly (readonly [string, string, string, string])[] = [
  [
    'drills told nowhere',
    'pool:',
    'drill:\n  at: "03:00"\n  tell: {} # HERE\npool:',
    'drill.tell: found an empty section, expected a channel of one platform',
  ],
  [
    'drills several times a day',
    'pool:',
    'drill:\n  at: "03:00"\n  tell: {irc: "#a"}\n  every: 12h # HERE\npool:',
    'drill.every: found "12h", expected a duration from 1d to 365d',
  ],
  [
    'an unknown section',
    'pool:',
    'pol: 1 # HERE\npool:',
    'unknown key pol; expected one of hosts, ganeti, lvm, dns, dhcp, firewall, proxy, pool, naming, vms, personalise, proof, bin, policy, timezone, tickets, web, data, plugins, people, chat, channels, drift, drill',
  ],
  [
    'an unknown key',
    '  volume_group: vg0',
    '  volume_group: vg0\n  volumegroup: x # HERE',
    'lvm: unknown key volumegroup; expected one of kind, volume_group, other_volume_groups, devices, snapshot_size, remains',
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
  [
    'a host of a node that is none',
    'node: barn.example.net',
    'node: barn.example.net\n  nodes:\n    b.example.net: bam # HERE',
    'ganeti.nodes.b.example.net: found "bam", expected one of hosts: barn',
  ],
  [
    'one host of two nodes',
    'node: barn.example.net',
    'node: barn.example.net\n  nodes:\n    b.example.net: barn # HERE',
    'ganeti.nodes: barn.example.net and b.example.net cannot both be the host barn',
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
    'people.ann: unknown key role; expected one of roles, quota, console, web, irc',
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
    'a firewall without names for its variables',
    '"{name}.example.net"',
    '"{name}.example.net"\nfirewall: {public_address: $IP}',
    'naming.variable is missing, expected a template such as "VM_{NAME}_XIVO", since there is a firewall',
  ],
  [
    'a variable by its name and by the one it had before',
    '"{name}.example.net"',
    '"{name}.example.net"\n  variable: "VM_{NAME}"\n  param: "VM_{NAME}" # HERE',
    'naming.param is what naming.variable was called before: leave it out',
  ],
  [
    'the same of a VM',
    'pool:',
    'vms:\n  a:\n    variable: A\n    param: A # HERE\npool:',
    'vms.a.param is what vms.a.variable was called before: leave it out',
  ],
  [
    'a VM with a variable that the shell has itself',
    '"{name}.example.net"',
    '"{name}.example.net"\n  variable: "VM_{NAME}"\nfirewall: {public_address: 198.51.100.7}\nvms:\n  a: # HERE\n    variable: PATH',
    'vms.a: PATH is no name for a parameter of the firewall: it begins with a letter, and is none that the shell uses itself',
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
    'a role nobody has, of whom no end is demanded',
    'pool:',
    'policy: [{lease: {default: 14d, most: 60d, unless: [boss]}}] # HERE\npool:',
    'policy.0.lease.unless: nobody in people has the role boss',
  ],
  [
    'a lease that is longer than the most',
    'pool:',
    'policy: [{lease: {default: 61d, most: 60d}}] # HERE\npool:',
    'policy.0.lease.default: a default that is at most `most`',
  ],
  [
    'a quota of no number',
    'pool:',
    'people: {a: {quota: {vms: many}}} # HERE\npool:',
    'people.a.quota.vms: found "many", expected a number of VMs from 0',
  ],
  [
    'more approvals than people',
    'pool:',
    'people: {a: {roles: [boss]}}\npolicy: [{approvals: {need: 2, roles: [boss]}}] # HERE\npool:',
    'policy.0.approvals.need: 2 people would have to approve, and 1 can',
  ],
];

describe('a mistake is shown with its line, what was found and what was expected:', () => {
  const chat = { irc: { settings: z.strictObject({ nick: z.string('a nick').optional() }) } };
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
    expect(
      problems(`${smallText}chat: {irc: ${block}}\n`, { chat: { irc: { settings: irc, several: true } } }),
    ).toEqual([`13 ${says}`]);
  });
});
