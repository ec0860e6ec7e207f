import * as s from '../../farm/config/scalars.ts';
import { Refusal } from '../refusal.ts';

/** What a build was asked to be. */
export interface BuildWords {
  readonly revision?: string;
  readonly package?: string;
  readonly force: boolean;
}

/** The words after the VM's name: `[REVISION] [--package NAME] [--force]`. Throws Refusal. */
export function buildWords(words: readonly string[]): BuildWords {
  let [revision, name, force]: [string?, string?, boolean?] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--force') force = true;
    else if (word === '--package') {
      at += 1;
      name = words[at];
      if (name === undefined) throw new Refusal('--package takes the name of a package.');
    } else if (word.startsWith('-'))
      throw new Refusal(`There is no ${JSON.stringify(word)}: --package NAME and --force there are.`);
    else if (revision === undefined) revision = word;
    else throw new Refusal(`A build is from one revision: ${JSON.stringify(revision)} or ${JSON.stringify(word)}?`);
  }
  if (revision !== undefined && !s.revision.safeParse(revision).success)
    throw new Refusal(`${JSON.stringify(revision)} is no git revision, such as master, v1.2, v1.2~2 or a hash.`);
  if (name !== undefined && !s.packageName.safeParse(name).success)
    throw new Refusal(`${JSON.stringify(name)} is no name of a package.`);
  return {
    ...(revision !== undefined && { revision }),
    ...(name !== undefined && { package: name }),
    force: force ?? false,
  };
}
