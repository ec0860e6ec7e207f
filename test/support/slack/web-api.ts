import { type Block, limits } from './limits.ts';
import type { SlackChannel, SlackMessage, SlackMetadata, SlackUser, Workspace } from './workspace.ts';

export type Args = Readonly<Record<string, string>>;
export type Answer = Readonly<Record<string, unknown>>;

/** What the methods work on, and what they cause. */
export interface Backstage {
  readonly workspace: Workspace;
  /** http://127.0.0.1:port */
  readonly origin: string;
  readonly uploads: Map<string, { readonly name: string; content: string }>;
  /** An address for one socket. */
  openSocket(): string;
  posted(message: SlackMessage): void;
  changed(message: SlackMessage, before: string): void;
}

export interface Method {
  /** Scopes of which one is needed. */
  readonly scopes: readonly string[];
  readonly token: 'bot' | 'app';
  call(args: Args, backstage: Backstage): Answer;
}

class Refused extends Error {}

/** Refuses a call, by Slack's word for the reason. */
export const no = (error: string): never => {
  throw new Refused(error);
};

/** The answer of a method, Slack's refusals among them. */
export function answer(method: Method, args: Args, backstage: Backstage): Answer {
  try {
    return { ok: true, ...method.call(args, backstage) };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, error: error.message };
    throw error;
  }
}

/** The kinds of conversations of which the names of scopes speak. https://docs.slack.dev/reference/scopes */
const kinds = { channel: 'channels:', group: 'groups:', im: 'im:' } as const;

/** The scopes of which one is needed for that call: where a method has one for each kind of conversation, that of the conversation's. */
export function neededOf({ scopes }: Method, { channel: id = '' }: Args, { channels }: Workspace): readonly string[] {
  const channel = channels.get(id);
  const own = channel ? scopes.filter((scope) => scope.startsWith(kinds[channel.type])) : [];
  return own.length > 0 ? own : scopes;
}

const history = ['channels:history', 'groups:history', 'im:history', 'mpim:history'];

/** A method for the bot's token. */
export const bot = (scopes: readonly string[], call: Method['call']): Method => ({ scopes, token: 'bot', call });

/** The methods farmhand uses, but for views. https://docs.slack.dev/reference/methods */
export const methods: Readonly<Record<string, Method>> = {
  'auth.test': bot([], (_, { workspace: { team, bot: user, botId, organisation } }) => ({
    url: 'https://farm.slack.com/',
    team: 'Farm',
    user: user.name,
    team_id: organisation?.id ?? team,
    user_id: user.id,
    bot_id: botId,
    ...(organisation && { enterprise_id: organisation.id }),
    is_enterprise_install: organisation !== undefined,
  })),
  'auth.teams.list': bot([], (_, { workspace: { team, organisation } }) => ({
    teams: (organisation?.added ?? [team]).map((id) => ({ id, name: id })),
  })),
  'apps.connections.open': {
    scopes: ['connections:write'],
    token: 'app',
    call: (_, { openSocket }) => ({ url: openSocket() }),
  },
  'chat.postMessage': bot(['chat:write'], (args, backstage) => {
    const channel = reachable(args, backstage);
    const { thread_ts: thread } = args;
    const message = backstage.workspace.addMessage({
      channel,
      user: backstage.workspace.bot.id,
      ...content(args),
      ...metadata(args),
      ...(thread !== undefined && { thread }),
    });
    backstage.posted(message);
    const warnings = (args.text ?? '').length > limits.text ? ['message_truncated'] : undefined;
    return { channel, ts: message.ts, message: shown(message), ...(warnings && { response_metadata: { warnings } }) };
  }),
  'chat.postEphemeral': bot(['chat:write'], (args, { workspace, ...rest }) => {
    const channel = reachable(args, { workspace, ...rest });
    const { user = '' } = args;
    if (!workspace.channels.get(channel)?.members.has(user)) no('user_not_in_channel');
    const message = workspace.addMessage({
      channel,
      user: workspace.bot.id,
      ...content(args),
      ephemeralFor: user,
      ...(args.thread_ts !== undefined && { thread: args.thread_ts }),
    });
    return { message_ts: message.ts };
  }),
  'chat.update': bot(['chat:write'], (args, backstage) => {
    const { workspace } = backstage;
    const message = workspace.message(args.channel ?? '', args.ts ?? '') ?? no('message_not_found');
    if (message.user !== workspace.bot.id || message.ephemeralFor !== undefined) no('cant_update_message');
    const { text, blocks } = content(args);
    const before = message.text;
    Object.assign(message, { text, blocks, edits: message.edits + 1 });
    backstage.changed(message, before);
    return { channel: message.channel, ts: message.ts, text };
  }),
  'users.info': bot(['users:read'], (args, { workspace }) => {
    const user = workspace.users.get(args.user ?? '') ?? no('user_not_found');
    return { user: profile(user) };
  }),
  'reactions.get': bot(['reactions:read'], (args, { workspace }) => {
    const message = workspace.message(args.channel ?? '', args.timestamp ?? '') ?? no('message_not_found');
    return { type: 'message', channel: message.channel, message: shown(message) };
  }),
  'conversations.info': bot(['channels:read', 'groups:read', 'im:read'], (args, { workspace }) => {
    const channel = workspace.channels.get(args.channel ?? '') ?? no('channel_not_found');
    if (!workspace.reaches(channel)) no('team_access_not_granted');
    const member = channel.members.has(workspace.bot.id);
    if (channel.type !== 'channel' && !member) no('channel_not_found');
    return {
      channel: {
        id: channel.id,
        name: channel.name,
        is_channel: channel.type === 'channel',
        is_im: channel.type === 'im',
        is_private: channel.type !== 'channel',
        is_archived: channel.archived,
        ...(channel.type !== 'im' && { is_member: member }),
      },
    };
  }),
  'conversations.history': bot(history, (args, backstage) => {
    const { messages } = room(args, backstage);
    return pageOf(messages.filter(({ thread, ts }) => thread === undefined || thread === ts).toReversed(), args);
  }),
  'conversations.replies': bot(history, (args, backstage) => {
    const { messages } = room(args, backstage);
    const parent = messages.find(({ ts }) => ts === args.ts) ?? no('thread_not_found');
    return pageOf([parent, ...messages.filter(({ thread }) => thread === parent.ts)], args);
  }),
  'files.getUploadURLExternal': bot(['files:write'], (args, { uploads, origin }) => {
    const id = `F0${String(uploads.size + 1).padStart(4, '0')}`;
    uploads.set(id, { name: args.filename ?? 'file', content: '' });
    return { upload_url: `${origin}/upload/${id}`, file_id: id };
  }),
  'files.completeUploadExternal': bot(['files:write'], (args, backstage) => {
    const [{ id, title } = { id: '', title: '' }] = JSON.parse(args.files ?? '[]') as { id: string; title?: string }[];
    const upload = backstage.uploads.get(id) ?? no('file_not_found');
    const channel = reachable({ channel: args.channel_id ?? '' }, backstage);
    const message = backstage.workspace.addMessage({
      channel,
      user: backstage.workspace.bot.id,
      text: args.initial_comment ?? '',
      file: { id, name: upload.name, title: title ?? upload.name, content: upload.content },
      ...(args.thread_ts !== undefined && { thread: args.thread_ts }),
    });
    backstage.posted(message);
    return { files: [{ id, title }] };
  }),
};

function reachable({ channel: id = '' }: Args, { workspace }: Pick<Backstage, 'workspace'>): string {
  const direct = workspace.users.has(id) ? workspace.directOf(id) : undefined;
  const channel = workspace.channels.get(id) ?? direct ?? no('channel_not_found');
  if (!workspace.reaches(channel)) no('team_access_not_granted');
  if (!channel.members.has(workspace.bot.id)) no(channel.type === 'channel' ? 'not_in_channel' : 'channel_not_found');
  if (channel.archived) no('is_archived');
  return channel.id;
}

function room(args: Args, backstage: Backstage): SlackChannel {
  return backstage.workspace.channels.get(reachable(args, backstage)) ?? no('channel_not_found');
}

/** Messages everybody there sees, so many of them, with their metadata for whoever asks. */
function pageOf(messages: readonly SlackMessage[], { limit = '100', include_all_metadata: all }: Args): Answer {
  const seen = messages.filter(({ deleted, ephemeralFor }) => !deleted && ephemeralFor === undefined);
  return {
    messages: seen.slice(0, Number(limit)).map((message) => ({
      ...shown(message),
      ...(all === 'true' && message.metadata && { metadata: message.metadata }),
    })),
    has_more: seen.length > Number(limit),
  };
}

/** Slack posts a message whose metadata it cannot read, and only warns; here that is a mistake of the app. */
function metadata({ metadata: given }: Args): Pick<SlackMessage, 'metadata'> {
  if (given === undefined) return {};
  const { event_type, event_payload } = JSON.parse(given) as SlackMetadata;
  if (!/^\w+$/.test(event_type) || typeof event_payload !== 'object') no('invalid_metadata_format');
  return { metadata: { event_type, event_payload } };
}

function content({ text = '', blocks: given = '[]' }: Args): Pick<SlackMessage, 'text' | 'blocks'> {
  const blocks = JSON.parse(given) as readonly Block[];
  return { text: text.slice(0, limits.text), blocks };
}

function profile({
  id,
  name,
  team,
  enterprise,
  bot: is_bot = false,
  guest,
  stranger = false,
  deleted = false,
}: SlackUser): Answer {
  return {
    id,
    name,
    real_name: name,
    team_id: team,
    is_bot,
    deleted,
    is_restricted: guest !== undefined,
    is_ultra_restricted: guest === 'single',
    is_stranger: stranger,
    ...(enterprise && {
      enterprise_user: {
        id,
        enterprise_id: enterprise.id,
        enterprise_name: 'Farms',
        is_admin: false,
        teams: enterprise.teams,
      },
    }),
    profile: { display_name: name, real_name: name },
  };
}

/** A message as the API and events show it. */
export function shown({ ts, user, text, blocks, thread, reactions }: SlackMessage): Answer {
  const given = [...reactions].filter(([, users]) => users.size > 0);
  return {
    type: 'message',
    ts,
    user,
    text,
    ...(blocks.length > 0 && { blocks }),
    ...(thread !== undefined && { thread_ts: thread }),
    ...(given.length > 0 && {
      reactions: given.map(([name, users]) => ({ name, users: [...users], count: users.size })),
    }),
  };
}
