import type { Logger } from 'pino';
import * as ircOptions from '../adapters/irc/options.ts';
import { identity as ircIdentity, settings as ircSettings } from '../adapters/irc/settings.ts';
import * as slackOptions from '../adapters/slack/options.ts';
import { identity as slackIdentity, settings as slackSettings } from '../adapters/slack/settings.ts';
import type { Network } from '../src/bot/adapter.ts';
import type { AdapterFolder } from '../src/bot/adapter-folder.ts';
import { blockOf, kindOf, networkOf } from '../src/farm/chat-platform.ts';
import type { ChatSchemas } from '../src/farm/config/chat-schema.ts';
import type { Farm } from '../src/farm/farm.ts';
import { type Finding, problem } from '../src/farm/finding.ts';
import type { Program } from './program.ts';

/** A chat network of which farm.yaml has a block. */
interface Chosen {
  /** Throws when a secret is missing. */
  network(log: Logger): Network;
  /** What the doctor says of it. */
  examine(log: Logger): Promise<readonly Finding[]>;
}

/** A chat network there is. */
interface Known {
  readonly platform: string;
  /** What it has in farm.yaml. */
  readonly schema: ChatSchemas[string];
  /** One for each network of it in farm.yaml. */
  chosen(farm: Farm, env: Program['env']): readonly Chosen[];
  /** What of the environment none of them reads. */
  unread(farm: Farm, env: Program['env']): readonly Finding[];
}

/** Every chat network there is: the one list a new adapter is added to. */
const networks: readonly Known[] = [
  folder({
    platform: 'irc',
    several: true,
    settings: ircSettings,
    identity: ircIdentity,
    ...ircOptions,
    examine: async (options, log) => (await import('../adapters/irc/examine.ts')).examine(options, log),
    create: async (...args) => (await import('../adapters/irc/index.ts')).create(...args),
  }),
  folder({
    platform: 'slack',
    settings: slackSettings,
    identity: slackIdentity,
    ...slackOptions,
    examine: async (...args) => (await import('../adapters/slack/examine.ts')).examine(...args),
    create: async (...args) => (await import('../adapters/slack/index.ts')).create(...args),
  }),
];

/** The kinds of chat platforms, each with what it has in farm.yaml. */
export const chat: ChatSchemas = Object.fromEntries(networks.map(({ platform, schema }) => [platform, schema]));

/** A network for each block that farm.yaml has of one; the others' libraries are not loaded. Throws when a secret is missing. */
export function networksOf(farm: Farm, env: Program['env'], log: Logger): readonly Network[] {
  return chosen(farm, env).map((one) => one.network(log));
}

/** What is found of the chat networks farm.yaml has blocks for, and of the terminal where it has none. Never throws. */
export async function examineChat(farm: Farm, env: Program['env'], log: Logger): Promise<readonly Finding[]> {
  const those = chosen(farm, env);
  if (those.length === 0) return (await import('../adapters/console/examine.ts')).examine();
  const unread = networks.flatMap((one) => one.unread(farm, env));
  return [...unread, ...(await Promise.all(those.map((one) => one.examine(log)))).flat()];
}

function chosen(farm: Farm, env: Program['env']): readonly Chosen[] {
  return networks.flatMap((one) => one.chosen(farm, env));
}

/** What the identities of people on a platform are like. */
interface IdentityForm {
  readonly form: RegExp;
  /** An example, in words. */
  readonly like: string;
}

/** People of farm.yaml whose identity on a platform nobody can have. */
function impossible(farm: Farm, platform: string, { form, like }: IdentityForm): readonly Finding[] {
  return [...farm.people.values()].flatMap(({ name, identities }) => {
    const identity = identities[platform];
    if (identity === undefined || form.test(identity)) return [];
    const about = `people.${name}.${platform.replace('/', '.')}`;
    return [
      problem(about, `${identity} is nobody's identity there: ${name} would never be known`, `Expected ${like}.`),
    ];
  });
}

/** An adapter's folder, its types left behind. `platform`: the kind's name. */
function folder<Settings, Options>({
  platform: kind,
  several = false,
  settings: schema,
  optionsOf,
  checkSecrets,
  unreadSecrets,
  examine,
  create,
  identity,
}: AdapterFolder<Settings, Options> & {
  readonly platform: string;
  readonly several?: boolean;
  readonly identity?: IdentityForm;
}): Known {
  const platformsOf = (farm: Farm) => Object.keys(farm.chat).filter((platform) => kindOf(platform) === kind);
  const chosen: Known['chosen'] = (farm, env) =>
    platformsOf(farm).map((platform) => {
      const network = networkOf(platform);
      const options = optionsOf(farm.chat[platform] as Settings, { env, file: farm.file, network });
      const identities = () => [...farm.people.values()].flatMap((one) => one.identities[platform] ?? []);
      const listed = { has: (identity: string) => identities().includes(identity) };
      return {
        examine: async (log) => [
          ...(identity ? impossible(farm, platform, identity) : []),
          ...(await examine(options, log, identities())),
        ],
        network: (log) => {
          checkSecrets(options);
          return { platform, adapter: ({ maySpeak, notes }) => create(options, { log, maySpeak, notes, listed }) };
        },
      };
    });
  const unread: Known['unread'] = (farm, env) => {
    const platforms = platformsOf(farm);
    if (platforms.length === 0) return [];
    const names = unreadSecrets?.(env, platforms.map(networkOf)) ?? [];
    const says = `is in the environment, and no network reads it: farm.yaml has ${platforms.map(blockOf).join(', ')}`;
    return names.map((about) => ({ is: 'warning', about, says, mend: 'Name it after a network, or take it away.' }));
  };
  return { platform: kind, schema: { settings: schema, several }, chosen, unread };
}
