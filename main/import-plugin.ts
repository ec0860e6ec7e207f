import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What a plugin imports: always this farmhand's own module, whichever farmhand is installed beside the plugin. */
const api = 'farmhand/plugin';
const apiModule = new URL(`../src/plugin${extname(import.meta.url)}`, import.meta.url).href;

/** Before the name of a package that a farm.yaml names; after it, behind a `?`, the folder of that farm.yaml as a URL. */
const scheme = 'farmhand-plugin:';

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === api) return { url: apiModule, shortCircuit: true };
    if (!specifier.startsWith(scheme)) return next(specifier, context);
    const [name = '', folder] = specifier.slice(scheme.length).split('?');
    try {
      return next(name, { ...context, parentURL: folder });
    } catch (error) {
      if (!isMissing(error, name)) throw error;
      return next(name, { ...context, parentURL: import.meta.url });
    }
  },
});

/** There is no such file or package. */
export class NoModule extends Error {
  override name = 'NoModule';
}

/** Whether `plugins` names a file, not a package. */
export function isPath(module: string): boolean {
  return /^\.{0,2}\//.test(module);
}

/**
 * Imports a module that `plugins` of a farm.yaml in this folder names. A package is looked for from the folder up, then where farmhand itself
 * is installed. Throws NoModule where there is none, else what the module throws.
 */
export async function importPlugin(module: string, folder: string): Promise<unknown> {
  if (isPath(module)) {
    const file = resolve(folder, module);
    if (!existsSync(file)) throw new NoModule(`there is no file ${file}`);
    return import(pathToFileURL(file).href);
  }
  try {
    return await import(`${scheme}${module}?${pathToFileURL(`${folder}/`).href}`);
  } catch (error) {
    throw isMissing(error, module)
      ? new NoModule(`there is no package ${module}, neither beside ${folder} nor beside farmhand`)
      : error;
  }
}

/** The package itself is missing; not one that it imports. */
function isMissing(error: unknown, name: string): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ERR_MODULE_NOT_FOUND' && message.startsWith(`Cannot find package '${name}' `);
}
