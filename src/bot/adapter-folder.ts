import type { Logger } from 'pino';
import type * as z from 'zod';
import type { Finding } from '../farm/finding.ts';
import type { Notes } from '../journal/journal.ts';
import type { Adapter, MaySpeak } from './adapter.ts';

/** What options are made from, besides a block of farm.yaml. */
export interface OptionsSource {
  /** Secrets are in it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Path of farm.yaml, from whose folder other files are found. */
  readonly file: string;
  /** The network's name, where farm.yaml names several of the kind. */
  readonly network?: string | undefined;
}

/** What an adapter gets for one turn to speak. */
export interface AdapterParts {
  readonly log: Logger;
  readonly maySpeak: MaySpeak;
  /** For what the next one whose turn it is has to know. */
  readonly notes: Notes;
  /** The identities on this platform that farm.yaml lists, as it is whenever one is looked for. */
  readonly listed: Pick<ReadonlySet<string>, 'has'>;
}

/** What every folder of adapters/ has, in files of these names. Only what `settings.ts` and `options.ts` have is loaded in any case. */
export interface AdapterFolder<Settings, Options, Made extends Adapter = Adapter> {
  /** settings.ts: the schema of its block of farm.yaml. */
  readonly settings: z.ZodType<Settings>;
  /** options.ts: the settings with the secrets of the environment. */
  optionsOf(settings: Settings, source: OptionsSource): Options;
  /** options.ts: throws when a secret is missing, or cannot be used. */
  checkSecrets(options: Options): void;
  /** options.ts: variables of the environment that have a secret of none of these networks; undefined stands for the only one of the kind. */
  readonly unreadSecrets?: (env: OptionsSource['env'], networks: readonly (string | undefined)[]) => readonly string[];
  /** examine.ts: tries what the adapter will need; never throws. `identities`: those that farm.yaml lists on this platform. */
  examine(options: Options, log: Logger, identities: readonly string[]): Promise<readonly Finding[]>;
  /** index.ts: throws as `checkSecrets` does. */
  create(options: Options, parts: AdapterParts): Promise<Made>;
}
