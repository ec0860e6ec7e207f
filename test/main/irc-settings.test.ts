import { expect, test } from 'vitest';
import { ircSettings } from '../../adapters/irc/settings.ts';
import { ircSettingsOf } from '../../src/main/irc-settings.ts';

const env = { HOME: '/home/op' };
const farm = (irc: unknown) => ({ file: '/etc/farmhand/farm.yaml', chat: irc ? { irc: ircSettings.parse(irc) } : {} });

test('certificate files are found from the folder of farm.yaml, wherever farmhand was started', () => {
  const tls = { ca_file: 'ca.pem', cert_file: '/keys/cert.pem', key_file: '~/key.pem' };
  expect(ircSettingsOf(farm({ host: 'irc.example.org', tls }), env)?.tls).toEqual({
    verify: true,
    ca_file: '/etc/farmhand/ca.pem',
    cert_file: '/keys/cert.pem',
    key_file: '/home/op/key.pem',
  });
});

test.each([
  ['no IRC', undefined, undefined],
  ['no TLS', { host: 'localhost', tls: false }, false],
])('%s is left as it is', (_, irc, tls) => {
  expect(ircSettingsOf(farm(irc), env)?.tls).toBe(tls);
});
