import type { From, Tags } from 'irc-framework';
import { plain } from './clean.ts';

/** What deciding whether a line is meant for farmhand takes. */
export interface Listener {
  /** farmhand's nick just now. */
  readonly nick: string;
  /** The nick it was given in farm.yaml: people go on calling it by that while somebody else has it. */
  readonly wanted?: string | undefined;
  /** Equal names become the same text, by the server's CASEMAPPING. */
  fold(name: string): string;
  isChannel(target: string): boolean;
  /** Whether the server shows that user as a bot. */
  isBot?(nick: string): boolean;
  /** Milliseconds since a message was said, by the server's clock; NaN where that cannot be read. */
  age?(tags: Tags): number;
}

/** A message as irc-framework hands it over. */
export interface Line extends From {
  readonly target: string;
  readonly message: string;
}

/** Batches that repeat what was said before farmhand came (https://ircv3.net/specs/extensions/chathistory, ZNC). */
const repeats = new Set(['chathistory', 'draft/chathistory', 'znc.in/playback']);

/** Tags that say that a bot speaks (https://ircv3.net/specs/extensions/bot-mode), as servers write them. */
const botTags = ['bot', 'draft/bot', 'inspircd.org/bot'];

/** Milliseconds; what was said longer ago is repeated by somebody, a bouncer for instance, and no order any more. */
const longest = 60_000;

/** Whether it is somebody else's and no bot's, and said now. */
export function isLive(event: From, { nick, fold, isBot, age = localAge }: Listener): boolean {
  if (!event.nick || fold(event.nick) === fold(nick)) return false;
  if (botTags.some((tag) => Object.hasOwn(event.tags, tag)) || isBot?.(event.nick)) return false;
  return !repeats.has(event.batch?.type ?? '') && age(event.tags) <= longest;
}

function localAge({ time }: Tags): number {
  return time === undefined ? 0 : Date.now() - Date.parse(time);
}

/**
 * The line without its addressing (`!`, `NICK:`, `NICK,`, `@NICK`, `hey @NICK`); undefined when it is not meant for farmhand. In
 * private everything is.
 */
export function meant(line: Line, listener: Listener): string | undefined {
  const { text, named } = withoutName(plain(line.message), listener);
  if (text.startsWith('!')) return text.slice(1).trimStart();
  return named || !listener.isChannel(line.target) ? text : undefined;
}

/** What people say before a name. */
const greeting = /^(?:hey|hi|hello|ok|okay|please|yo)[,!]?\s+/i;

function withoutName(text: string, { nick, wanted = nick, fold }: Listener): { text: string; named: boolean } {
  const names = [fold(nick), fold(wanted)];
  const call = text.replace(greeting, '');
  const [, at = '', name = '', mark = '', rest = ''] = /^(@?)([^\s:,@]+)([:,]?)\s*(.*)$/u.exec(call) ?? [];
  const named = names.includes(fold(name)) && (at !== '' || (mark !== '' && call === text));
  return named ? { text: rest, named } : { text, named };
}
