import type { From } from 'irc-framework';
import { plain } from './clean.ts';

/** What deciding whether a line is meant for farmhand takes. */
export interface Listener {
  /** farmhand's nick just now. */
  readonly nick: string;
  /** Equal names become the same text, by the server's CASEMAPPING. */
  fold(name: string): string;
  isChannel(target: string): boolean;
}

/** A message as irc-framework hands it over. */
export interface Line extends From {
  readonly target: string;
  readonly message: string;
}

/** Batches that repeat what was said before farmhand came (https://ircv3.net/specs/extensions/chathistory, ZNC). */
const repeats = new Set(['chathistory', 'draft/chathistory', 'znc.in/playback']);

/** Whether it is somebody else's, and said now. */
export function isLive(event: From, { nick, fold }: Listener): boolean {
  if (!event.nick || fold(event.nick) === fold(nick)) return false;
  return !repeats.has(event.batch?.type ?? '');
}

/** The line without its addressing (`!`, `NICK:`, `NICK,`); undefined when it is not meant for farmhand. In private everything is. */
export function meant(line: Line, listener: Listener): string | undefined {
  const { text, named } = withoutName(plain(line.message), listener);
  if (text.startsWith('!')) return text.slice(1).trimStart();
  return named || !listener.isChannel(line.target) ? text : undefined;
}

function withoutName(text: string, { nick, fold }: Listener): { text: string; named: boolean } {
  const mark = text[nick.length];
  const named = (mark === ':' || mark === ',') && fold(text.slice(0, nick.length)) === fold(nick);
  return named ? { text: text.slice(nick.length + 1).trimStart(), named } : { text, named };
}
