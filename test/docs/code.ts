import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { block, root } from './pages.ts';

/** Where the examples would be if they were part of farmhand. */
const homes: Readonly<Record<string, string>> = {
  'zones.ts': 'commands/zones.ts',
  'pointer.ts': 'commands/pointer.ts',
  'lvm-note.ts': 'platforms/lvm/note.ts',
  'lvm-note.test.ts': 'test/platforms/lvm/note.test.ts',
  'dnsmasq-sandbox.ts': 'platforms/dnsmasq/sandbox/files.ts',
  'lines-settings.ts': 'adapters/lines/settings.ts',
  'lines-options.ts': 'adapters/lines/options.ts',
  'lines-examine.ts': 'adapters/lines/examine.ts',
  'lines-index.ts': 'adapters/lines/index.ts',
  'lines.ts': 'adapters/lines/lines.ts',
  'lines-arena.ts': 'test/adapters/contract/arenas/lines.ts',
  'lines-contract.ts': 'test/adapters/contract/lines.test.ts',
};

/** Whether this is a file that a page adds, or is in a folder that it adds: none need be in the repository. */
export function isMadeByPage(path: string): boolean {
  const folders = Object.values(homes).map((file) => file.split('/').slice(0, 2).join('/'));
  const made = folders.filter((folder) => !existsSync(join(root, folder)));
  return Object.values(homes).includes(path) || made.some((folder) => `${path}/`.startsWith(`${folder}/`));
}

/** An example as it would stand in its own place: imports lead from there, and stand in the order of their paths. */
export function example(name: string): string {
  const home = homes[name];
  if (!home) throw new Error(`there is no example ${name}`);
  const folder = 'test/docs/examples';
  const text = readFileSync(join(root, folder, name), 'utf8').replace(/from '(\.[^']+)'/g, (_, path: string) => {
    const target = normalize(join(folder, path));
    const known = Object.entries(homes).find(([own]) => target === `${folder}/${own}`)?.[1] ?? target;
    const moved = relative(dirname(home), known);
    return `from '${moved.startsWith('.') ? moved : `./${moved}`}'`;
  });
  const [imports = ''] = /^(?:import .*\n)+/.exec(text) ?? [];
  const inOrder = imports.split(/(?<=\n)/).toSorted(byPath);
  return block(`// ${home}\n${inOrder.join('')}${text.slice(imports.length)}`, 'ts');
}

/** Packages as they stand, then what is farthest away. */
function byPath(one: string, other: string): number {
  const [a = '', b = ''] = [one, other].map((line) => /from '(\.[^']+)\.ts'/.exec(line)?.[1] ?? '');
  if (a === '' || b === '') return (a === '' ? 0 : 1) - (b === '' ? 0 : 1);
  return b.split('../').length - a.split('../').length || (a < b ? -1 : 1);
}

/** A stand-in of the example's part of the sandbox, as it would stand in its own place. */
export function tool(name: string): string {
  const text = readFileSync(join(root, 'test/docs/examples/tools', name), 'utf8');
  return block(`# platforms/dnsmasq/sandbox/tools/${name}\n${text}`, 'sh');
}

/** A file of the repository in JavaScript, as it is. */
export function source(path: string): string {
  return block(`// ${path}\n${readFileSync(join(root, path), 'utf8')}`, 'js');
}
