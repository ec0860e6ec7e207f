import { expect, test } from 'vitest';
import { onceRead } from '../../src/engine/once-read.ts';
import type { Result, Script } from '../../src/ssh/host.ts';

/** Hosts that answer each script with its own text, once they are told to. */
function answering() {
  const asked: string[][] = [];
  const failing = new Set<string>();
  const hosts = onceRead((name) => ({
    batch: async (scripts) => {
      asked.push(scripts.map(({ script }) => `${name} ${script}`));
      if (failing.delete(name)) throw new Error(`${name} is gone`);
      return scripts.map(
        ({ script }): Result => ({ code: 0, stdout: `${name} ${script}`, stderr: '', truncated: false }),
      );
    },
  }));
  const read = async (name: string, ...scripts: readonly string[]) => {
    const results = await hosts(name).batch(scripts.map((script): Script => ({ script })));
    return results.map(({ stdout }) => stdout);
  };
  return { asked, failing, read };
}

test('the same read of a host is made once, also while it is under way, and each gets its own answers', async () => {
  const { asked, read } = answering();
  const first = read('a', 'one', 'two');
  expect(await read('a', 'two', 'three', 'one', 'three')).toEqual(['a two', 'a three', 'a one', 'a three']);
  expect(await first).toEqual(['a one', 'a two']);
  expect(await read('b', 'one')).toEqual(['b one']);
  expect(asked).toEqual([['a one', 'a two'], ['a three'], ['b one']]);
});

test('a read that failed is made anew', async () => {
  const { asked, failing, read } = answering();
  failing.add('a');
  await expect(read('a', 'one')).rejects.toThrow('a is gone');
  expect(await read('a', 'one')).toEqual(['a one']);
  expect(asked).toHaveLength(2);
});
