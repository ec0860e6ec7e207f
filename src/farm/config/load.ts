import { readFile } from 'node:fs/promises';
import { dirname, resolve as resolvePath } from 'node:path';
import * as z from 'zod';
import type { Farm } from '../farm.ts';
import type { Choices } from '../roles/roles.ts';
import type { ChatSchemas } from './chat-schema.ts';
import { clashes } from './clashes.ts';
import type { CommandWords } from './command-words.ts';
import { readYaml, type YamlFile } from './document.ts';
import { explain } from './explain.ts';
import { keysAt } from './json-schema.ts';
import { ConfigError, type Problem } from './problems.ts';
import { resolve } from './resolve.ts';
import { pluginsSection } from './schema.ts';
import { fileSchema, type Sections, sectionsOf } from './sections.ts';

export interface LoadOptions {
  /** The platforms that may play each role. */
  readonly choices: Choices;
  /** A schema for each platform's block in `chat`, from its adapter. Without, blocks are taken as they stand. */
  readonly chat?: ChatSchemas;
  /** What a word is among the commands people can type: a policy names only such. Without, any word is taken for one. */
  readonly commands?: CommandWords;
  /** HOME and SSH_AUTH_SOCK are looked up here. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Reads farm.yaml. Throws ConfigError with everything that is wrong in it, and what reading the file throws. */
export async function loadFarm(file: string, options: LoadOptions): Promise<Farm> {
  return parseFarm(await readFile(file, 'utf8'), file, options);
}

/** Reads the text of a farm.yaml; relative paths in it start from the file's folder. Throws ConfigError. */
export function parseFarm(text: string, file: string, options: LoadOptions): Farm {
  return farmIn(readYaml(text, file), options);
}

/** Reads a farm.yaml, as parseFarm does. Throws ConfigError with everything that is wrong in it. */
export function farmIn(yaml: YamlFile, { choices, chat, commands, env = {} }: LoadOptions): Farm {
  const { file } = yaml;
  const schema = fileSchema(choices, chat);
  const parsed = schema.safeParse(yaml.value ?? {});
  const misfits = parsed.success
    ? []
    : parsed.error.issues.flatMap((issue) =>
        explain(issue, yaml.value, (path, section) => keysAt(schema, path, section)),
      );
  const sections = sectionsOf(parsed.success ? parsed.data : readable(schema, yaml.value), choices);
  const problems = [...misfits, ...clashes(sections, commands)];
  if (problems.length > 0 || !parsed.success) throw new ConfigError(file, problems.map(yaml.place));
  return resolve(sections as Sections, choices, { file, folder: dirname(resolvePath(file)), env, commands });
}

/** The modules that `plugins` in a farm.yaml names; none where the section is not as it must be, which farmIn tells. */
export function pluginsOf({ value }: YamlFile): readonly string[] {
  const parsed = pluginsSection.safeParse(value ?? {});
  return parsed.success ? parsed.data.plugins : [];
}

/** What is wrong with a farm.yaml, found by others than farmIn. */
export function configError({ file, place }: YamlFile, problems: readonly Problem[]): ConfigError {
  return new ConfigError(file, problems.map(place));
}

/** The sections that fit their schemas, each on its own. */
function readable(schema: z.ZodObject, value: unknown): Readonly<Record<string, unknown>> {
  const given = z.record(z.string(), z.unknown()).catch({}).parse(value);
  const sections = Object.entries(schema.shape).flatMap(([name, section]) => {
    const parsed = (section as z.ZodType).safeParse(given[name]);
    return parsed.success ? [[name, parsed.data] as const] : [];
  });
  return Object.fromEntries(sections);
}
