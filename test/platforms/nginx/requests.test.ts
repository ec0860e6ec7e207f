import { expect, test } from 'vitest';
import { timeReader } from '../../../platforms/nginx/log-times.ts';
import { combined } from '../../../platforms/nginx/logs.ts';
import { requestsIn } from '../../../platforms/nginx/requests.ts';

const at = (iso: string) => Date.parse(iso);
const line = (time: string, rest = '"GET / HTTP/1.1" 200 612 "-" "Mozilla/5.0"') =>
  `203.0.113.9 - - [${time}] ${rest}\n`;
const whole = (...lines: readonly string[]) => ({ text: lines.join(''), whole: true });

test.each([
  ['as nginx writes it by itself', combined, line('01/Dec/2026:09:12:03 +0100').trim(), '2026-12-01T08:12:03Z'],
  ['west of Greenwich', combined, line('30/Nov/2026:23:59:59 -0530').trim(), '2026-12-01T05:29:59Z'],
  [
    'of a visitor by IPv6 whose name has a time in it',
    combined,
    '2001:db8::7 - x [01/Jan/2001:00:00:00 +0000] - [01/Dec/2026:09:12:03 +0000] "GET /[02/Jan/2001:00:00:00 +0000] HTTP/1.1" 200 1 "-" "-"',
    '2026-12-01T09:12:03Z',
  ],
  [
    'in a format of its own, in JSON',
    '{"host":"$host","time":"$time_iso8601","status":$status}',
    '{"host":"x","time":"2026-12-01T09:12:03+01:00","status":200}',
    '2026-12-01T08:12:03Z',
  ],
  ['in seconds, at the beginning', '$msec ${remote_addr}', '1796116323.250 203.0.113.9', '2026-12-01T09:12:03.250Z'],
])('the time of a line is read %s', (_, format, text, iso) => {
  expect(timeReader(format)?.(text)).toBe(at(iso));
});

test('a format without a time shows none, and a half line neither', () => {
  expect(timeReader('$remote_addr "$request"')).toBeUndefined();
  expect(timeReader(combined)?.('203.0.113.9 - - [01/Dec/2026:09:1')).toBeUndefined();
});

test('requests are those of the log and of the one before it; what farmhand asks itself is none', () => {
  const older = whole(line('20/Nov/2026:10:00:00 +0000'));
  const newer = whole(
    line('30/Nov/2026:10:00:00 +0000'),
    line('30/Nov/2026:11:00:00 +0000', '"HEAD / HTTP/1.0" 200 0 "-" "-"'),
    '203.0.113.9 - - [30/No',
  );
  expect(requestsIn('log', combined, older, newer)).toEqual({
    times: [at('2026-11-20T10:00:00Z'), at('2026-11-30T10:00:00Z')],
    since: at('2026-11-20T10:00:00Z'),
  });
});

test('where only the end of a log was read, its first line is half and the log before it does not join', () => {
  const newer = {
    text: `ET / HTTP/1.1" 200 1 "-" "[01/Jan/2001:00:00:00 +0000] "\n${line('30/Nov/2026:10:00:00 +0000')}`,
    whole: false,
  };
  const older = whole(line('20/Nov/2026:10:00:00 +0000'));
  const only = at('2026-11-30T10:00:00Z');
  expect(requestsIn('log', combined, older, newer)).toEqual({ times: [only], since: only });
});

test('a log in which only farmhand asked has no request, since then', () => {
  const log = whole(line('30/Nov/2026:11:00:00 +0000', '"HEAD / HTTP/1.0" 200 0 "-" "-"'));
  expect(requestsIn('log', combined, null, log)).toEqual({ times: [], since: at('2026-11-30T11:00:00Z') });
});

test.each([
  ['an empty log', combined, '', 'has no line yet'],
  ['a format without a time', '$remote_addr', '203.0.113.9\n', 'has no time in its lines'],
  ['lines of another format', combined, 'something else\n', 'has no time in its lines'],
])('of %s nothing is known', (_, format, text, why) => {
  expect(() => requestsIn('host01: /var/log/x', format, null, whole(text))).toThrow(`host01: /var/log/x ${why}`);
});
