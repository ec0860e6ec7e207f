import type { From, Tags } from 'irc-framework';
import { type Addressed, addressed } from '../../src/bot/addressed.ts';
import { plain } from './clean.ts';

/** What deciding whether a line is meant for farmhand takes. */
export interface Listener {
  /** farmhand's nick just now. */
  readonly nick: string;
  /** The nick it was given in farm.yaml: people still call it by that nick while another user has it. */
  readonly wanted?: string | undefined;
  /** Equal names become the same text, by the server's CASEMAPPING. */
  fold(name: string): string;
  isChannel(target: string): boolean;
  /** What commands begin with in a channel; null: nothing does. */
  prefixIn(channel: string): string | null;
  /** Whether the server shows that user as a bot. */
  isBot(nick: string): boolean;
  /** Milliseconds since a message was said, by the server's clock; NaN where that cannot be read. */
  age(tags: Tags): number;
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

/** Milliseconds; an older message is a repeat, by a bouncer for instance, and no longer an order. */
const longest = 60_000;

/** Whether another person said it, not a bot and not farmhand, and said it now. */
export function isLive(event: From, { nick, fold, isBot, age }: Listener): boolean {
  if (!event.nick || fold(event.nick) === fold(nick)) return false;
  if (botTags.some((tag) => Object.hasOwn(event.tags, tag)) || isBot(event.nick)) return false;
  return !repeats.has(event.batch?.type ?? '') && age(event.tags) <= longest;
}

/** What of the line is meant for farmhand, without its addressing; undefined when nothing is. In private everything is. */
export function meant({ message, target }: Line, listener: Listener): Addressed | undefined {
  const { nick, fold, isChannel, prefixIn } = listener;
  return addressed(plain(message), {
    prefix: isChannel(target) ? prefixIn(target) : '!',
    isName: (word) => [nick, listener.wanted ?? nick].map(fold).includes(fold(word)),
    private: !isChannel(target),
  });
}
