import type { Logger } from 'pino';
import * as ircOptions from '../adapters/irc/options.ts';
import { identity as ircIdentity, settings as ircSettings } from '../adapters/irc/settings.ts';
import * as slackOptions from '../adapters/slack/options.ts';
import { identity as slackIdentity, settings as slackSettings } from '../adapters/slack/settings.ts';
import type { Network } from '../src/bot/adapter.ts';
import type { AdapterFolder } from '../src/bot/adapter-folder.ts';
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
  /** The schema of its block of farm.yaml. */
  readonly settings: ChatSchemas[string];
  /** Undefined where farm.yaml has no such block. */
  chosen(farm: Farm, env: Program['env']): Chosen | undefined;
}

/** Every chat network there is: the one list a new adapter is added to. */
const networks: readonly Known[] = [
  folder({
    platform: 'irc',
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

/** The chat platforms, each with the schema of its block in farm.yaml. */
export const chat: ChatSchemas = Object.fromEntries(networks.map(({ platform, settings }) => [platform, settings]));

/** A network for each chat platform farm.yaml has a block for; the others' libraries are not loaded. Throws when a secret is missing. */
export function networksOf(farm: Farm, env: Program['env'], log: Logger): readonly Network[] {
  return chosen(farm, env).map((one) => one.network(log));
}

/** What is found of the chat networks farm.yaml has blocks for, and of the terminal where it has none. Never throws. */
export async function examineChat(farm: Farm, env: Program['env'], log: Logger): Promise<readonly Finding[]> {
  const those = chosen(farm, env);
  if (those.length === 0) return (await import('../adapters/console/examine.ts')).examine();
  return (await Promise.all(those.map((one) => one.examine(log)))).flat();
}

function chosen(farm: Farm, env: Program['env']): readonly Chosen[] {
  return networks.map((one) => one.chosen(farm, env)).filter((one) => one !== undefined);
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
    const about = `people.${name}.${platform}`;
    return [
      problem(about, `${identity} is nobody's identity there: ${name} would never be known`, `Expected ${like}.`),
    ];
  });
}

/** An adapter's folder, its types left behind. */
function folder<Settings, Options>({
  platform,
  settings: schema,
  optionsOf,
  checkSecrets,
  examine,
  create,
  identity,
}: AdapterFolder<Settings, Options> & { readonly platform: string; readonly identity?: IdentityForm }): Known {
  const chosen: Known['chosen'] = (farm, env) => {
    const settings = farm.chat[platform] as Settings | undefined;
    if (settings === undefined) return undefined;
    const options = optionsOf(settings, { env, file: farm.file });
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
  };
  return { platform, settings: schema, chosen };
}
