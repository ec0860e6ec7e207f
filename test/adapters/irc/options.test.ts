import { describe, expect, test } from 'vitest';
import { checkSecrets, optionsOf, unreadSecrets } from '../../../adapters/irc/options.ts';
import { settings } from '../../../adapters/irc/settings.ts';

const source = { env: { HOME: '/home/op' }, file: '/etc/farmhand/farm.yaml' };
const options = (irc: unknown, env = {}) =>
  optionsOf(settings.parse(irc), { ...source, env: { ...source.env, ...env } });

test('certificate files are found from the folder of farm.yaml, wherever farmhand was started', () => {
  const tls = { ca_file: 'ca.pem', cert_file: '/keys/cert.pem', key_file: '~/key.pem' };
  expect(options({ host: 'irc.example.org', tls }).tls).toEqual({
    verify: true,
    ca_file: '/etc/farmhand/ca.pem',
    cert_file: '/keys/cert.pem',
    key_file: '/home/op/key.pem',
  });
});

test('no TLS is left as it is', () => {
  expect(options({ host: 'localhost', tls: false }).tls).toBe(false);
});

test.each([
  ['none that is not set', {}, {}],
  ['none that is empty', { FARMHAND_IRC_PASSWORD: '', FARMHAND_IRC_SERVER_PASSWORD: '' }, {}],
  [
    'those that are set',
    { FARMHAND_IRC_PASSWORD: 'own', FARMHAND_IRC_SERVER_PASSWORD: 'theirs' },
    { password: 'own', serverPassword: 'theirs' },
  ],
])('of secrets the environment gives %s', (_, env, secrets) => {
  const { password, serverPassword } = options({ host: 'localhost' }, env);
  expect({ password, serverPassword }).toEqual({ password: undefined, serverPassword: undefined, ...secrets });
});

describe('a network with a name', () => {
  const block = { host: 'localhost', tls: false, sasl: 'plain', account: 'farmhand' };
  const of = (network: string, env: Readonly<Record<string, string>>) =>
    optionsOf(settings.parse(block), { ...source, env, network });

  test('has passwords of its own, and gets no other network its', () => {
    const env = {
      FARMHAND_IRC_PASSWORD: 'no name',
      FARMHAND_IRC_SERVER_PASSWORD: 'no name',
      FARMHAND_IRC_PASSWORD_MY_NET: 'own',
      FARMHAND_IRC_SERVER_PASSWORD_OFTC: 'theirs',
    };
    const secrets = (network: string) => {
      const { password, serverPassword } = of(network, env);
      return [password, serverPassword];
    };
    expect(secrets('my-net')).toEqual(['own', undefined]);
    expect(secrets('oftc')).toEqual([undefined, 'theirs']);
    expect(secrets('my')).toEqual([undefined, undefined]);
  });

  test('without its password is refused, with the variable that is missing', () => {
    expect(() => checkSecrets(of('libera', { FARMHAND_IRC_PASSWORD: 'no name' }))).toThrow(
      'irc/libera: sasl: plain needs the password of the account in FARMHAND_IRC_PASSWORD_LIBERA',
    );
    const env = { FARMHAND_IRC_PASSWORD_LIBERA: 'own', FARMHAND_IRC_SERVER_PASSWORD_LIBERA: 'a\nb' };
    expect(() => checkSecrets(of('libera', env))).toThrow('irc/libera: FARMHAND_IRC_SERVER_PASSWORD_LIBERA has a line');
  });
});

test('secrets that no network reads are named', () => {
  const env = {
    FARMHAND_IRC_PASSWORD: 'a',
    FARMHAND_IRC_PASSWORD_LIBERA: 'b',
    FARMHAND_IRC_SERVER_PASSWORD_LIBRA: 'c',
    FARMHAND_IRC_PASSWORD_OFTC: '',
    FARMHAND_BOARD_PASSWORD: 'd',
  };
  expect(unreadSecrets(env, ['libera', 'oftc'])).toEqual([
    'FARMHAND_IRC_PASSWORD',
    'FARMHAND_IRC_SERVER_PASSWORD_LIBRA',
  ]);
  expect(unreadSecrets(env, [undefined])).toEqual([
    'FARMHAND_IRC_PASSWORD_LIBERA',
    'FARMHAND_IRC_SERVER_PASSWORD_LIBRA',
  ]);
});
