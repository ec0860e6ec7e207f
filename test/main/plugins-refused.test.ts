import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../../platforms/sandboxes.ts';
import { command, file, inFile, type WithPlugins } from './plugin-farm.ts';

const noPlugin =
  /exports no plugin: its default export must be what definePlugin of farmhand\/plugin returns\. Mend it, or remove/;
const parts = ['title', 'facts', 'see', 'judge', 'apply', 'undo'].map((part) => `${part}: () => null`).join();
const named = (name: string, text: string) => file(text, { name });

/** In the order of `plugins`: module, its text, and what is wrong with it; undefined: nothing. */
const cases: readonly (readonly [string, string, RegExp | undefined])[] = [
  [
    './gone.js',
    '',
    /could not be loaded: there is no file \S+\/gone\.js\. Name another file, or remove it from plugins$/,
  ],
  [
    'farmhand-nowhere',
    '',
    /no package farmhand-nowhere, neither beside \S+ nor beside farmhand\. Run npm install farmhand-nowhere in \S+, or/,
  ],
  [
    './throws.js',
    "throw new TypeError('out of\\n order')",
    /could not be loaded: TypeError: out of order \(\/\S+throws\.js:1:7\)\. Mend it, or remove/,
  ],
  [
    './broken.js',
    'export default {',
    /could not be loaded: SyntaxError: .* \(node --check \.\/broken\.js shows where\)\. Mend it/,
  ],
  [
    './lacks.js',
    "import 'farmhand-nowhere'",
    /could not be loaded: Error: Cannot find package 'farmhand-nowhere' imported from \S+lacks\.js/,
  ],
  ['./none.js', 'export const commands = [];', noPlugin],
  [
    './newer.js',
    file('', { api: 3 }),
    /for version 3 of farmhand\/plugin, and this farmhand has version 2: install a newer farmhand, or/,
  ],
  ['./older.js', file('', { api: 1 }), /for version 1 of .*: install a newer version of the plugin, or/],
  [
    './half.js',
    file("commands: [{ name: 'hello', kind: 'read' }]"),
    /exports no plugin farmhand can use: commands\.0\.usage: .*; commands\.0\.answer: expected a function/,
  ],
  [
    './receipts.js',
    file(`actions: [{ name: 'x.y', risk: 'safe', args: z.null(), receipt: () => null, ${parts} }]`),
    /exports no plugin farmhand can use: actions\.0\.receipt: expected a schema of receipts, and of, which makes them\. Mend it/,
  ],
  [
    './claims.js',
    file(
      `actions: [{ name: 'x.y', risk: 'safe', args: z.null(), receipt: { schema: z.null(), of: () => null }, claims: [], ${parts} }]`,
    ),
    /exports no plugin farmhand can use: actions\.0\.claims: expected a function\. Mend it/,
  ],
  [
    './status.js',
    named('status', `commands: [${command('status')}]`),
    /adds the command !status, which farmhand has already: give it another name in the plugin status, or/,
  ],
  ['./good.js', named('good', `commands: [${command('hello', "aliases: ['hi'],")}]`), undefined],
  [
    './hi.js',
    named('other', `commands: [${command('hi')}]`),
    /adds the command !hi, which the plugin good has already: give it another name in the plugin other/,
  ],
  [
    './again.js',
    named('good', `commands: [${command('bye')}]`),
    /is a plugin called good, and so is another: remove one of them$/,
  ],
  ['./good.js', '', /stands there twice: remove one of them$/],
];
const wrong = cases.flatMap(([module, , says], index) => (says ? [{ module, says, index }] : []));

let sandbox: Sandbox;
let ended: WithPlugins;
beforeAll(async () => {
  sandbox = await createSandbox({ diskSize: 4 * 2 ** 20 });
  const texts = cases.flatMap(([module, text]) => (text === '' ? [] : [[module, text] as const]));
  const modules = cases.map(([module]) => module);
  ended = await inFile(sandbox, Object.fromEntries(texts), modules, 'say', '!status');
});
afterAll(() => sandbox?.close());

test('all plugins that cannot be used are named at once, each with its line, and nothing begins', () => {
  const { code, out, err, began, line } = ended;
  expect({ code, out, began }).toEqual({ code: 1, out: '', began: false });
  const places = err
    .trimEnd()
    .split('\n')
    .map((told) => /farm\.yaml:(\d+):5: plugins\.(\d+): (\S+) /.exec(told)?.slice(1));
  expect(places).toEqual(wrong.map(({ module, index }) => [`${line + index}`, `${index}`, module]));
});

test.each(wrong)('$module', ({ says, index }) => {
  expect(ended.err.split('\n').find((told) => told.includes(` plugins.${index}: `))).toMatch(says);
});

test.each([[['start']], [['worker']], [['doctor']], [['audit', 'verify']]])(
  'farmhand %j begins nothing either',
  async (words) => {
    const { code, out, err, began } = await inFile(sandbox, {}, ['./gone.js'], ...words);
    expect({ code, out, began }).toEqual({ code: 1, out: '', began: false });
    expect(err).toMatch(/^farmhand: \S+ plugins\.0: \.\/gone\.js could not be loaded: there is no file .*\n$/);
  },
);
