import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, expectTypeOf, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import { action, noReceipt } from '../../src/engine/action.ts';
import { type Fact, listOf } from '../../src/engine/facts.ts';
import { known, look, readFacts } from '../../src/engine/look.ts';
import { localHost } from '../support/local-host.ts';

/** A file that grows by a line each time its size is read. */
function counter() {
  const folder = mkdtempSync(join(tmpdir(), 'farmhand-facts-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'reads');
  const sizeFact = (host = 'a'): Fact<number> => ({
    host,
    read: { script: 'echo x >>"$1"; wc -l <"$1"', args: [file] },
    parse: ({ stdout }) => Number(stdout),
  });
  return { sizeFact, reads: () => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0) };
}

const says = (word: string): Fact<string> => ({
  host: 'a',
  read: { script: 'echo "$1"', args: [word] },
  parse: ({ stdout }) => stdout.trim(),
});

const hosts = (name: string) => localHost(name);

describe('what facts give', () => {
  test('stands under the names of the facts, in lists and in groups too, with the types of their parsers', async () => {
    const { sizeFact } = counter();
    const values = await readFacts(hosts, {
      size: sizeFact(),
      each: [says('one'), says('two')],
      group: { inner: says('three'), none: undefined },
      maybe: says('four') as Fact<string> | undefined,
    });
    expect(values).toEqual({
      size: 1,
      each: ['one', 'two'],
      group: { inner: 'three', none: undefined },
      maybe: 'four',
    });
    expectTypeOf(values.size).toEqualTypeOf<number>();
    expectTypeOf(values.each).toEqualTypeOf<readonly string[]>();
    expectTypeOf(values.group.inner).toEqualTypeOf<string>();
    expectTypeOf(values.maybe).toEqualTypeOf<string | undefined>();
  });

  test('is read once a host where several facts ask the same, whatever their names', async () => {
    const { sizeFact, reads } = counter();
    expect(await readFacts(hosts, { one: sizeFact(), other: sizeFact(), list: [sizeFact()] })).toEqual({
      one: 1,
      other: 1,
      list: [1],
    });
    expect(reads()).toBe(1);
    await readFacts(hosts, { one: sizeFact('a'), other: sizeFact('b') });
    expect(reads()).toBe(3);
  });

  test('is read with another read where that one is made anyway, on the same host', async () => {
    const { sizeFact, reads } = counter();
    const all = sizeFact();
    const part: Fact<string> = {
      host: 'a',
      read: { script: 'echo alone' },
      within: all.read,
      parse: ({ stdout }) => `of ${stdout.trim()}`,
    };
    expect(await readFacts(hosts, { part, all, again: { ...part } })).toEqual({ part: 'of 1', all: 1, again: 'of 1' });
    expect(await readFacts(hosts, { part })).toEqual({ part: 'of alone' });
    expect(await readFacts(hosts, { part: { ...part, host: 'b' }, all })).toEqual({ part: 'of alone', all: 2 });
    expect(reads()).toBe(2);
  });

  test('is told by the compiler to what an action sees, and seen by steps of one look at the cost of one', async () => {
    const { sizeFact, reads } = counter();
    const grown = action({
      name: 'file.grown',
      risk: 'safe',
      args: z.strictObject({ asked: z.boolean() }),
      title: () => 'grown',
      facts: ({ asked }) => ({ size: sizeFact(), word: asked ? says('yes') : undefined }),
      see: (_args, { size, word }) => {
        expectTypeOf(size).toEqualTypeOf<number>();
        expectTypeOf(word).toEqualTypeOf<string | undefined>();
        return { size, word: word ?? 'not asked' };
      },
      judge: (_args, seen) => {
        expectTypeOf(seen).toEqualTypeOf<{ size: number; word: string }>();
        return { is: 'done', why: seen.word };
      },
      apply: async () => undefined,
      receipt: noReceipt,
      undo: () => ({ by: [] }),
    });
    const actions = new Map([[grown.name, grown]]);
    const steps = [true, false].map((asked) => known(actions, { action: grown.name, args: { asked } }));
    expect(await look(hosts, steps)).toEqual([
      { size: 1, word: 'yes' },
      { size: 1, word: 'not asked' },
    ]);
    expect(reads()).toBe(1);
  });
});

test('every fact of a record is listed, those that are not read left out', () => {
  const [one, two, three] = [says('1'), says('2'), says('3')];
  expect(listOf({ one, list: [two, undefined], group: { three, none: undefined } })).toEqual([one, two, three]);
  expect(listOf(undefined)).toEqual([]);
});
