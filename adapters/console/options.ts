import { userInfo } from 'node:os';
import type { Readable } from 'node:stream';
import type { OptionsSource } from '../../src/bot/adapter-folder.ts';
import type { Output } from './screen.ts';
import type { ConsoleSettings } from './settings.ts';
import type { Tour } from './tour.ts';

export interface ConsoleOptions {
  readonly env: OptionsSource['env'];
  /** Login name of the person who started the process: the operating system vouches for it. */
  readonly login: string;
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Output;
  /** Its place, for news; the login name's own when left out. */
  readonly channel?: string;
  /** Shown first; nothing when left out. */
  readonly welcome?: readonly string[];
  /** On a sandbox: identities by person, for `/as NAME`. Absent: nobody speaks as another person. */
  readonly people?: ReadonlyMap<string, string>;
  /** What `/tour` leads through. */
  readonly tour?: Tour;
  /** Names of commands, for completion. */
  readonly commands?: readonly string[];
  /** Shows what a script says before what comes of it; default true. */
  readonly echo?: boolean;
}

/** How a person is recognised here. */
export const identify =
  'Your login name is your identity here; whoever runs farmhand adds it to farm.yaml, under people, as console.';

/** The terminal, or the script, this process was started with. */
export function optionsOf(_settings: ConsoleSettings, { env }: Pick<OptionsSource, 'env'>): ConsoleOptions {
  return { env, login: userInfo().username, input: process.stdin, output: process.stdout };
}

/** A terminal has no secrets: who started the process is who speaks. */
export function checkSecrets(_options: ConsoleOptions): void {}
