import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { accountOf, type Pins } from '../../../adapters/irc/identity.ts';
import { pinsInFile, pinsInMemory } from '../../../adapters/irc/pins.ts';

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
    fc.string({ unit: 'binary' }).filter((name) => name !== 'account'),
  );
  fc.assert(
    fc.property(fc.dictionary(name, fc.string({ unit: 'binary' })), (tags) => {
      expect(reader().read(tags)).toBeNull();
    }),
  );
});

describe('pins in a file', () => {
  function file(): string {
    const folder = mkdtempSync(join(tmpdir(), 'farmhand-pins-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    return join(folder, 'irc-accounts.json');
  }

  test('outlive the process', () => {
    const path = file();
    reader(pinsInFile(path)).read({ account: 'alice', [id]: '1' });
    expect(reader(pinsInFile(path)).read({ account: 'alice', [id]: '2' })).toBeNull();
  });

  test('can be removed one by one with an editor', () => {
    const path = file();
    const pins = pinsInFile(path);
    pins.set('alice', '1');
    pins.set('bob', '2');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"alice": "1",', ''));
    expect(pinsInFile(path).get('alice')).toBeUndefined();
    expect(pinsInFile(path).get('bob')).toBe('2');
  });

  test('know accounts named like parts of JavaScript', () => {
    const pins = pinsInFile(file());
    expect(pins.get('__proto__')).toBeUndefined();
    pins.set('constructor', '1');
    expect(pins.get('constructor')).toBe('1');
  });

  test('are an error, not nobody, when the file is broken', () => {
    const path = file();
    writeFileSync(path, '{');
    expect(() => pinsInFile(path)).toThrow(/irc-accounts\.json should hold/);
  });
});
