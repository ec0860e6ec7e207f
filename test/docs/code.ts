import { readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { block, root } from './pages.ts';

/** Where the examples would be if they were part of farmhand. */
const homes: Readonly<Record<string, string>> = {
  'zones.ts': 'commands/zones.ts',
  'pointer.ts': 'commands/pointer.ts',
  'motd-line.ts': 'platforms/motd/line.ts',
  'motd-steps.ts': 'platforms/motd/steps.ts',
  'dnsmasq-sandbox.ts': 'platforms/dnsmasq/sandbox/files.ts',
  'lines-settings.ts': 'adapters/lines/settings.ts',
  'lines.ts': 'adapters/lines/index.ts',
};

/** Whether this is a file that a page adds, or is in a folder that it adds: none need be in the repository. */
export function isMadeByPage(path: string): boolean {
  const folders = Object.values(homes).map((file) => file.split('/').slice(0, 2).join('/'));
  return folders.some((folder) => `${path}/`.startsWith(`${folder}/`));
}

/** An example as it would stand in its own place: imports lead from there. */
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
  return block(`// ${home}\n${text}`, 'ts');
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
