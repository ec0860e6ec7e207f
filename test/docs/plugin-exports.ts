import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, table } from './pages.ts';

/** Something farmhand/plugin exports. */
export interface PluginExport {
  readonly name: string;
  readonly is: 'type' | 'function' | 'class' | 'value';
  /** Its doc comment in one line; undefined where it has none. */
  readonly about: string | undefined;
}

const entry = 'src/plugin.ts';

/** Everything src/plugin.ts exports, in the order of names. */
export function pluginExports(): readonly PluginExport[] {
  const text = readFileSync(join(root, entry), 'utf8');
  const passedOn = [...text.matchAll(/^export (?:type )?\{([^}]*)\} from '([^']+)';/gm)].flatMap(
    ([, names = '', module = '']) => {
      const source = readFileSync(join(root, 'src', module), 'utf8');
      const words = names.split(',').map((word) => word.trim());
      return words.filter((word) => word !== '').map((word) => declared(source, ...sides(word)));
    },
  );
  const own = [...text.matchAll(/^export (?:interface|type|class|function|const|\* as) (\w+)/gm)].map(([, name = '']) =>
    declared(text, name),
  );
  return [...own, ...passedOn].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Everything farmhand/plugin exports, as a table: values first, then types. */
export function pluginTable(): string {
  const all = pluginExports();
  const rows = [...all.filter(({ is }) => is !== 'type'), ...all.filter(({ is }) => is === 'type')];
  return table([['Export', 'Is', 'About'], ...rows.map(({ name, is, about = '' }) => [`\`${name}\``, is, about])]);
}

/** `Reading as StateReading`: the name where it is declared, and the exported one. */
function sides(word: string): [string, string?] {
  const [own = '', , exported] = word.split(' ');
  return exported === undefined ? [own] : [own, exported];
}

function declared(source: string, own: string, name = own): PluginExport {
  const found = new RegExp(
    `(?:^/\\*\\*((?:(?!\\*/)[^])*)\\*/\\n)?^export (?:async )?(interface|type|class|function|const|\\* as) ${own}\\b`,
    'm',
  ).exec(source);
  if (!found) throw new Error(`${own} is declared nowhere`);
  const [, comment, word] = found;
  const lines = comment?.split('\n').map((line) => line.replace(/^\s*\* ?/, '').trim());
  const is = word === 'interface' || word === 'type' ? 'type' : word === 'const' || word === '* as' ? 'value' : word;
  return { name, is: is as PluginExport['is'], about: lines?.join(' ').trim() };
}
