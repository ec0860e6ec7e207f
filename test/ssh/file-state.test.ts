import { mkdirSync, symlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseFileState, readFileScript } from '../../src/ssh/file-state.ts';
import { needs } from '../support/servers.ts';
import { at, put, read, text, useFiles } from './files.ts';
import { host } from './one-host.ts';

needs('sshd')('what a path holds', () => {
  useFiles();

  test.each([
    ['nothing', 'a', () => {}, null],
    ['nothing, in a folder that is not there', 'no/such/a', () => {}, null],
    ['text', 'a', () => put('a', 'é\n'), text('é\n')],
    ['text with no newline at its end', 'a', () => put('a', 'x'), text('x')],
    ['text with newlines and white space at its end', 'a', () => put('a', 'x \n\n'), text('x \n\n')],
    ['text with CR LF', 'a', () => put('a', 'x\r\ny\r\n'), text('x\r\ny\r\n')],
    ['an empty file', 'a', () => put('a', ''), text('')],
    ['text with a byte order mark', 'a', () => put('a', '\ufeffx'), text('\ufeffx')],
    ['text that has U+FFFD in it', 'a', () => put('a', 'x\ufffd'), text('x\ufffd')],
    [
      'bytes that are no UTF-8, each as what stands for it',
      'a',
      () => put('a', Buffer.from([0x61, 0xe9, 0x0a])),
      text('a\udce9\n'),
    ],
    ['a link', 'a', () => symlinkSync('../b c', at('a')), { link: '../b c' }],
    ['a link to nothing', 'a', () => symlinkSync('/no/such', at('a')), { link: '/no/such' }],
    ["a name with a shell's characters", 'it\'s; $(x) "`', () => put('it\'s; $(x) "`', 'x'), text('x')],
    ['a name that is an option', '-rf', () => put('-rf', 'x'), text('x')],
  ])('is read: %s', async (_, name, make, expected) => {
    make();
    expect(await read(name)).toEqual(expected);
  });

  test.each([
    ['a folder', () => mkdirSync(at('a')), /neither a file nor a link/],
    ['text with a NUL', () => put('a', 'x\0y'), /NUL/],
  ])('is refused when it is %s', async (_, make, message) => {
    make();
    await expect(read('a')).rejects.toThrow(message);
  });

  test('is refused when it is larger than what is kept of an answer', async () => {
    put('a', 'x'.repeat(5000));
    const result = await host.run(readFileScript(at('a')), { keep: 3000 });
    expect(() => parseFileState('/a', result)).toThrow(/\/a is too large/);
  });
});
