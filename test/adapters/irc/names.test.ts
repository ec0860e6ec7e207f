import { describe, expect, test } from 'vitest';
import { folded } from '../../../adapters/irc/casemapping.ts';
import { ServerClock } from '../../../adapters/irc/clock.ts';
import { alternative, shorter } from '../../../adapters/irc/nick.ts';

describe('two names are the same', () => {
  test.each([
    ['Alice', 'aLICE', 'ascii', true],
    ['a[b]\\^', 'A{B}|~', 'rfc1459', true],
    ['a[b]\\^', 'A{B}|~', undefined, true],
    ['a[b]\\', 'A{B}|', 'strict-rfc1459', true],
    ['a^', 'a~', 'strict-rfc1459', false],
    ['a[b]', 'a{b}', 'ascii', false],
    ['a[b]', 'a{b}', 'precis', false],
    // The Kelvin sign, which Unicode makes a k.
    ['nik', 'ni\u212A', 'ascii', false],
    ['É', 'é', 'rfc1459', false],
  ])('%s and %s by %s: %s', (a, b, casemapping, same) => {
    expect(folded(a, casemapping) === folded(b, casemapping)).toBe(same);
  });
});

describe('a nick', () => {
  test.each([
    ['farmhand', 0, undefined, 'farmhand'],
    ['farmhand', 1, undefined, 'farmhand_'],
    ['farmhand', 2, undefined, 'farmhan1'],
    ['farmhand', 1, 9, 'farmhand_'],
    ['farmhand-of-xivo', 0, 9, 'farmhand-'],
    ['farmhand-of-xivo', 1, 9, 'farmhand_'],
    ['farmhand-of-xivo', 3, 9, 'farmhand2'],
  ])('like %s, try %s, of at most %s characters: %s', (wanted, attempt, length, nick) => {
    expect(alternative(wanted, attempt, length)).toBe(nick);
  });

  test.each([
    ['farmhand-of-xivo', 'Nickname too long, max. 9 characters', 9],
    ['farmhand-of-xivo-and-more', 'Erroneous Nickname', 16],
    ['farmhand-of-xivo', 'Erroneous Nickname', 9],
    ['farmhand', 'Erroneous Nickname', undefined],
    ['farmhand', 'Nickname too long, max. 9 characters', undefined],
  ])('%s that is refused (%s) is tried with %s characters', (nick, reason, length) => {
    expect(shorter(nick, reason)).toBe(length);
  });
});

describe('the age of a message', () => {
  const now = Date.parse('2026-01-01T12:00:00Z');
  const tags = (time: string, more = {}) => ({ time: `2026-01-01T${time}Z`, ...more });

  test('is by this machine, until the server says what its clock shows, and then by that', () => {
    const clock = new ServerClock();
    expect(clock.age(tags('11:59:00'), now)).toBe(60_000);
    clock.heard({ command: '001', tags: tags('13:00:00') }, now);
    expect(clock.age(tags('12:59:59'), now)).toBe(1000);
    expect(clock.age(tags('11:59:59'), now)).toBe(3_601_000);
  });

  test('is not told by what may be repeated', () => {
    const clock = new ServerClock();
    clock.heard({ command: 'PRIVMSG', tags: tags('13:00:00') }, now);
    clock.heard({ command: '332', tags: tags('13:00:00', { batch: 'x' }) }, now);
    clock.heard({ command: 'PONG', tags: { time: 'never' } }, now);
    expect(clock.age(tags('12:00:00'), now)).toBe(0);
    expect(clock.age({}, now)).toBe(0);
    expect(clock.age({ time: 'never' }, now)).toBeNaN();
  });
});
