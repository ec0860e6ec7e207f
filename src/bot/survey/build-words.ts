import * as s from '../../farm/config/scalars.ts';
import { saidWith } from '../options.ts';
import { Refusal } from '../refusal.ts';

/** What a build was asked to be. */
export interface BuildWords {
  readonly revision?: string;
  readonly package?: string;
  readonly force: boolean;
}

/** The words after the VM's name: `[REVISION] [--package NAME] [--force]`. Throws Refusal. */
export function buildWords(all: readonly string[]): BuildWords {
  const { words, options } = saidWith({ '--package': 'the name of a package', '--force': null }, all, 1);
  const [revision] = words;
  const name = options.get('--package');
  if (revision !== undefined && !s.revision.safeParse(revision).success)
    throw new Refusal(`${JSON.stringify(revision)} is no git revision, such as master, v1.2, v1.2~2 or a hash.`);
  if (name !== undefined && !s.packageName.safeParse(name).success)
    throw new Refusal(`${JSON.stringify(name)} is no name of a package.`);
  return {
    ...(revision !== undefined && { revision }),
    ...(name !== undefined && { package: name }),
    force: options.has('--force'),
  };
}
