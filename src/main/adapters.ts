import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Adapter } from '../bot/adapter.ts';
import type { Farm } from '../farm/farm.ts';
import { ircSettingsOf } from './irc-settings.ts';
import { slackOptionsOf } from './slack-options.ts';

/** An adapter for each chat platform farm.yaml has a block for; the others' libraries are not loaded. */
export async function adaptersOf(
  farm: Farm,
  env: Readonly<Record<string, string | undefined>>,
  log: Logger,
): Promise<readonly Adapter[]> {
  const irc = ircSettingsOf(farm, env);
  const slack = slackOptionsOf(farm, env);
  const adapters: Adapter[] = [];
  if (irc || slack) await mkdir(farm.data.folder, { recursive: true, mode: 0o700 });
  if (irc) {
    const { createIrc } = await import('../../adapters/irc/index.ts');
    const { pinsInFile } = await import('../../adapters/irc/pins.ts');
    const pins = pinsInFile(join(farm.data.folder, 'irc-accounts.json'));
    const password = env.FARMHAND_IRC_PASSWORD;
    adapters.push(createIrc({ ...irc, ...(password && { password }) }, { log, pins }));
  }
  if (slack) {
    const { createSlack } = await import('../../adapters/slack/index.ts');
    adapters.push(createSlack(slack, { log, folder: farm.data.folder, listed: listed(farm) }));
  }
  return adapters;
}

/** The Slack identities of farm.yaml. */
function listed({ people }: Farm): ReadonlySet<string> {
  return new Set([...people.values()].flatMap(({ identities }) => identities.slack ?? []));
}
