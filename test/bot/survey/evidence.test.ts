import { expect, test } from 'vitest';
import { type Evidence, evidenceNotes, lastUse } from '../../../src/bot/survey/evidence.ts';
import type { Login } from '../../../src/farm/roles/use.ts';

const at = (iso: string) => Date.parse(iso);
const now = new Date('2026-12-01T12:00:00Z');
const hours = (count: number) => now.getTime() - count * 3_600_000;
const days = (count: number) => hours(24 * count);

const bruno: Login = { name: 'bruno', from: '10.0.0.7', since: at('2026-12-01T09:12:00Z') };
const ssh = { protocol: 'tcp', from: '203.0.113.9', toPort: 22, forwarded: true };
const web = { protocol: 'tcp', from: '10.10.60.1', toPort: 80, forwarded: false };

/** A VM of which everything is known, and which nobody uses for 31 days. */
const quiet: Evidence = {
  logins: {
    known: { now: [], past: { known: { last: { ...bruno, since: days(32), until: days(31) }, since: days(60) } } },
  },
  connections: { known: [] },
  sshPort: 22005,
  requests: { known: { times: [days(40)], since: days(50) } },
  builds: [],
  through: [],
};
const present = (...logins: readonly Login[]): Evidence['logins'] => ({
  known: { now: logins, past: { known: { since: days(60) } } },
});
const notes = (given: Partial<Evidence>) => evidenceNotes({ ...quiet, ...given }, now);

test('a VM that nobody uses is said to be so, and since when', () => {
  expect(notes({})).toEqual(['nobody for 31 d: bruno was logged in until 31 d ago, no request for 40 d']);
});

test.each<[string, Partial<Evidence>, readonly string[]]>([
  [
    'whoever is logged in, first of all',
    { logins: present(bruno) },
    [
      'bruno is logged in now (from 10.0.0.7, since 09:12 UTC)',
      'nobody else since 2026-10-02, when its record begins, no request for 40 d',
    ],
  ],
  [
    'who is logged in several times, and at a console since yesterday',
    { logins: present(bruno, { name: 'bruno', since: at('2026-11-30T23:00:00Z') }) },
    [
      'bruno is logged in now (2 times, from 10.0.0.7 and at a console, since 2026-11-30 23:00 UTC)',
      'nobody else since 2026-10-02, when its record begins, no request for 40 d',
    ],
  ],
  [
    'connections, by port and by where they come from',
    { connections: { known: [ssh, { ...ssh, from: '2001:db8::7' }, web, web, { ...ssh, forwarded: false }] } },
    [
      '2 open SSH connections by port 22005 (from 203.0.113.9 and 2001:db8::7)',
      '2 open TCP connections to port 80 (from 10.10.60.1)',
      '1 open SSH connection within the farm (from 203.0.113.9)',
      'bruno was logged in until 31 d ago, no request for 40 d',
    ],
  ],
  [
    'builds, under way and the last one',
    {
      builds: [
        { run: 12, by: 'alice' },
        { run: 9, by: 'loic', ended: days(2) },
      ],
    },
    [
      'run 12, asked by alice, builds there now',
      'bruno was logged in until 31 d ago, no request for 40 d, built 2 d ago by run 9',
    ],
  ],
  [
    'requests in the last day and week',
    { requests: { known: { times: [days(20), days(6), days(3), hours(20), hours(1)], since: days(20) } } },
    [
      'nobody is logged in or connected now: bruno was logged in until 31 d ago, 2 requests in the last day, 4 in the last week',
    ],
  ],
  [
    'requests no further back than the log was read',
    { requests: { known: { times: [days(3), hours(20)], since: days(3) } } },
    [
      'nobody is logged in or connected now: bruno was logged in until 31 d ago, 1 request in the last day, 2 since 2026-11-28, when what was read of its log begins',
    ],
  ],
  [
    'a busy site, of whose log only an hour was read',
    { requests: { known: { times: [hours(1), hours(0.5), hours(0)], since: hours(1) } } },
    [
      'nobody is logged in or connected now: bruno was logged in until 31 d ago, 3 requests in the last 1 h, which is all that was read of its log',
    ],
  ],
  [
    'that a new log has no request yet',
    { requests: { known: { times: [], since: hours(2) } } },
    [
      'nobody is logged in or connected now: bruno was logged in until 31 d ago, no request in what was read of its log, less than a day',
    ],
  ],
  [
    'that a log has no request, since its beginning',
    { requests: { known: { times: [], since: days(9) } } },
    [
      'nobody for 9 d: bruno was logged in until 31 d ago, no request since 2026-11-22, when what was read of its log begins',
    ],
  ],
  [
    'what else leads to it',
    { through: ['CNAME ci (db.farm:12)', 'b', 'c', 'd', 'e'] },
    [
      'nobody for 31 d: bruno was logged in until 31 d ago, no request for 40 d',
      'others lead to it: CNAME ci (db.farm:12), b, c and 2 more',
    ],
  ],
])('a plan says %s', (_, given, said) => {
  expect(notes(given)).toEqual(said);
});

test('many people and ports are counted', () => {
  const all = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ ...bruno, name }));
  const ports = [1, 2, 3, 4].map((toPort) => ({ ...web, toPort }));
  const said = notes({ logins: present(...all), connections: { known: ports } });
  expect(said).toContain('2 more people are logged in now');
  expect(said).toContain('1 more port is in use');
});

test.each<[string, Partial<Evidence>, readonly string[]]>([
  [
    'who is logged in',
    { logins: { unknown: 'I do not log in to it' } },
    ['no request for 40 d', 'not known: who is or was logged in (I do not log in to it)'],
  ],
  [
    'who was logged in',
    { logins: { known: { now: [], past: { unknown: 'no wtmp' } } } },
    ['nobody is logged in or connected now: no request for 40 d', 'not known: earlier logins (no wtmp)'],
  ],
  [
    'connections',
    { connections: { unknown: 'no conntrack' } },
    ['bruno was logged in until 31 d ago, no request for 40 d', 'not known: open connections (no conntrack)'],
  ],
  [
    'requests',
    { requests: { unknown: 'no log' } },
    [
      'nobody is logged in or connected now: bruno was logged in until 31 d ago',
      'not known: requests to its site (no log)',
    ],
  ],
  [
    'anything',
    { logins: { unknown: 'a' }, connections: { unknown: 'b' }, requests: { unknown: 'c' } },
    ['not known: who is or was logged in (a); open connections (b); requests to its site (c)'],
  ],
])('where %s could not be read, that is said, and never that nobody was there', (_, given, said) => {
  expect(notes(given)).toEqual(said);
  expect(lastUse({ ...quiet, ...given })).toBe('unknown');
});

test('a VM without site has none to ask', () => {
  const { requests: _, ...less } = quiet;
  expect(evidenceNotes(less, now)).toEqual(['nobody for 31 d: bruno was logged in until 31 d ago']);
});

test('without a firewall nobody tells of connections, so nobody was there is not said', () => {
  const { connections: _, requests: __, ...less } = quiet;
  expect(evidenceNotes(less, now)).toEqual(['nobody is logged in now: bruno was logged in until 31 d ago']);
  expect(lastUse(less)).toBe('unknown');
});

test.each<[string, Partial<Evidence>, ReturnType<typeof lastUse>]>([
  ['the newest of all that is known', {}, { at: days(31) }],
  ['a request', { requests: { known: { times: [days(40), days(2)], since: days(50) } } }, { at: days(2) }],
  ['a build', { builds: [{ run: 3, by: 'loic', ended: days(1) }] }, { at: days(1) }],
  ['no earlier than a record begins', { requests: { known: { times: [], since: days(5) } } }, { at: days(5) }],
  ['now, where somebody is logged in', { logins: present(bruno) }, 'now'],
  [
    'now, where a connection is open, even though the rest is unknown',
    { logins: { unknown: 'x' }, connections: { known: [web] } },
    'now',
  ],
  ['now, where it builds', { builds: [{ run: 3, by: 'loic' }] }, 'now'],
  [
    'when a session began of which nobody wrote down the end',
    { logins: { known: { now: [], past: { known: { last: { name: 'loic', since: days(3) }, since: days(60) } } } } },
    { at: days(3) },
  ],
])('the last use of a VM is %s', (_, given, use) => {
  expect(lastUse({ ...quiet, ...given })).toEqual(use);
});
