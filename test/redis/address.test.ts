import { describe, expect, it, test } from 'vitest';
import { redisAddress } from '../../src/redis/address.ts';
import { problem } from '../../src/redis/problem.ts';

describe('a Redis URL', () => {
  const cases: readonly (readonly [url: string, shown: string, options: object])[] = [
    ['redis://redis.farm', 'redis.farm', { host: 'redis.farm', port: 6379 }],
    ['redis://redis.farm/', 'redis.farm', { host: 'redis.farm', port: 6379 }],
    ['redis://127.0.0.1:7000/2', '127.0.0.1:7000', { host: '127.0.0.1', port: 7000, db: 2 }],
    ['redis://:pass%40word@h:1', 'h:1', { host: 'h', port: 1, password: 'pass@word' }],
    ['redis://loic:p%2Fq@h', 'h', { host: 'h', port: 6379, username: 'loic', password: 'p/q' }],
    ['rediss://h', 'h', { host: 'h', port: 6379, tls: {} }],
    ['redis://[::1]:6380', '[::1]:6380', { host: '::1', port: 6380 }],
    [
      'redis+sentinel://u:p@a:1,b/farm/3',
      'farm of the Sentinels a:1,b',
      {
        sentinels: [
          { host: 'a', port: 1 },
          { host: 'b', port: 26379 },
        ],
        name: 'farm',
        username: 'u',
        password: 'p',
        db: 3,
      },
    ],
    [
      'rediss+sentinel://a/farm',
      'farm of the Sentinels a',
      { sentinels: [{ host: 'a', port: 26379 }], name: 'farm', tls: {}, enableTLSForSentinelMode: true },
    ],
  ];
  test.each(cases)('%s is understood', (url, shown, options) => {
    expect(redisAddress(url)).toEqual({ shown, prefix: '{farmhand}', sentinel: url.includes('sentinel'), options });
    expect(redisAddress(`${url}?prefix=gallifrey`)).toMatchObject({ prefix: '{gallifrey}', options });
  });

  it.each([
    'redis.farm',
    'http://redis.farm',
    'redis://',
    'redis://a,b',
    'redis://h:port',
    'redis://h/0/1',
    'redis://h/x',
    'redis://u:secret@h/0?ssl=yes',
    'redis://u:secr%et@h',
    'redis://u:sec/ret@h',
    'redis+sentinel://a:1',
    'redis+sentinel://u:secret@a:1,/farm',
  ])('%s is refused, without a word of what is in it', (url) => {
    let message = '';
    try {
      redisAddress(url);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toMatch(/^not a Redis URL.*redis:\/\/\[USER:PASSWORD@\]HOST/);
    expect(message).not.toMatch(/secr|sec\/ret|http|h:port/);
  });
});

describe('what is wrong with a Redis', () => {
  const reply = (message: string) => Object.assign(new Error(message), { name: 'ReplyError' });
  const lost = new Error('Connection is closed.');
  const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });
  it.each([
    [reply('LOADING Redis is loading the dataset in memory'), undefined, /is still reading its files/],
    [
      reply('MISCONF Errors writing to the AOF file: No space left on device'),
      undefined,
      /cannot write its files .*No space left/,
    ],
    [
      reply("ERR Error compiling script (new function): user_script:1: unexpected symbol near '#'"),
      undefined,
      /is too old: farmhand needs Redis 7\.0/,
    ],
    [reply('WRONGTYPE Operation against a key'), undefined, /refuses what farmhand asks \(WRONGTYPE/],
    [lost, refused, /is not to be had: nothing listens there/],
    [
      lost,
      reply('WRONGPASS invalid username-password pair or user is disabled.'),
      /does not accept the user and password/,
    ],
    [
      lost,
      Object.assign(new Error('x'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
      /self-signed: name its CA in NODE_EXTRA_CA_CERTS/,
    ],
    [new Error('Command timed out'), undefined, /is not to be had: it does not answer/],
  ])('%s is said for people', (error, cause, message) => {
    expect(problem(error, 'h:1', cause)).toMatch(message);
    expect(problem(error, 'h:1', cause)).toMatch(/^Redis at h:1 /);
  });

  it('is not a mistake of the program', () => {
    expect(problem(new TypeError('x is not a function'), 'h:1')).toBeUndefined();
  });
});
