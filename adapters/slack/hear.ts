import * as z from 'zod';
import { type Addressed, addressed } from '../../src/bot/addressed.ts';
import { plain } from './plain.ts';

/** A person, as far as the event says. */
interface By {
  readonly user: string;
  /** Keys by which Slack may deliver the same thing again. */
  readonly keys: readonly string[];
  readonly channel: string;
}

/** Something in Slack that is for farmhand. */
export type Heard =
  | (By & {
      readonly is: 'message';
      readonly text: string;
      readonly ts: string;
      readonly thread?: string;
      readonly direct: boolean;
      /** farmhand was named in the middle of it. */
      readonly aside?: true;
    })
  | (By & { readonly is: 'reaction'; readonly message: string; readonly name: string; readonly removed: boolean })
  | (By & {
      readonly is: 'button';
      readonly message: string;
      readonly thread?: string;
      readonly action: string;
      readonly value: string;
      /** Where that person alone is answered. */
      readonly responseUrl?: string;
    })
  | (By & { readonly is: 'command'; readonly text: string; readonly responseUrl: string });

/** farmhand itself, as `auth.test` tells. */
export interface Me {
  readonly user: string;
  /** What commands begin with in a channel; null: nothing does. */
  prefixIn(channel: string): string | null;
}

const message = z.object({
  type: z.enum(['message', 'app_mention']),
  channel: z.string(),
  user: z.string(),
  text: z.string(),
  ts: z.string(),
  thread_ts: z.string().optional(),
  channel_type: z.string().optional(),
  subtype: z.enum(['file_share', 'thread_broadcast']).optional(),
  // Present on what a bot says, and on what was edited: neither runs anything.
  bot_id: z.undefined().optional(),
  edited: z.undefined().optional(),
});

const reaction = z.object({
  type: z.enum(['reaction_added', 'reaction_removed']),
  user: z.string(),
  reaction: z.string(),
  item: z.object({ type: z.literal('message'), channel: z.string(), ts: z.string() }),
});

const callback = z.object({
  type: z.literal('event_callback'),
  event_id: z.string(),
  // By its type: trying one after the other costs a person three times as long a wait.
  event: z.discriminatedUnion('type', [message, reaction]),
});

const click = z.object({
  type: z.literal('block_actions'),
  user: z.object({ id: z.string() }),
  container: z.object({ message_ts: z.string(), channel_id: z.string() }),
  message: z.object({ thread_ts: z.string().optional() }).optional(),
  trigger_id: z.string(),
  response_url: z.string().optional(),
  actions: z.tuple([z.object({ action_id: z.string(), value: z.string().default('') })]).rest(z.unknown()),
});

const slash = z.object({
  command: z.string(),
  text: z.string().default(''),
  user_id: z.string(),
  channel_id: z.string(),
  trigger_id: z.string(),
  response_url: z.string(),
});

/** What of something Slack delivers is for farmhand; undefined when nothing is. */
export function heardIn(body: unknown, me: Me): Heard | undefined {
  const told = callback.safeParse(body).data;
  if (told)
    return 'item' in told.event ? inReaction(told.event, told.event_id) : inMessage(told.event, told.event_id, me);
  const clicked = click.safeParse(body).data;
  if (clicked) return inClick(clicked);
  const typed = slash.safeParse(body).data;
  return typed && inCommand(typed);
}

function inMessage(event: z.output<typeof message>, id: string, me: Me): Heard | undefined {
  const { channel, user, ts, thread_ts: thread } = event;
  const direct = event.channel_type === 'im';
  const said = user === me.user ? undefined : meant(event.text, me, channel, direct);
  if (said === undefined) return undefined;
  const keys = [id, `${channel} ${ts}`];
  return { is: 'message', keys, channel, user, ...said, ts, direct, ...(thread !== undefined && { thread }) };
}

/** What of a text is meant for farmhand, without its addressing; undefined when nothing is. In direct messages everything is. */
function meant(text: string, { user, prefixIn }: Me, channel: string, direct: boolean): Addressed | undefined {
  // A mention becomes `@` and the id, which nobody types.
  const own = text.replace(new RegExp(`<@${user}(\\|[^>]*)?>`, 'g'), `@${user}`);
  // Decided by what was typed: Slack's own `<!here>`, or the text of a link, is no command.
  const marked = /^\s*</.test(own);
  const prefix = direct ? '!' : prefixIn(channel);
  return addressed(plain(own), { prefix: marked ? null : prefix, isName: (word) => word === user, private: direct });
}

function inReaction({ type, user, reaction: name, item }: z.output<typeof reaction>, id: string): Heard {
  const { channel, ts } = item;
  return { is: 'reaction', keys: [id], channel, user, message: ts, name, removed: type === 'reaction_removed' };
}

function inClick({
  user,
  container,
  message,
  trigger_id: id,
  response_url: responseUrl,
  actions: [{ action_id: action, value }],
}: z.output<typeof click>): Heard {
  const thread = message?.thread_ts;
  return {
    is: 'button',
    keys: [id],
    channel: container.channel_id,
    user: user.id,
    message: container.message_ts,
    action,
    value,
    ...(thread !== undefined && { thread }),
    ...(responseUrl !== undefined && { responseUrl }),
  };
}

function inCommand(typed: z.output<typeof slash>): Heard {
  const { trigger_id: id, channel_id: channel, user_id: user, response_url: responseUrl } = typed;
  return {
    is: 'command',
    keys: [id],
    channel,
    user,
    text: plain(typed.text).replace(/^!\s*/, '') || 'help',
    responseUrl,
  };
}
