import { dirname, resolve } from 'node:path';
import type { Problem } from '../src/farm/config/problems.ts';
import { apiVersion, type Plugin } from '../src/plugin.ts';
import { builtIn, type Catalog, clashesWith, extended } from './catalog.ts';
import { importPlugin, isPath, NoModule } from './import-plugin.ts';
import { malformed } from './plugin-shape.ts';

/** What came of loading plugins. */
export interface Loaded {
  readonly catalog: Catalog;
  /** Of each plugin that cannot be used: why, and what to do, at its place in farm.yaml. */
  readonly problems: readonly Problem[];
}

/** Loads the modules that `plugins` of a farm.yaml names, one after the other, and adds them to what farmhand has. Never throws. */
export async function loadPlugins(modules: readonly string[], file: string): Promise<Loaded> {
  let catalog = builtIn;
  const problems: Problem[] = [];
  for (const [index, module] of modules.entries()) {
    const path = ['plugins', index];
    const problem = (text: string) => problems.push({ path, text: `${path.join('.')}: ${text}` });
    const twice = modules.indexOf(module) < index;
    const loaded = twice ? { why: `${module} stands there twice: remove one of them` } : await loadPlugin(module, file);
    if ('why' in loaded) {
      problem(loaded.why);
      continue;
    }
    const { plugin } = loaded;
    const clashes = clashesWith(catalog, plugin);
    const same = catalog.plugins.some(({ name }) => name === plugin.name);
    if (same) problem(`${module} is a plugin called ${plugin.name}, and so is another: remove one of them`);
    for (const clash of clashes)
      problem(`${module} adds ${clash}: give it another name in the plugin ${plugin.name}, or remove one from plugins`);
    if (!same && clashes.length === 0) catalog = extended(catalog, plugin);
  }
  return { catalog, problems };
}

async function loadPlugin(
  module: string,
  file: string,
): Promise<{ readonly plugin: Plugin } | { readonly why: string }> {
  const folder = dirname(resolve(file));
  let exported: unknown;
  try {
    exported = await importPlugin(module, folder);
  } catch (error) {
    if (!(error instanceof NoModule))
      return { why: `${module} could not be loaded: ${complaint(error, module)}. Mend it, or remove it from plugins` };
    const mend = isPath(module) ? 'name another file' : `run npm install ${module} in ${folder}`;
    return {
      why: `${module} could not be loaded: ${error.message}. ${mend[0]?.toUpperCase()}${mend.slice(1)}, or remove it from plugins`,
    };
  }
  const value = (exported as { readonly default?: unknown }).default;
  if (typeof value !== 'object' || value === null || !('api' in value))
    return {
      why: `${module} exports no plugin: its default export must be what definePlugin of farmhand/plugin returns. Mend it, or remove it from plugins`,
    };
  if (value.api !== apiVersion)
    return {
      why: `${module} is made for version ${JSON.stringify(value.api)} of farmhand/plugin, and this farmhand has version ${apiVersion}: install a ${newer(value.api) ? 'newer farmhand' : 'newer version of the plugin'}, or remove it from plugins`,
    };
  const wrong = malformed(value);
  if (wrong.length > 0)
    return {
      why: `${module} exports no plugin farmhand can use: ${wrong.join('; ')}. Mend it, or remove it from plugins`,
    };
  return { plugin: value as unknown as Plugin };
}

function newer(api: unknown): boolean {
  return typeof api === 'number' && api > apiVersion;
}

/** In one line, with where in the plugin it was thrown; of a syntax error Node tells the place only when it is asked. */
function complaint(error: unknown, module: string): string {
  if (!(error instanceof Error)) return String(error);
  const text = `${error.name}: ${error.message}`.replace(/\s*\n\s*/g, ' ');
  if (error instanceof SyntaxError && isPath(module)) return `${text} (node --check ${module} shows where)`;
  const place = /^ +at (?:.*\()?(?:file:\/\/)?(\/.+?:\d+:\d+)\)?$/m.exec(error.stack ?? '')?.[1];
  return place === undefined ? text : `${text} (${place})`;
}
