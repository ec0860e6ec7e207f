import type { Logger } from 'pino';
import type { InboundHandler } from '../../src/bot/adapter.ts';
import { awayFor, keepListening, type Listening } from './away.ts';
import { markAsBot } from './bot-mode.ts';
import { keepJoined } from './channels.ts';
import type { Pins } from './identity.ts';
import { listen } from './listen.ts';
import type { IrcOptions } from './options.ts';
import type { Output } from './output.ts';
import { recoverNick } from './recover.ts';
import type { Session } from './session.ts';
import { channelsOf } from './settings.ts';
import type { Whereabouts } from './whereabouts.ts';

/** What listening and speaking over a session takes. */
interface LiveParts {
  readonly options: IrcOptions;
  readonly log: Logger;
  readonly pins: Pins;
  readonly output: Output;
  readonly whereabouts: Whereabouts;
  /** Remembers until when farmhand listened. */
  readonly listening: Listening;
  /** What commands begin with in a channel; null: nothing does. */
  readonly prefixIn: (channel: string) => string | null;
  /** Called when every channel was tried, and how long nobody listened is being said. */
  readonly ready: () => void;
}

/** Begins to listen and speak over a session; what it returns ends that. */
export function live(session: Session, inbound: InboundHandler, parts: LiveParts): () => void {
  const { options, log, pins, output, whereabouts, prefixIn, ready } = parts;
  whereabouts.up(session);
  listen(session, inbound, { pins, log, wanted: options.nick, named: options, prefixIn, whereabouts });
  markAsBot(session);
  session.client.on('join', ({ nick }) => {
    if (session.isMe(nick)) output.pump();
  });
  output.up(session);
  const nick = recoverNick(session, fitting(session, options.nick), log);
  const channels = keepJoined(session, channelsOf(options), log);
  const listening = keepListening(parts.listening, log);
  void channels.tried.then(async () => {
    tellAway(session, parts, await listening.before);
    ready();
  });
  return () => {
    nick();
    channels.stop();
    listening.stop();
  };
}

/** Says how long nobody listened: what was typed meanwhile can be known by nobody. */
function tellAway(session: Session, { options, output }: LiveParts, before: number | undefined): void {
  const away = before === undefined ? undefined : awayFor(Date.now() - before);
  if (away === undefined) return;
  const lines = [`I was away for ${away}: what was typed meanwhile I did not hear.`];
  for (const { name } of channelsOf(options)) {
    if (session.isIn(name)) output.say({ target: name, lines, lane: 'urgent' }).catch(() => undefined);
  }
}

/** The nick as long as the server allows. */
function fitting({ client }: Session, nick: string): string {
  const most = Number(client.network.options.NICKLEN);
  return most > 0 ? nick.slice(0, most) : nick;
}
