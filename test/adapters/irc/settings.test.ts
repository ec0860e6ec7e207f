import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { create } from '../../../adapters/irc/index.ts';
import { channelsOf, settings as ircSettings } from '../../../adapters/irc/settings.ts';
import { notesInMemory } from '../../support/notes.ts';

describe('the irc part of farm.yaml', () => {
  test('needs a host only, and is safe by default', () => {
    expect(ircSettings.parse({ host: 'irc.example.org' })).toMatchObject({
      port: 6697,
      tls: { verify: true },
      nick: 'farmhand',
      sasl: 'none',
      flood: { burst: 8, per_second: 1 },
      notices: false,
    });
  });

  test('takes channels with and without a key', () => {
    const settings = ircSettings.parse({ host: 'h', channels: ['#xivo', { name: '#ops', key: 'k' }] });
    expect(channelsOf(settings)).toEqual([{ name: '#xivo' }, { name: '#ops', key: 'k' }]);
  });

  test.each([
    ['a password in the file', { password: 'x' }, /password/],
    ['a channel without its #', { channels: ['xivo'] }, /a channel: #name/],
    ['two channels in one', { channels: ['#a,#b'] }, /a channel: #name/],
    ['a channel with a line break', { channels: ['#a\r\nQUIT'] }, /a channel: #name/],
    ['a key with a blank', { channels: [{ name: '#a', key: 'a b' }] }, /a channel key/],
    ['a nick that is none', { nick: '1farm' }, /an IRC nick/],
    ['a real name of two lines', { realname: 'a\nQUIT' }, /one line/],
    ['PLAIN without an account', { sasl: 'plain' }, /needs an account/],
    ['PLAIN readable on the way', { sasl: 'plain', account: 'a', tls: false }, /readable/],
    ['EXTERNAL without a certificate', { sasl: 'external' }, /cert_file and key_file/],
    ['a certificate without its key', { tls: { cert_file: 'a' } }, /belong together/],
  ])('refuses %s', (_, part, message) => {
    const result = ircSettings.safeParse({ host: 'irc.example.org', ...part });
    expect(result.success).toBe(false);
    expect(JSON.stringify(result.error?.issues)).toMatch(message);
  });

  test('lets PLAIN go without TLS on the same machine', () => {
    expect(ircSettings.safeParse({ host: '127.0.0.1', sasl: 'plain', account: 'a', tls: false }).success).toBe(true);
  });
});

test('an adapter that should log in with a password is not made without one', async () => {
  const settings = ircSettings.parse({ host: 'h', sasl: 'plain', account: 'a' });
  const parts = {
    log: pino({ level: 'silent' }),
    maySpeak: () => true,
    notes: notesInMemory(),
    listed: new Set<string>(),
  };
  await expect(create(settings, parts)).rejects.toThrow(/FARMHAND_IRC_PASSWORD/);
});
