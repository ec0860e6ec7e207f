import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fileSourceFact, includedIn, includesFunctions } from '../../../src/farm/text/includes.ts';
import { localHost } from '../../support/local-host.ts';

/** The words after `include` at the beginning of a line. */
const names = `sed -n 's/^include //p'`;
let folder: string;
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'farmhand-includes-'));
  mkdirSync(join(folder, 'more'));
  write('main', `include ${folder}/one\ninclude two\n`);
  write('one', `include ${folder}/main\ninclude two\none\n`);
  write('two', 'include more/three\ninclude two\n');
  write('more/three', 'größer\n');
  write('glob', `include ${folder}/*\ninclude ${folder}/more\n`);
  write('broken', `include ${folder}/gone\ninclude two\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function included(file: string) {
  const script = `${includesFunctions(names)}\nincludes "$1" "$2"\necho "missing: $missing"`;
  const result = await localHost().run({ script, args: [join(folder, file), folder] });
  const files = includedIn(['host01', file], result);
  return {
    files: new Map([...files].map(([path, text]) => [path.replace(`${folder}/`, ''), text])),
    missing: /missing: (.*)/.exec(result.stdout)?.[1],
    printed: result.stdout.replaceAll(`${folder}/`, ''),
  };
}

describe('the files that a file includes', () => {
  test('are read each once, whoever includes them and however often, the file itself not', async () => {
    const { files, missing } = await included('main');
    expect([...files.keys()]).toEqual(['one', 'two', 'more/three']);
    expect(files.get('more/three')).toBe('größer\n');
    expect(missing).toBe('');
  });

  test('are those that are there: one that is not is said, and the others are read', async () => {
    const { files, missing, printed } = await included('broken');
    expect([...files.keys()]).toEqual(['two', 'more/three']);
    expect(missing).toBe('yes');
    expect(printed).toContain('missing gone\n');
  });

  test('are not looked for by patterns, nor in folders', async () => {
    const { files, printed } = await included('glob');
    expect([...files.keys()]).toEqual([]);
    expect(printed).toContain('missing *\nmissing more\n');
  });

  test('are ten deep at most', async () => {
    for (let at = 0; at < 15; at += 1) write(`deep${at}`, `include deep${at + 1}\n`);
    const { files } = await included('deep0');
    expect([...files.keys()]).toEqual(Array.from({ length: 10 }, (_, at) => `deep${at + 1}`));
  });
});

test('a file that is not there includes nothing', async () => {
  expect((await included('nothing')).files.size).toBe(0);
});

test('an answer that is cut off is not taken for all there is', () => {
  const cut = { code: 0, stdout: 'file /a ', stderr: '', truncated: true };
  expect(() => includedIn(['host01', '/main'], cut)).toThrow(
    'host01: what /main includes could not be read: too much of it',
  );
});

describe('what the checker of a service has against a file', () => {
  const refusal = `! grep -q größer "$1" || echo "line 1: größer"`;
  const read = async (file: string, also?: 'check') => {
    const fact = fileSourceFact('host01', join(folder, file), { names, refusal }, also);
    return fact.parse(await localHost().run(fact.read));
  };

  test('is asked where that is wanted', async () => {
    expect((await read('more/three', 'check')).refused).toBe('line 1: größer');
    expect((await read('more/three')).refused).toBe(null);
    expect((await read('main', 'check')).refused).toBe(null);
  });

  test('stands beside what it includes', async () => {
    const { files } = await read('main', 'check');
    expect(files(`${folder}/one`)).toContain('one\n');
    expect(files(`${folder}/main`)).toBeUndefined();
  });
});
