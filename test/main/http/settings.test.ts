import { describe, expect, test } from 'vitest';
import { httpAddress } from '../../../main/http/address.ts';
import { authorised } from '../../../main/http/basic-auth.ts';
import { boardSettings } from '../../../main/http/board-settings.ts';

describe('FARMHAND_HTTP', () => {
  test.each([
    ['127.0.0.1:9464', { host: '127.0.0.1', port: 9464 }],
    [':9464', { port: 9464 }],
    ['[::1]:0', { host: '::1', port: 0 }],
    ['farm.example.org:65535', { host: 'farm.example.org', port: 65_535 }],
  ])('%s', (text, address) => {
    expect(httpAddress(text)).toEqual(address);
  });

  test.each(['', '9464', 'localhost', ':65536', '::1:9464', 'http://localhost:9464', 'localhost:9464/metrics', ':-1'])(
    '%j is none',
    (text) => {
      expect(() => httpAddress(text)).toThrow('it should be HOST:PORT or :PORT');
    },
  );
});

describe('the board', () => {
  const all = {
    FARMHAND_HTTP: ':9464',
    REDIS_URL: 'redis://redis.farm',
    FARMHAND_BOARD_USER: 'ops',
    FARMHAND_BOARD_PASSWORD: 'correct horse battery',
  };

  test('is shown to one user with one password', () => {
    expect(boardSettings(all)).toMatchObject({ user: 'ops', password: 'correct horse battery' });
  });

  test('is not shown where nobody asked for it', () => {
    expect(boardSettings({ ...all, FARMHAND_BOARD_USER: '', FARMHAND_BOARD_PASSWORD: undefined })).toBeUndefined();
  });

  test.each([
    [{ FARMHAND_BOARD_USER: '' }, 'needs both of them'],
    [{ FARMHAND_BOARD_PASSWORD: '' }, 'needs both of them'],
    [{ FARMHAND_BOARD_PASSWORD: 'too short' }, 'a password of 16 characters or more'],
    [{ FARMHAND_BOARD_USER: 'ops:farm' }, 'a user without a colon'],
    [{ FARMHAND_HTTP: '' }, 'is shown where FARMHAND_HTTP says: set that too'],
    [{ REDIS_URL: '' }, 'there is none without REDIS_URL'],
  ])('with %j is refused', (change, why) => {
    expect(() => boardSettings({ ...all, ...change })).toThrow(why);
  });
});

describe('basic authentication', () => {
  const header = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

  test.each([
    [header('ops:correct horse battery'), true],
    [header('ops:correct horse battery').replace('Basic', 'basic'), true],
    [header('ops:correct horse batterY'), false],
    [header('ops:correct horse battery '), false],
    [header('Ops:correct horse battery'), false],
    [header('ops:'), false],
    [header(':correct horse battery'), false],
    [header('correct horse battery'), false],
    [header('ops:correct horse battery').replace('Basic', 'Bearer'), false],
    ['Basic', false],
    ['Basic !', false],
    [undefined, false],
  ])('%s: %s', (given, right) => {
    expect(authorised(given, 'ops', 'correct horse battery')).toBe(right);
  });

  test('takes characters of other languages as UTF-8', () => {
    expect(authorised(header('rené:πάντα χωρεῖ'), 'rené', 'πάντα χωρεῖ')).toBe(true);
  });
});
