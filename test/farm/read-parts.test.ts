import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Fact, Facts, ValuesOf } from '../../src/engine/facts.ts';
import { readParts } from '../../src/farm/read-parts.ts';
import { type LocalHost, localHost } from '../support/local-host.ts';

/** What a host prints for one of its words. */
function says(host: string, word: string): Fact<string> {
  return {
    host,
    read: { script: 'echo "$1"', args: [word] },
    parse: ({ stdout }) => {
      if (stdout === 'bad\n') throw new Error(`${host} printed nonsense`);
      return stdout.trim();
    },
  };
}

function farm(...names: readonly string[]) {
  const hosts = new Map(names.map((name) => [name, localHost(name)]));
  return { at: (name: string) => hosts.get(name) as LocalHost, hosts: (name: string) => hosts.get(name) as LocalHost };
}

const joined = (values: ValuesOf<Facts>) => Object.values(values).join(' ');

describe('parts of the farm', () => {
  test('are read in one batch a host, whatever they are made of', async () => {
    const { hosts, at } = farm('a', 'b');
    const read = await readParts(hosts, {
      one: { facts: { first: says('a', '1'), second: says('b', '2') }, make: joined },
      two: { facts: { first: says('b', '3'), second: says('a', '4') }, make: joined },
      none: undefined,
    });
    expect(read).toEqual({ one: { known: '1 2' }, two: { known: '3 4' } });
    expect([at('a').execs, at('b').execs]).toEqual([1, 1]);
  });

  test('may be several of a kind, each by its own key, and one that cannot be read leaves the others known', async () => {
    const { hosts, at } = farm('a', 'b', 'c');
    const of = (host: string, word: string) => ({ facts: { one: says(host, word) }, make: joined });
    const all = new Map([
      ['first', of('a', '1')],
      ['second', of('b', 'bad')],
      ['third', of('a', '3')],
    ]);
    expect(await readParts(hosts, { all, single: of('b', '4') })).toEqual({
      all: new Map<string, object>([
        ['first', { known: '1' }],
        ['second', { unknown: 'b printed nonsense' }],
        ['third', { known: '3' }],
      ]),
      single: { known: '4' },
    });
    expect([at('a').execs, at('b').execs]).toEqual([1, 1]);
  });

  test('share a fact that several are made of: it is read once, since Ganeti takes seconds to answer', async () => {
    const { hosts } = farm('a');
    const file = join(await mkdtemp(join(tmpdir(), 'farmhand-parts-')), 'read');
    const fact: Fact<string> = {
      host: 'a',
      read: { script: 'echo x >>"$1"; wc -l <"$1"', args: [file] },
      parse: ({ stdout }) => stdout.trim(),
    };
    const same: Fact<string> = { ...fact, parse: ({ stdout }) => `again ${stdout.trim()}` };
    expect(
      await readParts(hosts, {
        one: { facts: { first: fact }, make: joined },
        two: { facts: { first: same }, make: joined },
      }),
    ).toEqual({ one: { known: '1' }, two: { known: 'again 1' } });
    await writeFile(file, '');
    const read = await readParts(hosts, {
      one: { facts: { first: fact }, make: joined },
      two: { facts: { first: fact }, make: joined },
    });
    expect(read).toEqual({ one: { known: '1' }, two: { known: '1' } });
    await rm(dirname(file), { recursive: true });
  });

  test('of a host that does not answer are unknown, and say why; the others are known', async () => {
    const { hosts, at } = farm('a', 'b');
    at('b').gone = true;
    const read = await readParts(hosts, {
      here: { facts: { first: says('a', '1') }, make: joined },
      both: { facts: { first: says('a', '2'), second: says('b', '3') }, make: joined },
    });
    expect(read).toEqual({ here: { known: '1' }, both: { unknown: 'b does not answer' } });
  });

  test('whose answer cannot be read, or made sense of, are unknown alone', async () => {
    const { hosts } = farm('a');
    const read = await readParts(hosts, {
      good: { facts: { first: says('a', '1') }, make: joined },
      bad: { facts: { first: says('a', 'bad') }, make: joined },
      odd: {
        facts: { first: says('a', '2') },
        make: () => {
          throw new Error('odd');
        },
      },
    });
    expect(read).toEqual({ good: { known: '1' }, bad: { unknown: 'a printed nonsense' }, odd: { unknown: 'odd' } });
  });
});
