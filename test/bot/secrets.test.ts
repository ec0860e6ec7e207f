import { expect, test } from 'vitest';
import { redacted, redactor } from '../../src/bot/secrets.ts';

const redact = redactor({
  IRC_PASSWORD: 'correct horse',
  SLACK_BOT_TOKEN: 'not-shaped-like-one',
  REDIS_URL: 'redis://user:hunter22@redis.farm:6379/0',
  OTHER_REDIS: 'redis+sentinel://user:s%40rewdriver@one:1,two:2/farm',
  PATH: '/usr/bin:/bin',
  EMPTY_TOKEN: '',
  SHORT_TOKEN: 'abc',
  LONGER_SECRET: 'correct horse battery',
});

test.each([
  ['SASL failed for correct horse', 'SASL failed for [IRC_PASSWORD]'],
  ['correct horse battery staple', '[LONGER_SECRET] staple'],
  ['twice: not-shaped-like-one not-shaped-like-one', 'twice: [SLACK_BOT_TOKEN] [SLACK_BOT_TOKEN]'],
  ['auth hunter22 refused', 'auth [password of REDIS_URL] refused'],
  ['WRONGPASS s@rewdriver, s%40rewdriver', 'WRONGPASS [password of OTHER_REDIS], [password of OTHER_REDIS]'],
  ['redis://other:pass@host/1', 'redis://other:[password]@host/1'],
  ['Bearer xoxb-1234567890-abcdef', 'Bearer [Slack token]'],
  ['-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blb\n-----END OPENSSH PRIVATE KEY-----\nrest', '[private key]\nrest'],
  ['-----BEGIN RSA PRIVATE KEY-----\ncut of', '[private key]'],
  ['/usr/bin:/bin is no secret, nor is abc', '/usr/bin:/bin is no secret, nor is abc'],
])('%j leaves as %j', (text, out) => {
  expect(redact(text)).toBe(out);
});

test('texts anywhere inside a value are redacted, and nothing else of it changes', () => {
  const value = { lines: ['a', 'correct horse'], step: { why: 'not-shaped-like-one', attempt: 1, done: null } };
  expect(redacted(value, redact)).toEqual({
    lines: ['a', '[IRC_PASSWORD]'],
    step: { why: '[SLACK_BOT_TOKEN]', attempt: 1, done: null },
  });
});
