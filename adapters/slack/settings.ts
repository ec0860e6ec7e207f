import * as z from 'zod';
import { callsSetting } from '../../src/bot/calls.ts';
import { prefixSetting } from '../../src/bot/prefix.ts';

const reaction = z
  .string()
  .regex(/^[a-z0-9_+'-]{1,100}$/, "a reaction's name without colons, such as white_check_mark");

const channel = z.string().regex(/^[CG][A-Z0-9]{1,30}$/, 'the id of a channel, such as C0123456789');

/** The `slack` part of farm.yaml. Its tokens are not in it: they come from the environment. */
export const settings = z.strictObject({
  /** socket: farmhand calls Slack, and needs no public address. http: Slack calls farmhand. */
  mode: z.enum(['socket', 'http']).default('socket'),
  /** Channels farmhand should be in, by id. */
  channels: z
    .array(
      z.union([
        channel,
        z.strictObject({ id: channel, prefix: prefixSetting.optional(), calls: callsSetting.optional() }),
      ]),
    )
    .default([]),
  /** The slash command the app was given. */
  command: z
    .string()
    .regex(/^\/[a-z0-9_-]{1,31}$/, 'a slash command, such as /farmhand')
    .default('/farmhand'),
  reactions: z
    .strictObject({
      approve: z.array(reaction).default(['white_check_mark', 'heavy_check_mark', '+1', 'thumbsup']),
      deny: z.array(reaction).default(['x', 'negative_squared_cross_mark', '-1', 'thumbsdown']),
    })
    .prefault({}),
  http: z
    .strictObject({
      address: z
        .string()
        .regex(/^[\w.:-]+$/, 'an address')
        .default('127.0.0.1'),
      port: z.int().min(0).max(65_535).default(3000),
      path: z
        .string()
        .regex(/^\/[\w/.-]*$/, 'a path such as /slack/events')
        .default('/slack/events'),
    })
    .prefault({}),
  /** How fast Slack lets farmhand post in one channel. Slack lets everybody post once a second, with short bursts. */
  flood: z
    .strictObject({
      burst: z.int().min(1).max(1000).default(3),
      per_second: z.number().positive().max(1000).default(1),
    })
    .prefault({}),
});

/** What a person's identity on Slack is like. */
export const identity = {
  form: /^[TE][A-Z0-9]+\/[UW][A-Z0-9]+$/,
  like: 'T0123456789/U0123456789, as !whoami tells it',
};

export type SlackSettings = z.output<typeof settings>;

/** Ids of the channels farmhand should be in. */
export function channelIds({ channels }: Pick<SlackSettings, 'channels'>): readonly string[] {
  return channels.map((one) => (typeof one === 'string' ? one : one.id));
}

/** What commands begin with in a channel; null: farmhand is called by its name only. */
export function prefixIn(settings: Pick<SlackSettings, 'channels'>, id: string): string | null {
  const { prefix } = entryOf(settings, id);
  return prefix === undefined ? '!' : prefix;
}

/** When those who may approve a run are mentioned in a channel. */
export function callsIn(settings: Pick<SlackSettings, 'channels'>, id: string): z.output<typeof callsSetting> {
  return entryOf(settings, id).calls ?? 'plan';
}

/** What farm.yaml says of a channel besides its id. */
function entryOf({ channels }: Pick<SlackSettings, 'channels'>, id: string) {
  const found = channels.find((one) => typeof one !== 'string' && one.id === id);
  return typeof found === 'object' ? found : { id };
}
