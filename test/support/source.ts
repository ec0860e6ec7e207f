import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The repository. */
export const root = join(import.meta.dirname, '../..');

/** The folders that hold farmhand's own code: what goes through the code goes through these. `test/house.test.ts` holds them to the tree. */
export const ownFolders = ['adapters', 'commands', 'main', 'platforms', 'src'] as const;

/** Plugins that come with farmhand. */
export const pluginFolder = 'examples';

/** Paths of the modules in some folders, from the repository. */
export function modulesIn(...folders: readonly string[]): readonly string[] {
  return globSync(
    folders.map((folder) => `${folder}/**/*.{ts,js}`),
    { cwd: root },
  ).toSorted();
}

/** The text of a file of the repository. */
export function textOf(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** What a text imports, as it is written there: `./a.ts`, `node:fs`, `zod`. */
export function importsIn(text: string): readonly string[] {
  return [...text.matchAll(/\b(?:from|import)\s*\(?\s*'([^'\n]+)'/g)].map(([, name = '']) => name);
}

/** Where a relative import of a file leads, from the repository; undefined for a package. */
export function targetOf(file: string, name: string): string | undefined {
  return name.startsWith('.') ? join(dirname(file), name) : undefined;
}
