import * as fc from 'fast-check';
import { pino } from 'pino';
import { describe, expect, test, vi } from 'vitest';
import { accountOf, type Pins } from '../../../adapters/irc/identity.ts';
import { pinsInNotes } from '../../../adapters/irc/pins.ts';
import type { Notes } from '../../../src/journal/journal.ts';
import { anyText } from '../../support/any-text.ts';
import { eventually } from '../../support/eventually.ts';
import { notesInMemory } from '../../support/notes.ts';
import { pinsInMemory } from './pins.ts';

function reader(pins: Pins = pinsInMemory()) {
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(line) });
  const read = (tags: Record<string, string>) => accountOf(tags, pins, (name) => name.toLowerCase(), log);
  return { read, lines };
}

const id = 'inspircd.org/account-id';

describe('the account of a message', () => {
  test('is its account tag', () => {
    expect(reader().read({ account: 'alice' })).toBe('alice');
  });

  test.each([
    ['no tags', {}],
    ['an empty account', { account: '' }],
    ['the star of those not logged in', { account: '*' }],
    ["a client's own tag of that name", { '+account': 'alice' }],
    ['an account id alone', { [id]: '1' }],
  ])('is nobody with %s', (_, tags: Record<string, string>) => {
    expect(reader().read(tags)).toBeNull();
  });

  test('stays bound to the id it was first seen with, and the log says when it is another', () => {
    const { read, lines } = reader();
    expect(read({ account: 'alice', [id]: '1' })).toBe('alice');
    expect(read({ account: 'Alice', [id]: '1' })).toBe('Alice');
    expect(lines).toEqual([]);
    expect(read({ account: 'ALICE', [id]: '2' })).toBeNull();
    expect(lines.join('')).toContain('registered anew');
    expect(read({ account: 'alice', [id]: '1' })).toBe('alice');
  });

  test('is nobody when it had an id before and has none now', () => {
    const { read } = reader();
    read({ account: 'alice', [id]: '1' });
    expect(read({ account: 'alice' })).toBeNull();
  });

  test('is not pinned by a message without an id', () => {
    const { read } = reader();
    expect(read({ account: 'alice' })).toBe('alice');
    expect(read({ account: 'alice', [id]: '1' })).toBe('alice');
    expect(read({ account: 'alice', [id]: '2' })).toBeNull();
  });
});

test('no tag but the account tag makes a message anybody’s, whatever its name and value', () => {
  const name = fc.oneof(
    fc.constantFrom('+account', 'Account', 'draft/account', '+draft/account', 'vendor/account', '__proto__', ''),
    anyText().filter((name) => name !== 'account'),
  );
  fc.assert(
    fc.property(fc.dictionary(name, anyText()), (tags) => {
      expect(reader().read(tags)).toBeNull();
    }),
  );
});

describe('pins in notes', () => {
  const complain = vi.fn();
  const open = (notes: Notes) => pinsInNotes(notes, 'irc', complain);

  test('outlive the process, the first one seen', async () => {
    const notes = notesInMemory();
    const [here, there] = [await open(notes), await open(notes)];
    reader(here).read({ account: 'alice', [id]: '1' });
    reader(there).read({ account: 'alice', [id]: '2' });
    expect(reader(await open(notes)).read({ account: 'alice', [id]: '2' })).toBeNull();
    expect(reader(await open(notes)).read({ account: 'alice', [id]: '1' })).toBe('alice');
  });

  test('are of one network: the same name on another is another account', async () => {
    const notes = notesInMemory();
    const [left, right] = await Promise.all(['irc/left', 'irc/right'].map((one) => pinsInNotes(notes, one, complain)));
    left?.set('alice', '1');
    expect(right?.get('alice')).toBeUndefined();
    expect((await pinsInNotes(notes, 'irc/left', complain)).get('alice')).toBe('1');
  });

  test('know accounts named like parts of JavaScript', async () => {
    const pins = await open(notesInMemory());
    expect(pins.get('__proto__')).toBeUndefined();
    pins.set('constructor', '1');
    expect(pins.get('constructor')).toBe('1');
  });

  test('that cannot be kept are complained of, and hold until the process ends', async () => {
    const full = new Error('full');
    const pins = await open({ ...notesInMemory(), addNote: () => Promise.reject(full) });
    pins.set('alice', '1');
    expect(pins.get('alice')).toBe('1');
    await eventually(() => expect(complain).toHaveBeenCalledWith(full));
  });
});
