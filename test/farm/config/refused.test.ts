import { describe, expect, test } from 'vitest';
import { commands as everyCommand } from '../../../commands/index.ts';
import { parseFarm } from '../../../platforms/load-farm.ts';
import { commandWords } from '../../../src/bot/command-words.ts';
import { smallText } from '../farms.ts';
import { lineOf, problems } from './problems.ts';

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
    'an idle VM for what only reads',
    'policy: [{risks: [read], idle_for: 7d}] # HERE',
    'policy.0.idle_for: what only reads or decides about runs is not judged by who uses a VM, so this would never apply',
  ],
  [
    'whose a VM is, for what only reads',
    'policy: [{risks: [read], own: true}] # HERE',
    'policy.0.own: what only reads or decides about runs is not judged by whose a VM is, so this would never apply',
  ],
  [
    'a VM that is idle for a moment',
    'policy: [{commands: [destroy], idle_for: 5m}] # HERE',
    'policy.0.idle_for: found "5m", expected a duration from 1h to 366d',
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
    'windows of what reads',
    'policy: [{risks: [read], windows: ["mon-fri 08:00-18:00"]}] # HERE',
    'policy.0.windows: what only reads or decides about runs is done at once, so this would never apply',
  ],
  [
    'a window that is none',
    'policy: [{windows: ["mo-fr 08:00-18:00"]}] # HERE',
    'policy.0.windows.0: found "mo-fr 08:00-18:00", expected days and times of day, such as mon-fri 08:00-18:00',
  ],
  [
    'a time zone there is not',
    'timezone: Europe/Pariss # HERE',
    'timezone: found "Europe/Pariss", expected a time zone by its IANA name, such as Europe/Paris',
  ],
  [
    'a pattern of tickets that is no regular expression',
    "tickets: {pattern: '#(x'} # HERE",
    'tickets.pattern: found "#(x", expected a regular expression for one word, such as #(\\d+)',
  ],
  [
    'a link of tickets with what the pattern has not',
    "tickets: {pattern: '#\\d+', link: 'https://t.farm/{1}'} # HERE",
    'tickets.link: {1} stands for nothing: tickets.pattern has 0 brackets',
  ],
  [
    'a link of tickets that leads nowhere a browser goes',
    "tickets: {pattern: '#(x)', link: 'javascript:{1}'} # HERE",
    'tickets.link: found "javascript:{1}", expected an address in which {1} stands for what the first brackets of the pattern have, such as https://tickets.farm/{1}',
  ],
  [
    'pages that anybody could see',
    'web: {} # HERE',
    'web: found an empty section, expected links: true, a proxy or oidc, since nobody may see the pages without',
  ],
  [
    'pages with an end to links and nothing in place of them',
    'web: {links: false} # HERE',
    'web: found a section, expected links: true, a proxy or oidc, since nobody may see the pages without',
  ],
  [
    'pages for other machines that are not over HTTPS',
    'web: {listen: "0.0.0.0:9480", links: true} # HERE',
    'web.url is missing, expected an address that begins with https://, or one of this machine: what lets people in would be read on the way',
  ],
  [
    'links that anybody on the way could read',
    'web: {url: "http://farm.example.org", links: true} # HERE',
    'web.url: found "http://farm.example.org", expected an address that begins with https://, or one of this machine: what lets people in would be read on the way',
  ],
  [
    'an address of pages with a path',
    'web: {url: "https://example.org/farm", links: true} # HERE',
    'web.url: found "https://example.org/farm", expected an address such as https://farm.example.org, without a path',
  ],
  ...[
    'http://login.example.org',
    'https://login.example.org?x',
    'https://a:b@login.example.org',
    'login.example.org',
  ].map((issuer): [string, string, string] => [
    `the issuer ${issuer}`,
    `web: {oidc: {issuer: "${issuer}", client_id: farmhand}} # HERE`,
    `web.oidc.issuer: found "${issuer}", expected the issuer as the provider gives it, such as https://login.example.org: over HTTPS, or on this machine`,
  ]),
  [
    'a provider that knows farmhand by no name',
    'web: {oidc: {issuer: "https://login.example.org"}} # HERE',
    'web.oidc.client_id is missing, expected the name the provider knows farmhand by',
  ],
  [
    'a proxy that is believed from anywhere',
    'web: {proxy: {header: X-User, from: []}} # HERE',
    'web.proxy.from: found an empty list, expected one address or more',
  ],
  [
    'a lease of what makes no VM',
    'policy: [{commands: [destroy], lease: {default: 1d, most: 2d}}] # HERE',
    'policy.0.lease: only clone or extend gives a VM an end, so this would never apply',
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
    ['the end of a freeze, which is one too', 'policy: [{commands: [unfreeze], risks: [safe]}]'],
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
