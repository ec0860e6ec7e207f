import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compound, prelude, quote, request, shellCommand } from '../../src/ssh/script.ts';
import { defaultPath } from '../../src/ssh/settings.ts';
import { anyText } from '../support/any-text.ts';
import { hostile } from './hostile.ts';

const text = fc.oneof(
  anyText({ maxLength: 30 }).filter((value) => !value.includes('\0')),
  fc.constantFrom(...hostile),
);

function sh(input: string): Buffer {
  const { stdout, stderr } = spawnSync('sh', [], { input, maxBuffer: 1e8 });
  expect(stderr.toString()).toBe('');
  return stdout;
}

describe('values given to a shell', () => {
  test('any arguments and standard input arrive byte for byte', () => {
    const script = 'printf "%s\\000" "$@"; cat';
    fc.assert(
      fc.property(fc.array(text, { maxLength: 6 }), text, (args, stdin) => {
        const expected = (args.length === 0 ? [''] : args).map((arg) => `${arg}\0`).join('') + stdin;
        expect(sh(`${compound({ script, args, stdin })}\n`).equals(Buffer.from(expected))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test('a script, an argument and an input of a megabyte or more arrive whole', () => {
    const big = `'é\n`.repeat(300_000);
    const script = `: '${'x'.repeat(1_000_000)}'\nprintf %s "$1"; cat`;
    expect(sh(`${compound({ script, args: [big], stdin: big })}\n`).equals(Buffer.from(big + big))).toBe(true);
  });

  test.each([
    ['NUL', 'a\0b'],
    ['a lone surrogate', 'a\ud800b'],
  ])('%s is refused, for it would not arrive', (_, value) => {
    expect(() => quote(value)).toThrow(TypeError);
    expect(() => compound({ script: 'true', args: [value] })).toThrow(TypeError);
    expect(() => compound({ script: 'true', stdin: value })).toThrow(TypeError);
  });

  test('without standard input a script reads the end of file, not what follows it', () => {
    expect(sh(`${compound({ script: 'cat' })}\necho next\n`).toString()).toBe('next\n');
  });
});

describe('a request', () => {
  const scripts = [{ script: 'echo "$1"', args: ["it's\n}"] }, { script: 'exit 3' }];

  test('cut short at any byte, runs nothing', () => {
    const { text } = request([{ script: 'echo ran >&3', args: ["it's"], stdin: "'" }]);
    // A shell for each, begun by one: a shell is smaller than what runs the tests.
    const each = 'for cut; do printf %s "$cut" | sh >/dev/null 2>&1; done';
    const cuts = Array.from({ length: text.length - 1 }, (_, end) => text.slice(0, end));
    const ran = (inputs: readonly string[]) =>
      String(
        spawnSync('sh', ['-c', each, 'sh', ...inputs], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] }).output[3],
      );
    expect(ran([text])).toBe('ran\n');
    expect(ran(cuts)).toBe('');
  });

  test('carries a new marker each time', () => {
    expect(request(scripts).marker).not.toBe(request(scripts).marker);
  });

  test('frames each script with its exit code on both streams', () => {
    const { text, marker } = request([...scripts, { script: 'if' }, { script: 'echo still here' }]);
    const { stdout, stderr } = spawnSync('sh', [], { input: text, encoding: 'utf8' });
    const codes = (printed: string) =>
      [...printed.matchAll(new RegExp(`${marker}(\\d+)`, 'g'))].map((match) => match[1]);
    expect(codes(stdout)).toEqual(['0', '0', '3', '2', '0']);
    expect(codes(stderr)).toEqual(['0', '0', '3', '2', '0']);
  });
});

test('as_root is sudo where the user is not root, and nothing else', () => {
  const run = (sudo: boolean) =>
    sh(`sudo() { echo sudo "$@"; }\n${prelude({ sudo })}as_root echo a 'b  c'\n`).toString();
  expect(run(false)).toBe('a b  c\n');
  expect(run(true)).toBe('sudo -n -- echo a b  c\n');
});

test.each(['sh', 'bash'])('the command that starts the shell is understood by %s as login shell', (login) => {
  const { stdout, stderr } = spawnSync(login, ['-c', shellCommand({ path: defaultPath })], {
    input: 'echo "$PATH $LC_ALL $LEFT_OVER"\n',
    env: { ...process.env, LEFT_OVER: 'here' },
    encoding: 'utf8',
  });
  expect([stdout, stderr]).toEqual([`${defaultPath} C \n`, '']);
});
