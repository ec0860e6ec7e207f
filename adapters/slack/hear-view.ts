import * as z from 'zod';
import { saying } from './buttons.ts';

/** Where a view is from: a conversation in which what is asked in it is answered. */
const place = z.object({ channel: z.string().regex(/^[CDG][A-Z0-9]+$/), thread: z.string().optional() });

export type Place = z.output<typeof place>;

/** What people do in views, and by what opens them. Each is by a person, with keys by which Slack may deliver it again. */
export type InView = { readonly user: string; readonly keys: readonly string[] } & (
  | { readonly is: 'home'; readonly place: Place }
  /** Opens a modal: that of all commands, or that of a clone. */
  | { readonly is: 'open'; readonly what: 'choice' | 'clone'; readonly trigger: string; readonly place?: Place }
  /** Asks for something that is shown in the view itself. */
  | { readonly is: 'asks'; readonly view: string; readonly text: string; readonly place: Place }
  /** Types in the picker of VMs. */
  | { readonly is: 'picks'; readonly typed: string }
  /** Has written what a clone should be. */
  | { readonly is: 'describes'; readonly view: string; readonly command: string; readonly place: Place }
  /** Has seen what it would be, and wants it. */
  | { readonly is: 'wants'; readonly command: string; readonly place: Place }
  /** Says a command in a conversation, by a button of a view or by a message's own menu. */
  | { readonly is: 'says'; readonly text: string; readonly place: Place; readonly responseUrl?: string }
);

const user = z.object({ id: z.string() });

const opened = z.object({
  type: z.literal('event_callback'),
  event_id: z.string(),
  event: z.object({
    type: z.literal('app_home_opened'),
    user: z.string(),
    channel: z.string(),
    tab: z.literal('home'),
  }),
});

const view = z.object({
  id: z.string(),
  callback_id: z.string().default(''),
  private_metadata: z.string().default(''),
});

const press = z.object({
  type: z.literal('block_actions'),
  user,
  container: z.object({ type: z.literal('view') }),
  view,
  trigger_id: z.string(),
  actions: z.tuple([z.object({ action_id: z.string(), value: z.string().default('') })]).rest(z.unknown()),
});

const suggestion = z.object({
  type: z.literal('block_suggestion'),
  user,
  action_id: z.literal('source'),
  value: z.string(),
});

const state = z.record(
  z.string(),
  z.record(
    z.string(),
    z.object({
      value: z.string().nullish(),
      selected_option: z.object({ value: z.string() }).nullish(),
      selected_conversation: z.string().nullish(),
    }),
  ),
);

const submission = z.object({
  type: z.literal('view_submission'),
  user,
  trigger_id: z.string(),
  view: view.extend({ state: z.object({ values: state }) }),
});

const shortcut = z.object({
  type: z.literal('shortcut'),
  user,
  callback_id: z.literal('clone'),
  trigger_id: z.string(),
});

const alone = z.object({
  command: z.string(),
  text: z
    .string()
    .default('')
    .refine((text) => text.trim() === ''),
  user_id: z.string(),
  channel_id: z.string(),
  trigger_id: z.string(),
});

const onMessage = z.object({
  type: z.literal('message_action'),
  user,
  response_url: z.string().optional(),
  callback_id: z.enum(['why', 'log']),
  trigger_id: z.string(),
  channel: z.object({ id: z.string() }),
  message: z.object({
    ts: z.string(),
    thread_ts: z.string().optional(),
    text: z.string().default(''),
    user: z.string().default(''),
  }),
});

/** What a view keeps of where it is from. */
export function metadataOf(where: Place, command?: string): string {
  return JSON.stringify({ ...where, ...(command !== undefined && { command }) });
}

/** What of something Slack delivers was done in a view, or opens one; undefined when nothing was. `me`: farmhand's own id. */
export function inViewOf(body: unknown, me: string): InView | undefined {
  return (
    homeIn(opened.safeParse(body).data) ??
    pressIn(press.safeParse(body).data) ??
    pickIn(suggestion.safeParse(body).data) ??
    submitIn(submission.safeParse(body).data) ??
    shortcutIn(shortcut.safeParse(body).data) ??
    commandIn(alone.safeParse(body).data) ??
    messageIn(onMessage.safeParse(body).data, me)
  );
}

function homeIn(given: z.output<typeof opened> | undefined): InView | undefined {
  return (
    given && { is: 'home', user: given.event.user, keys: [given.event_id], place: { channel: given.event.channel } }
  );
}

function pressIn(given: z.output<typeof press> | undefined): InView | undefined {
  const where = given && placeIn(given.view.private_metadata);
  if (!given || !where) return undefined;
  const [{ action_id: action, value }] = given.actions;
  const by = { user: given.user.id, keys: [given.trigger_id] };
  if (action === 'open:clone') return { ...by, is: 'open', what: 'clone', trigger: given.trigger_id, place: where };
  if (action.startsWith('ask:')) return { ...by, is: 'asks', view: given.view.id, text: value, place: where };
  return action.startsWith(saying) ? { ...by, is: 'says', text: value, place: where } : undefined;
}

function pickIn(given: z.output<typeof suggestion> | undefined): InView | undefined {
  return given && { is: 'picks', user: given.user.id, keys: [], typed: given.value };
}

function submitIn(given: z.output<typeof submission> | undefined): InView | undefined {
  if (!given) return undefined;
  const by = { user: given.user.id, keys: [given.trigger_id] };
  const { id, callback_id: callback, private_metadata: kept, state: written } = given.view;
  if (callback === 'wants') {
    const where = placeIn(kept);
    const { command } = where ? (JSON.parse(kept) as { command?: string }) : {};
    return where && command !== undefined ? { ...by, is: 'wants', command, place: where } : undefined;
  }
  if (callback !== 'clone') return undefined;
  const values = Object.assign({}, ...Object.values(written.values)) as z.output<typeof state>[string];
  const text = (name: string) => quoted(values[name]?.value ?? values[name]?.selected_option?.value ?? '');
  const where = place.safeParse({ channel: values.place?.selected_conversation ?? '' }).data;
  if (!where) return undefined;
  const time = text('time') === '' ? '' : ` for ${text('time')}`;
  return {
    ...by,
    is: 'describes',
    view: id,
    command: `clone ${text('source')} ${text('suffix')}${time}`,
    place: where,
  };
}

function shortcutIn(given: z.output<typeof shortcut> | undefined): InView | undefined {
  const by = given && { user: given.user.id, keys: [given.trigger_id] };
  return by && { ...by, is: 'open', what: 'clone', trigger: given.trigger_id };
}

/** A slash command with nothing after it. */
function commandIn(given: z.output<typeof alone> | undefined): InView | undefined {
  if (!given) return undefined;
  const by = { user: given.user_id, keys: [given.trigger_id] };
  return { ...by, is: 'open', what: 'choice', trigger: given.trigger_id, place: { channel: given.channel_id } };
}

/** On a message of farmhand's own about a run it is about that one; else about that of the thread. */
function messageIn(given: z.output<typeof onMessage> | undefined, me: string): InView | undefined {
  if (!given) return undefined;
  const { callback_id: command, message, channel, response_url: responseUrl } = given;
  const [, run] = (message.user === me && /\brun (\d{1,9})\b/i.exec(message.text)) || [];
  const where = { channel: channel.id, thread: message.thread_ts ?? message.ts };
  const text = run === undefined ? command : `${command} ${run}`;
  const url = responseUrl === undefined ? {} : { responseUrl };
  return { is: 'says', user: given.user.id, keys: [given.trigger_id], text, place: where, ...url };
}

/** What was written as one word of a command, whatever is in it. */
function quoted(text: string): string {
  const plain = text.replace(/["“”„«»‹›‘’'`\s]+/g, ' ').trim();
  return plain.includes(' ') ? `"${plain}"` : plain;
}

function placeIn(metadata: string): Place | undefined {
  try {
    return place.safeParse(JSON.parse(metadata)).data;
  } catch {
    return undefined;
  }
}
