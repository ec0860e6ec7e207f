import { ircSettings } from '../../adapters/irc/settings.ts';
import { slackSettings } from '../../adapters/slack/settings.ts';
import { commands } from '../../commands/index.ts';
import { loadFarm } from '../../platforms/load-farm.ts';
import { commandWords } from '../bot/command-words.ts';
import type { Farm } from '../farm/farm.ts';
import type { Program } from './program.ts';

/** The chat platforms, each with the schema of its block in farm.yaml. */
export const chat = { irc: ircSettings, slack: slackSettings } as const;

/** Reads farm.yaml, everything in it checked. Throws ConfigError; when there is no such file, what to do. */
export async function readFarm({ farmFile, env }: Pick<Program, 'farmFile' | 'env'>): Promise<Farm> {
  try {
    return await loadFarm(farmFile, { chat, commands: commandWords(commands), env });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error(
      `there is no ${farmFile}. Copy farm.example.yaml and make it yours, name another with --farm, or try farmhand demo`,
      { cause: error },
    );
  }
}
