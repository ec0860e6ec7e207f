import { appendFileSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { nginx } from '../../platforms/nginx/index.ts';
import { shorewall } from '../../platforms/shorewall/index.ts';
import { approvals, rule } from '../bot/rules.ts';
import { type Scene, scene } from './scene.ts';

const log = 'var/log/nginx/gallifrey.dachary.org.access.log';
const quiet =
  'nobody is logged in or connected now: sarah was logged in until 3 d ago, 1 request in the last day, 2 in the last week';

const hostOf = ({ sandbox }: Scene) => sandbox.hosts[0].folder;
const guestOf = ({ sandbox }: Scene) => sandbox.guests.find(({ name }) => name === 'gallifrey')?.folder ?? '';

/** Somebody is logged in to gallifrey by its forwarded port, as its firewall and it show that. */
function logIn(made: Scene, name: string): void {
  const connection =
    'tcp      6 431999 ESTABLISHED src=203.0.113.9 dst=10.0.2.15 sport=51514 dport=22005 src=10.10.60.5 dst=203.0.113.9 sport=22 dport=51514 [ASSURED] mark=0 use=1';
  writeFileSync(
    join(hostOf(made), 'state/shorewall/connections'),
    `${connection}\n${connection.replaceAll('10.10.60.5', '10.10.60.50')}\n`,
  );
  mkdirSync(join(guestOf(made), 'state'), { recursive: true });
  const [date = '', clock = ''] = new Date().toISOString().split('T');
  writeFileSync(
    join(guestOf(made), 'state/who'),
    `${name.padEnd(8)} pts/0        ${date} ${clock.slice(0, 5)} (203.0.113.9)\n`,
  );
}

/** The notes of the plan that is made of it. */
async function notes({ say, clear }: Scene, text: string): Promise<string> {
  const lines = await say(text);
  await clear();
  return lines.join('\n');
}

test.each(['stop gallifrey', 'restart gallifrey', 'memory gallifrey 512M', 'resize gallifrey --memory 512M'])(
  '!%s shows who would notice',
  async (text) => {
    const made = await scene();
    expect(await notes(made, `!${text}`)).toContain(quiet);
    logIn(made, 'bruno');
    const said = await notes(made, `!${text}`);
    expect(said).toMatch(/bruno is logged in now \(from 203\.0\.113\.9, since \d\d:\d\d UTC\)/);
    expect(said).toContain('1 open SSH connection by port 22005 (from 203.0.113.9)');
    expect(said).not.toContain('nobody is logged in');
  },
);

test('a plan that gives more memory, or a larger disk, takes nothing from anybody and says nothing of it', async () => {
  const made = await scene();
  expect(await notes(made, '!memory gallifrey 2G')).not.toContain('logged in');
  expect(await notes(made, '!resize gallifrey --disk 1G')).not.toContain('logged in');
});

test('the destruction of a VM that farmhand does not log in to says what is not known of it', async () => {
  const made = await scene((farm) => ({ ...farm, vms: new Map([['skaro', { name: 'skaro', protected: false }]]) }));
  const said = await notes(made, '!destroy skaro');
  expect(said).toContain('not known: who is or was logged in (I do not log in to it)');
  expect(said).not.toContain('nobody is logged in');
});

test('only the end of a log of a gigabyte is read, and said to be all', async () => {
  const made = await scene();
  const path = join(hostOf(made), log);
  truncateSync(path, 2 ** 30);
  const [, day, month, year, clock] = new Date(Date.now() - 3_600_000).toUTCString().split(' ');
  const line = `203.0.113.9 - - [${day}/${month}/${year}:${clock} +0000] "GET / HTTP/1.1" 200 612 "-" "-"\n`;
  appendFileSync(path, `\n${line.repeat(5)}`);
  expect(await notes(made, '!stop gallifrey')).toMatch(
    /5 requests in the last 1 h( \d+ s)?, which is all that was read of its log/,
  );
});

test('what cannot be read is said, with why, and the plan is made all the same', async () => {
  const made = await scene();
  await made.sandbox.faults.tool('conntrack', { kind: 'fail' }, { times: 10 });
  rmSync(join(hostOf(made), log));
  writeFileSync(join(guestOf(made), 'state/last'), 'last: cannot open /var/log/wtmp: No such file or directory\n');
  const said = await notes(made, '!stop gallifrey');
  expect(said).toContain('not known: earlier logins (last: cannot open /var/log/wtmp: No such file or directory)');
  expect(said).toContain(
    'open connections (host01: cannot see open connections: conntrack: fault asked for by a test)',
  );
});

test('a person of the farm who is logged in is called by name, but not for a plan of their own', async () => {
  const made = await scene();
  const { say, clear, farmhand } = made;
  logIn(made, 'sarah');
  await say('!stop gallifrey');
  expect((await farmhand.engine.view(1))?.plan.noticed).toEqual(['sarah']);
  await clear();
  await say('!stop gallifrey', 'sarah');
  expect((await farmhand.engine.view(2))?.plan.noticed).toBeUndefined();
  // `you` has another name on the console.
  logIn(made, 'owner');
  await clear();
  await say('!stop gallifrey', 'sarah');
  expect((await farmhand.engine.view(3))?.plan.noticed).toEqual(['you']);
});

test('a rule about VMs that nobody uses fits where the evidence says so, and not where somebody does or it is not known', async () => {
  const idle = rule({ commands: ['stop', 'restart'], idleFor: 3600, approvals: approvals({ need: 0 }) });
  const made = await scene((farm) => ({ ...farm, policy: [idle, ...farm.policy] }));
  const { say, clear } = made;
  // Its site was last asked for three hours ago.
  expect((await say('!restart gallifrey')).join('\n')).toContain('Run 1 is done');
  logIn(made, 'bruno');
  expect((await say('!restart gallifrey')).join('\n')).toContain('It waits for you or anybody else on the farm');
  await clear();
  rmSync(join(guestOf(made), 'state/who'));
  rmSync(join(hostOf(made), 'state/shorewall/connections'));
  await made.sandbox.faults.tool('conntrack', { kind: 'fail' }, { times: 10 });
  expect((await say('!restart gallifrey')).join('\n')).toContain('It waits for you or anybody else on the farm');
});

test('as another user than root it is read by what the sudoers list has', async () => {
  const made = await scene((farm) => {
    const hosts = [...farm.hosts].map(([name, host]) => [name, { ...host, sudo: name === 'host01' }] as const);
    return { ...farm, hosts: new Map(hosts) };
  });
  expect(await notes(made, '!stop gallifrey')).toContain(quiet);
  const rules = [...nginx.privileged(made.farm), ...shorewall.privileged(made.farm)].flatMap(({ commands }) =>
    commands.map((command) => {
      const [path = '', ...words] = command.split(' ');
      return { program: basename(path), allows: RegExp(words.join(' ')) };
    }),
  );
  const own = readFileSync(join(hostOf(made), 'sudo.log'), 'utf8')
    .split('\n')
    .filter((line) => /^(tail|conntrack) /.test(line));
  expect(own).toHaveLength(3);
  const allowed = (line: string) => {
    const [program = '', ...args] = line.split(' ');
    return rules.some((rule) => rule.program === program && rule.allows.test(args.join(' ')));
  };
  expect(own.filter((line) => !allowed(line))).toEqual([]);
});
