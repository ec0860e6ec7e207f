import { describe, expect, test } from 'vitest';
import { platforms } from '../../platforms/index.ts';
import { importsIn, modulesIn, ownFolders, targetOf, textOf } from '../support/source.ts';

/** The lists of platforms: the one of all, and the one of their parts of the sandbox. */
const lists = ['platforms/index.ts', 'platforms/sandboxes.ts'];
/** Everything but what is in a platform's own folder. */
const files = modulesIn(...ownFolders).filter((file) => !/^platforms\/[^/]+\//.test(file) && !lists.includes(file));

/** Kinds and titles that are words of the farm's own too. */
const ordinary = ['guest', 'guests'];

/** What platforms are called besides. */
const otherwise = ['dhcpd', 'dnsmasq'];

/** Lines that name a platform, by a part of each. */
const exceptions: readonly { readonly file: string; readonly line: string; readonly why: string }[] = [
  {
    file: 'src/ssh/said.ts',
    line: 'Shorewall configuration verified',
    why: 'output is made one line where a program is run: it is not known there whose program it is',
  },
  { file: 'src/ssh/said.ts', line: '/^nginx: ', why: 'the same' },
  {
    file: 'src/farm/config/scalars.ts',
    line: 'such as /etc/bind/db.farm',
    why: 'it says to people how a path looks, by one that many farms have',
  },
];

const names = platforms.flatMap(({ kind, title }) => [kind, title]).filter((name) => !ordinary.includes(name));
/** `isc-dhcpd` is `iscDhcpd` and `iscdhcpd` too. */
const patterns = [...new Set([...names, ...otherwise])].map((name) =>
  name.replace(/[()]/g, '\\$&').replaceAll('-', '[-·]?'),
);
const naming = new RegExp(`(?<![\\w-])(${patterns.join('|')})(?![\\w-])`, 'i');

/** Code without its comments, and its names as words: `inGaneti` as `in·Ganeti`. */
function wordsOf(code: string): readonly string[] {
  const strings = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/;
  const comments = /\/\*[\s\S]*?\*\/|\/\/.*/;
  return code
    .replace(RegExp(`(${strings.source})|${comments.source}`, 'g'), (whole, string?: string) =>
      string === undefined ? whole.replace(/[^\n]/g, '') : string,
    )
    .split('\n')
    .map((line) => line.replace(/(?<=[a-z])(?=[A-Z])/g, '·'));
}

/** Where code names a platform: numbers of lines. */
function namedIn(file: string, code: string): readonly number[] {
  const own = exceptions.filter((one) => one.file === file);
  const lines = code.split('\n');
  return wordsOf(code).flatMap((line, index) =>
    naming.test(line) && !own.some((one) => lines[index]?.includes(one.line)) ? [index + 1] : [],
  );
}

describe('nothing but a platform itself and the lists', () => {
  test('is left out here', () => {
    for (const path of ['main/main.ts', 'main/doctor.ts', 'src/plugin.ts', 'platforms/actions.ts', 'commands/index.ts'])
      expect(files).toContain(path);
  });

  test('imports from the folder of one', () => {
    const problems = files.flatMap((file) =>
      importsIn(textOf(file)).flatMap((name) => {
        const to = targetOf(file, name);
        return to !== undefined && /^platforms\/[^/]+\//.test(to) ? [`${file} imports ${to}`] : [];
      }),
    );
    expect(problems).toEqual([]);
  });

  test('names one outside of comments', () => {
    expect(files.flatMap((file) => namedIn(file, textOf(file)).map((line) => `${file}:${line}`))).toEqual([]);
  });

  test('is an exception that is none', () => {
    const without = exceptions.filter(({ file, line }) => {
      const lines = textOf(file).split('\n');
      return !wordsOf(textOf(file)).some((words, at) => lines[at]?.includes(line) && naming.test(words));
    });
    expect(without).toEqual([]);
  });
});

test.each([
  ["sure('Ganeti', instances);", [1]],
  ['function inGaneti() {}', [1]],
  ["/** Ganeti's word. */\nconst step = 'lvm.snapshot'; // nginx", [2]],
  ['const url = `https://${host}`; // of nginx', []],
  ['/*\n * Shorewall\n */\nconst hypervisor = 1;', []],
  ["const one = 'packaging-farm.conf';\nconst farm = 'a packaging farm';", [1]],
  ['const dns = iscDhcpd;\nconst dhcp = { kind };', [1]],
])('%j names a platform in lines %j', (code, lines) => {
  expect(namedIn('src/farm/farm.ts', code)).toEqual(lines);
});
