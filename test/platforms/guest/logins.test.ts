import { expect, test } from 'vitest';
import { loginsIn } from '../../../platforms/guest/logins.ts';

const at = (iso: string) => Date.parse(iso);
const now = at('2026-12-01T09:30:00Z');
const begins = '\nwtmp begins 2026-11-30T06:25:01+00:00\n';

/** As util-linux 2.38 and coreutils 9.1 print what is in such a record. */
const last = `root     tty1                          2026-12-01T04:01:03+00:00   gone - no logout
loic     pts/1        2001:db8::7      2026-12-01T04:00:03+00:00   still logged in
bruno    pts/0        10.0.0.7         2026-12-01T03:12:03+00:00 - 2026-12-01T03:40:03+00:00  (00:28)
bruno    pts/0        10.0.0.7         2026-11-30T03:12:03+00:00 - crash                      (02:00)
reboot   system boot  6.1.0-18-amd64   2026-11-30T06:25:01+00:00   still running
${begins}`;

test('those who are logged in are who(1) says, by whatever terminal and from wherever', () => {
  const who = [
    'bruno    pts/0        2026-12-01 03:12 (10.0.0.7)',
    'loic     pts/1        2026-12-01 04:00 (2001:db8::7)',
    'root     tty1         2026-12-01 04:01',
    'sarah    pts/4        2026-11-30 04:01 (tmux(1234).%0)',
    'bruno  + pts/5        2026-12-01 04:02 (office.example.org)',
    '',
  ].join('\n');
  expect(loginsIn(who, ['', begins], now).now).toEqual([
    { name: 'bruno', from: '10.0.0.7', since: at('2026-12-01T03:12Z') },
    { name: 'loic', from: '2001:db8::7', since: at('2026-12-01T04:00Z') },
    { name: 'root', since: at('2026-12-01T04:01Z') },
    { name: 'sarah', since: at('2026-11-30T04:01Z') },
    { name: 'bruno', from: 'office.example.org', since: at('2026-12-01T04:02Z') },
  ]);
});

test('without a year in the times of who, the last such day is meant', () => {
  const who = 'bruno    pts/0        Dec  1 03:12 (10.0.0.7)\nloic     pts/1        Dec 24 23:59 (10.0.0.8)\n';
  expect(loginsIn(who, ['', begins], now).now.map(({ since }) => since)).toEqual([
    at('2026-12-01T03:12Z'),
    at('2025-12-24T23:59Z'),
  ]);
});

test('farmhand itself, which has no terminal, and a boot are no logins', () => {
  const who = 'root     ssh          2026-12-01 03:12 (10.10.60.1)\n         system boot  2026-11-30 06:25\n';
  const session =
    'root     ssh          10.10.60.1       2026-12-01T09:00:00+00:00 - 2026-12-01T09:20:00+00:00  (00:20)\n';
  expect(loginsIn(who, ['', `${session}${begins}`], now)).toEqual({
    now: [],
    past: { known: { since: at('2026-11-30T06:25:01Z') } },
  });
});

test('the last login is the one that ended last; a record reaches back to where the one before it begins', () => {
  const older =
    'sarah    pts/0        10.0.0.8         2026-10-02T03:12:03+00:00 - 2026-10-02T03:40:03+00:00  (00:28)\n\nwtmp.1 begins 2026-10-01T06:25:01+00:00\n';
  const root = { name: 'root', since: at('2026-12-01T04:01:03Z') };
  expect(loginsIn('', [older, last], now).past).toEqual({ known: { last: root, since: at('2026-10-01T06:25:01Z') } });
  const without = last.replace(/^root .*\n/, '');
  const bruno = {
    name: 'bruno',
    from: '10.0.0.7',
    since: at('2026-12-01T03:12:03Z'),
    until: at('2026-12-01T03:40:03Z'),
  };
  expect(loginsIn('', ['', without], now).past).toEqual({ known: { last: bruno, since: at('2026-11-30T06:25:01Z') } });
});

test('a session of days is as long as it says', () => {
  const long =
    'bruno    pts/0        10.0.0.7         2026-11-20T03:12:03+00:00 - 2026-11-22T04:12:03+00:00  (2+01:00)\n';
  expect(loginsIn('', ['', `${long}${begins}`], now).past).toMatchObject({
    known: { last: { until: at('2026-11-22T04:12:03Z') } },
  });
});

test('wtmpdb, which Debian 13 has for last, is read too', () => {
  const printed = `bruno    pts/0        10.0.0.7         2026-12-01T03:12:03+0000 - 2026-12-01T03:40:03+0000 (00:28)

/var/lib/wtmpdb/wtmp.db begins 2026-11-30T06:25:01+0000
`;
  expect(loginsIn('', ['', printed], now).past).toEqual({
    known: {
      last: { name: 'bruno', from: '10.0.0.7', since: at('2026-12-01T03:12:03Z'), until: at('2026-12-01T03:40:03Z') },
      since: at('2026-11-30T06:25:01Z'),
    },
  });
});

test('where last has no record, that is said, and who is there now is known all the same', () => {
  const who = 'bruno    pts/0        2026-12-01 03:12 (10.0.0.7)\n';
  const why = 'last: cannot open /var/log/wtmp: No such file or directory';
  const { now: present, past } = loginsIn(who, ['', `${why}\n`], now);
  expect(present).toHaveLength(1);
  expect(past).toEqual({ unknown: why });
});

test('a guest that has a very long name to tell does not fill a plan with it', () => {
  const who = `${'x'.repeat(5000)} pts/0        2026-12-01 03:12 (${'y'.repeat(5000)})\n`;
  const [login] = loginsIn(who, ['', begins], now).now;
  expect([login?.name.length, login?.from?.length]).toEqual([64, 64]);
});
