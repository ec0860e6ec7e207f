import { readFile } from 'node:fs/promises';
import { commandWords } from '../src/bot/command-words.ts';
import { digestOf, type SettingsDigest } from '../src/bot/settings-digest.ts';
import { readYaml, type YamlFile } from '../src/farm/config/document.ts';
import { configError, farmIn, pluginsOf } from '../src/farm/config/load.ts';
import type { Farm } from '../src/farm/farm.ts';
import { checkSettings } from '../src/ssh/settings.ts';
import { chat } from './adapters.ts';
import { builtIn, type Catalog } from './catalog.ts';
import type { Parts } from './farmhand.ts';
import type { Program } from './program.ts';

/** A farm, and what can be asked for there. */
export interface Opened {
  readonly farm: Farm;
  readonly catalog: Catalog;
  readonly digest: SettingsDigest;
}

/**
 * Reads farm.yaml, everything in it checked, and loads the plugins it names. Throws ConfigError, for a plugin that cannot be used too;
 * when there is no such file, what to do.
 */
export async function openFarm({ farmFile, env }: Pick<Program, 'farmFile' | 'env'>): Promise<Opened> {
  const yaml = readYaml(await readText(farmFile), farmFile);
  const catalog = await catalogOf(yaml);
  const { commands, choices } = catalog;
  return {
    farm: farmIn(yaml, { choices, chat, commands: commandWords(commands), env }),
    catalog,
    digest: digestOf(yaml.value),
  };
}

/**
 * A farm with its file, to be read anew as often as farm.yaml is. `usable`: throws for what this process cannot do with another farm, which then
 * is not used.
 */
export function withSettings(
  program: Pick<Program, 'farmFile' | 'env'>,
  { farm, catalog, digest }: Opened,
  usable: (farm: Farm) => unknown = () => undefined,
): Pick<Parts, 'farm' | 'catalog' | 'settings'> {
  const reread = async () => {
    const opened = await openFarm(program);
    checkSettings([...opened.farm.hosts.values()]);
    usable(opened.farm);
    return opened;
  };
  return { farm, catalog, settings: { digest, reread } };
}

/** The farm alone, read and checked in the same way. Throws as `openFarm` does. */
export async function readFarm(program: Pick<Program, 'farmFile' | 'env'>): Promise<Farm> {
  return (await openFarm(program)).farm;
}

async function readText(farmFile: string): Promise<string> {
  try {
    return await readFile(farmFile, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw new Error(`${farmFile} cannot be read: ${message}`, { cause: error });
    throw new Error(
      `there is no ${farmFile}. farmhand init makes one; or copy farm.example.yaml and make it yours, name another with --farm, or try farmhand demo`,
      { cause: error },
    );
  }
}

async function catalogOf(yaml: YamlFile): Promise<Catalog> {
  const modules = pluginsOf(yaml);
  if (modules.length === 0) return builtIn;
  // Not loaded where farm.yaml names none.
  const { loadPlugins } = await import('./plugins.ts');
  const { catalog, problems } = await loadPlugins(modules, yaml.file);
  if (problems.length > 0) throw configError(yaml, problems);
  return catalog;
}
