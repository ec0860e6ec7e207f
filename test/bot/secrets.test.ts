import { expect, test } from 'vitest';
import { redacted, redactedWithNumbers, redactor } from '../../src/bot/secrets.ts';

const redact = redactor({
  IRC_PASSWORD: 'correct horse',
  SLACK_BOT_TOKEN: 'not-shaped-like-one',
  REDIS_URL: 'redis://user:hunter22@redis.farm:6379/0',
  OTHER_REDIS: 'redis+sentinel://user:s%40rewdriver@one:1,two:2/farm',
  ODD_REDIS: 'redis://user:tom@hawk99@redis.farm:6379',
  DB_PWD: 'tr0ub4dor',
  PWD: '/usr/bin',
  PATH: '/usr/bin:/bin',
  EMPTY_TOKEN: '',
  SHORT_TOKEN: 'abc',
  LONGER_SECRET: 'correct horse battery',
  QUOTED_SECRET: 'a"b\\c&d\'e f',
  SSH_PRIVATE: 'first line of the secret\nshort\nsecond line of the secret',
});

test.each([
  ['SASL failed for correct horse', 'SASL failed for [IRC_PASSWORD]'],
  ['correct horse battery staple', '[LONGER_SECRET] staple'],
  ['twice: not-shaped-like-one not-shaped-like-one', 'twice: [SLACK_BOT_TOKEN] [SLACK_BOT_TOKEN]'],
  ['auth hunter22 refused', 'auth [password of REDIS_URL] refused'],
  ['WRONGPASS s@rewdriver, s%40rewdriver', 'WRONGPASS [password of OTHER_REDIS], [password of OTHER_REDIS]'],
  ['redis://other:pass@host/1', 'redis://other:[password]@host/1'],
  ['redis://other:p@ss:w0rd@host/1', 'redis://other:[password]@host/1'],
  ['auth tom@hawk99 refused', 'auth [password of ODD_REDIS] refused'],
  ['see https://a.org:8080/x and mail bob@a.org', 'see https://a.org:8080/x and mail bob@a.org'],
  [
    'POST https://hooks.slack.com/services/T01/B02/abcDEF failed',
    'POST https://hooks.slack.com/services/[webhook] failed',
  ],
  ['-H "Authorization: Bearer eyJhbGciOi.J9.x-_"', '-H "Authorization: Bearer [token]"'],
  ["'authorization': 'Basic dXNlcjpwYXNz'", "'authorization': 'Basic [token]'"],
  ['/etc/named.conf:3: secret "c2VjcmV0c2VjcmV0c2U=";', '/etc/named.conf:3: secret "[key]";'],
  ['the secret ingredient', 'the secret ingredient'],
  ['-----BEGIN PGP PRIVATE KEY BLOCK-----\nlQ\n-----END PGP PRIVATE KEY BLOCK-----\nrest', '[private key]\nrest'],
  ['login tr0ub4dor', 'login [DB_PWD]'],
  ['Bearer xoxb-1234567890-abcdef', 'Bearer [Slack token]'],
  ['-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blb\n-----END OPENSSH PRIVATE KEY-----\nrest', '[private key]\nrest'],
  ['-----BEGIN RSA PRIVATE KEY-----\ncut of', '[private key]'],
  ['{"text":"a\\"b\\\\c&d\'e f"}', '{"text":"[QUOTED_SECRET]"}'],
  [JSON.stringify(JSON.stringify('a"b\\c&d\'e f')), '"\\"[QUOTED_SECRET]\\""'],
  [`?q=${encodeURIComponent('a"b\\c&d\'e f')}&`, '?q=[QUOTED_SECRET]&'],
  ['?q=a%22b%5Cc%26d%27e+f&', '?q=[QUOTED_SECRET]&'],
  ["'a\"b\\c&d'\\''e f'", "'[QUOTED_SECRET]'"],
  ['a"b\\c&amp;d\'e f', '[QUOTED_SECRET]'],
  [Buffer.from('correct horse').toString('base64'), '[IRC_PASSWORD]'],
  ['shows second line of the secret, and short', 'shows [SSH_PRIVATE], and short'],
  ['/usr/bin:/bin is no secret, nor is abc', '/usr/bin:/bin is no secret, nor is abc'],
])('%j leaves as %j', (text, out) => {
  expect(redact(text)).toBe(out);
});

test.each(['', 'u', 'us', 'usr', '\0u\0'])('a secret after %j in Base64 leaves none of its bytes', (before) => {
  for (const after of ['', 'x', 'xy', 'xyz']) {
    const text = Buffer.from(`${before}hunter22${after}`).toString('base64');
    const out = redact(`Basic ${text}`);
    expect(out).toContain('[password of REDIS_URL]');
    expect(out.length - '[password of REDIS_URL]'.length).toBeLessThanOrEqual('Basic '.length + text.length - 9);
  }
});

test('texts anywhere inside a value are redacted, and nothing else of it changes', () => {
  const value = { lines: ['a', 'correct horse'], step: { why: 'not-shaped-like-one', attempt: 1, done: null } };
  expect(redacted(value, redact)).toEqual({
    lines: ['a', '[IRC_PASSWORD]'],
    step: { why: '[SLACK_BOT_TOKEN]', attempt: 1, done: null },
  });
});

test('a number that is a secret is redacted where numbers are meant too, and no other', () => {
  const digits = redactor({ SMS_TOKEN: '8675309' });
  const value = { code: 8675309, list: [8675309, 7], text: 'dial 8675309' };
  const text = 'dial [SMS_TOKEN]';
  expect(redacted(value, digits)).toEqual({ code: 8675309, list: [8675309, 7], text });
  expect(redactedWithNumbers(value, digits)).toEqual({ code: '[SMS_TOKEN]', list: ['[SMS_TOKEN]', 7], text });
});
