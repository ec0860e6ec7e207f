import type { Logger } from 'pino';
import type { Network } from '../bot/adapter.ts';
import type { Farm } from '../farm/farm.ts';
import { ircSecrets, ircSettingsOf } from './irc-settings.ts';
import { slackOptionsOf } from './slack-options.ts';

/** A network for each chat platform farm.yaml has a block for; the others' libraries are not loaded. Throws when a secret is missing. */
export async function networksOf(
  farm: Farm,
  env: Readonly<Record<string, string | undefined>>,
  log: Logger,
): Promise<readonly Network[]> {
  const networks = await Promise.all([ircOf(farm, env, log), slackOf(farm, env, log)]);
  return networks.filter((network) => network !== undefined);
}

async function ircOf(
  farm: Farm,
  env: Readonly<Record<string, string | undefined>>,
  log: Logger,
): Promise<Network | undefined> {
  const irc = ircSettingsOf(farm, env);
  if (!irc) return undefined;
  const { checkSecret, createIrc } = await import('../../adapters/irc/index.ts');
  const { pinsInNotes } = await import('../../adapters/irc/pins.ts');
  const options = { ...irc, ...ircSecrets(env) };
  checkSecret(options);
  return {
    platform: 'irc',
    adapter: async ({ maySpeak, notes }) => {
      const complain = (error: unknown) => log.error({ err: error }, 'irc: whose account that is was not noted');
      const pins = await pinsInNotes(notes, complain);
      const listening = {
        until: async () => Number((await notes.notes('listening')).get('irc') ?? Number.NaN) || undefined,
        now: () => notes.putNote('listening', 'irc', Date.now()),
      };
      return createIrc(options, { log, pins, maySpeak, listening });
    },
  };
}

async function slackOf(
  farm: Farm,
  env: Readonly<Record<string, string | undefined>>,
  log: Logger,
): Promise<Network | undefined> {
  const options = slackOptionsOf(farm, env);
  if (!options) return undefined;
  const { checkSecrets, createSlack } = await import('../../adapters/slack/index.ts');
  checkSecrets(options);
  return {
    platform: 'slack',
    adapter: async ({ maySpeak, notes }) => createSlack(options, { log, notes, maySpeak, listed: listed(farm) }),
  };
}

/** The Slack identities of farm.yaml. */
function listed({ people }: Farm): ReadonlySet<string> {
  return new Set([...people.values()].flatMap(({ identities }) => identities.slack ?? []));
}
