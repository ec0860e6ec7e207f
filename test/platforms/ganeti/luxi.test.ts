import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { luxiFunction, request, resultOf } from '../../../platforms/ganeti/luxi.ts';

const good = '{"success":true,"result":[[]]}';
const bad =
  '{"success":false,"result":["OpPrereqError",["Unknown output fields selected: \\"success\\":true","wrong_input"]]}';
const answers = (...lines: readonly string[]) =>
  `cat >/dev/null; printf '%s\\003' ${lines.map((line) => `'${line}'`).join(' ')}`;
const refused = 'echo "socat[7] E connect(): Permission denied" >&2; return 1';

/** What comes of two requests where socat, and the wrapper as root, do this; without the second there is no wrapper. */
function asked(socat: string, wrapper?: string) {
  const doubles = [
    `socat() { ${socat}; }`,
    wrapper === undefined ? '' : `command() { :; }\nas_root() { [ "$*" = farmhand-luxi ] && { ${wrapper}; }; }`,
  ];
  const tells = 'if luxi one two; then echo "by $luxi_by"; echo "$luxi_said"; else echo "instead $luxi_why"; fi';
  return spawnSync('sh', ['-c', [...doubles, luxiFunction, tells].join('\n')], { encoding: 'utf8' }).stdout;
}

test('luxid is asked as the user, all over one connection', () => {
  expect(asked(answers(good, good))).toBe(`by socket\n${good}\n${good}\n`);
  const echo = `od -c | grep -c 'o   n   e 003   t   w   o 003' >/dev/null && { ${answers(good, good)}; }`;
  expect(asked(echo)).toBe(`by socket\n${good}\n${good}\n`);
});

test('what socat warns of is no answer', () => {
  expect(asked(`echo 'socat[7] W something' >&2; ${answers(good, good)}`)).toBe(`by socket\n${good}\n${good}\n`);
});

test('where the socket does not let the user, the wrapper does', () => {
  expect(asked(refused, `echo '${good}'; echo '${good}'`)).toBe(`by farmhand-luxi\n${good}\n${good}\n`);
  expect(asked(refused, `cat; echo 'sudo: a password is required' >&2`)).toBe('instead one\n');
  expect(asked(refused, `echo 'sudo: a password is required' >&2; return 1`)).toBe(
    'instead sudo: a password is required\n',
  );
});

test.each([
  ['one of the requests failed', answers(good, bad), bad],
  ['one of them was not answered', answers(good), ''],
  ['there is no permission', refused, 'socat[7] E connect(): Permission denied'],
  ['there is no socat', 'echo "sh: 1: socat: not found" >&2; return 127', 'sh: 1: socat: not found'],
  ['nothing came back', 'true', ''],
])('that %s is no answer', (_, socat, why) => {
  expect(asked(socat)).toBe(`instead ${why}\n`);
});

test('a request is one line', () => {
  expect(request('QueryNodes', [[], ['name', 'be/maxmem'], false])).toBe(
    '{"method":"QueryNodes","args":[[],["name","be/maxmem"],false]}',
  );
});

test.each(['', 'nonsense', '{"success":true', '[]', 'null', '{"success":"true","result":1}', bad])(
  '%s is no result',
  (line) => {
    expect(() => resultOf(line)).toThrow(/^luxid answered /);
  },
);
