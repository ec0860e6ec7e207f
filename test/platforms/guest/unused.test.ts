import { execFileSync, spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Neighbour, neighbourFact } from '../../../platforms/guest/neighbour.ts';
import { unused } from '../../../platforms/guest/unused.ts';
import { createSandbox } from '../../../platforms/sandboxes.ts';
import type { Result } from '../../../src/ssh/host.ts';
import { wouldDo } from '../../farm/judging.ts';
import { until } from '../../support/daemon.ts';
import { needs } from '../../support/servers.ts';

const args = { host: 'host01', address: '10.10.60.6', mac: '52:54:86:b3:3f:10' };

describe('address.unused', () => {
  const other: Neighbour = { answers: true, mac: '52:54:00:00:00:09', by: 'link' };
  test.each<[string, Neighbour, string]>([
    [
      'is done where nothing answers',
      { answers: false, mac: null, by: 'link' },
      'done: nothing answers at 10.10.60.6, asked from host01',
    ],
    [
      'is done where the machine that may answer does',
      { ...other, mac: args.mac },
      'done: at 10.10.60.6 it is 52:54:86:b3:3f:10 itself that answers',
    ],
    [
      'stops a run where another machine has the address',
      other,
      'blocked: a machine with MAC 52:54:00:00:00:09 answers at 10.10.60.6, asked from host01: find out what it is, and take it off that address',
    ],
    [
      'is done, and not asked, where the host has no IPv6',
      { answers: false, mac: null, by: 'nowhere' },
      'done: host01 has no way to 10.10.60.6: it is not asked',
    ],
    [
      'stops a run where the host itself has it',
      { answers: true, mac: null, by: 'itself' },
      'blocked: host01 itself answers at 10.10.60.6, asked from host01: find out what it is, and take it off that address',
    ],
    [
      'stops a run where something behind a router has it',
      { answers: true, mac: null, by: 'router' },
      'blocked: a machine behind a router answers at 10.10.60.6, asked from host01: find out what it is, and take it off that address',
    ],
  ])('%s', (_, neighbour, expected) => {
    for (const planning of [true, false])
      expect(wouldDo(unused, args, { facts: { neighbour }, planning })).toBe(expected);
  });

  test('of whoever answers, nobody is let pass where no machine is named', () => {
    const { mac: _, ...any } = args;
    expect(wouldDo(unused, any, { facts: { neighbour: { ...other, mac: args.mac } } })).toMatch(/^blocked: /);
  });
});

test.each<[string, Partial<Result>, string]>([
  ['there is no ping', { code: 127 }, 'host01: there is no ping, which tells whether 10.10.60.6 is free'],
  [
    'there is no way to the address',
    { code: 1, stderr: 'RTNETLINK answers: Network is unreachable\n' },
    'host01: cannot ask whether 10.10.60.6 answers: RTNETLINK answers: Network is unreachable',
  ],
  [
    'there is no ip',
    { code: 1, stderr: 'sh: 1: ip: not found\n' },
    'host01: cannot ask whether 10.10.60.6 answers: sh: 1: ip: not found',
  ],
  ['it says something else', { stdout: 'yes' }, 'host01: cannot ask whether 10.10.60.6 answers: yes'],
])('an address is never taken for free where %s', (_, result, why) => {
  const whole: Result = { code: 0, stdout: '', stderr: '', truncated: false, ...result };
  expect(() => neighbourFact('host01', '10.10.60.6').parse(whole)).toThrow(why);
});

/** Whether this machine lets two networks of their own be made. */
function mayNest(): boolean {
  const made = spawnSync('ip', ['netns', 'add', 'farmhand-may']).status === 0;
  if (made) execFileSync('ip', ['netns', 'del', 'farmhand-may']);
  return made;
}

(mayNest() ? needs('ping', 'ip') : describe.skip)('asked of a real network', () => {
  const [here, there] = [`farmhand-a${process.pid}`, `farmhand-b${process.pid}`];
  const on = (name: string, words: string) => execFileSync('ip', ['-n', name, ...words.split(' ')]);
  const ask = (address: string): Neighbour => {
    const { read, parse } = neighbourFact('here', address);
    const script = `as_root() { "$@"; }\n${read.script}`;
    const { status, stdout, stderr } = spawnSync('ip', ['netns', 'exec', here, 'sh', '-c', script, 'sh', address], {
      encoding: 'utf8',
    });
    return parse({ code: status ?? -1, stdout, stderr, truncated: false });
  };
  const mac = '52:54:00:00:00:09';
  beforeAll(() => {
    for (const name of [here, there]) execFileSync('ip', ['netns', 'add', name]);
    on(here, `link add v0 type veth peer name v1 netns ${there}`);
    on(there, `link set v1 address ${mac}`);
    on(here, 'address add 10.99.0.1/24 dev v0');
    on(there, 'address add 10.99.0.6/24 dev v1');
    on(here, 'address add 2001:db8:99::1/64 dev v0 nodad');
    on(there, 'address add 2001:db8:99::6/64 dev v1 nodad');
    for (const link of ['lo', 'v0']) on(here, `link set ${link} up`);
    on(there, 'link set v1 up');
  });
  afterAll(() => {
    for (const name of [here, there]) execFileSync('ip', ['netns', 'del', name]);
  });

  test('the way to it is told as the sandbox’s stand-in tells it', async () => {
    const sandbox = await createSandbox({ diskSize: 4 * 2 ** 20 });
    onTestFinished(() => sandbox.close());
    const real = execFileSync('ip', ['netns', 'exec', here, 'ip', '-4', 'route', 'get', '10.99.0.6'], {
      encoding: 'utf8',
    });
    const { stdout } = await sandbox.hosts[0].exec('ip -4 route get 10.10.60.5');
    const shape = (text: string) => text.replaceAll(/\d+(\.\d+){3}/g, 'ADDRESS').replace(/dev \S+/, 'dev LINK');
    expect(shape(stdout)).toBe(shape(real));
  });

  test('a machine that answers is known by its MAC, the host itself by its address, and nobody is nobody', () => {
    expect(ask('10.99.0.6')).toEqual({ answers: true, mac, by: 'link' });
    expect(ask('10.99.0.1')).toEqual({ answers: true, mac: null, by: 'itself' });
    expect(ask('10.99.0.7')).toEqual({ answers: false, mac: null, by: 'link' });
    expect(() => ask('10.98.0.1')).toThrow('cannot ask whether 10.98.0.1 answers');
  });

  test('so by IPv6, but where there is none nobody can be asked', async () => {
    await until('the link takes IPv6', () => ask('2001:db8:99::6').answers);
    expect(ask('2001:db8:99::6')).toEqual({ answers: true, mac, by: 'link' });
    expect(ask('2001:db8:99::1')).toEqual({ answers: true, mac: null, by: 'itself' });
    expect(ask('2001:db8:99::7')).toEqual({ answers: false, mac: null, by: 'link' });
    expect(ask('2001:db8:98::1')).toEqual({ answers: false, mac: null, by: 'nowhere' });
    const drops = (yes: number) => {
      const words = `echo ${yes} > /proc/sys/net/ipv6/icmp/echo_ignore_all`;
      execFileSync('ip', ['netns', 'exec', there, 'sh', '-c', words]);
    };
    drops(1);
    expect(ask('2001:db8:99::6')).toEqual({ answers: true, mac, by: 'link' });
    drops(0);
    on(there, 'address del 2001:db8:99::6/64 dev v1');
    expect(ask('2001:db8:99::6')).toEqual({ answers: false, mac: null, by: 'link' });
  });

  test('one that drops pings has the address all the same, and one that is gone has it no more at once', () => {
    const drops = (yes: number) =>
      execFileSync('ip', ['netns', 'exec', there, 'sh', '-c', `echo ${yes} > /proc/sys/net/ipv4/icmp_echo_ignore_all`]);
    drops(1);
    expect(ask('10.99.0.6')).toEqual({ answers: true, mac, by: 'link' });
    drops(0);
    on(there, 'address del 10.99.0.6/24 dev v1');
    expect(ask('10.99.0.6')).toEqual({ answers: false, mac: null, by: 'link' });
  });
});
