import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type * as z from 'zod';
import type { Adapter } from '../bot/adapter.ts';
import type { Farm } from '../farm/farm.ts';
import type { chat } from './farm.ts';

type Settings = { readonly [Platform in keyof typeof chat]?: z.output<(typeof chat)[Platform]> };

/** An adapter for each chat platform farm.yaml has a block for; the others' libraries are not loaded. */
export async function adaptersOf(
  farm: Farm,
  env: Readonly<Record<string, string | undefined>>,
  log: Logger,
): Promise<readonly Adapter[]> {
  const { irc } = farm.chat as Settings;
  const adapters: Adapter[] = [];
  if (irc) {
    const { createIrc } = await import('../../adapters/irc/index.ts');
    const { pinsInFile } = await import('../../adapters/irc/pins.ts');
    await mkdir(farm.data.folder, { recursive: true, mode: 0o700 });
    const pins = pinsInFile(join(farm.data.folder, 'irc-accounts.json'));
    const password = env.FARMHAND_IRC_PASSWORD;
    adapters.push(createIrc({ ...irc, ...(password && { password }) }, { log, pins }));
  }
  return adapters;
}
