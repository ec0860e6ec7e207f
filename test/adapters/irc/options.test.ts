import { expect, test } from 'vitest';
import { optionsOf } from '../../../adapters/irc/options.ts';
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
