import type { Targeted } from 'irc-framework';
import type { Logger } from 'pino';
import type { InboundHandler } from '../../src/bot/adapter.ts';
import type { Speaker, Where } from '../../src/bot/incoming.ts';
import { asciiLower } from '../../src/farm/ascii.ts';
import { isLive, type Listener, meant } from './hear.ts';
import { accountOf, asideTo, doubtOf, type Pins } from './identity.ts';
import { ircPlatform, type Named } from './network.ts';
import { reactionIn } from './reactions.ts';
import type { Session } from './session.ts';
import type { Whereabouts } from './whereabouts.ts';

export interface Listening {
  readonly pins: Pins;
  readonly log: Logger;
  /** The nick of farm.yaml. */
  readonly wanted: string;
  /** Which network it is. */
  readonly named: Named;
  /** What commands begin with in a channel; null: nothing does. */
  readonly prefixIn: (channel: string) => string | null;
  readonly whereabouts: Pick<Whereabouts, 'isBot' | 'doubt'>;
}

/** Hands what is said to farmhand over a session, and reactions that are votes, to the bot. */
export function listen(
  session: Session,
  inbound: InboundHandler,
  { pins, log, wanted, named, prefixIn, whereabouts }: Listening,
): void {
  const platform = ircPlatform(named);
  const { client } = session;
  const listener: Listener = {
    get nick() {
      return session.mask.nick;
    },
    get wanted() {
      // Another farmhand may have that nick, and is meant then.
      return whereabouts.isBot(wanted) ? undefined : wanted;
    },
    fold: (name) => session.fold(name),
    isChannel: (target) => client.network.isChannelName(target),
    prefixIn,
    isBot: (nick) => whereabouts.isBot(nick),
    age: (tags) => session.clock.age(tags),
  };
  const where = ({ target, nick }: Targeted, { account }: Speaker): Where =>
    listener.isChannel(target)
      ? { platform, channel: session.nameOf(target), private: false }
      : asideTo(platform, nick, account);
  const speaker = ({ nick, tags }: Targeted): Speaker => {
    const account = session.offers.accounts ? accountOf(tags, pins, asciiLower, log) : null;
    const claimed = session.offers.accounts && tags.account !== '*' ? tags.account : undefined;
    if (!claimed) return { platform, nick, account };
    whereabouts.doubt(asciiLower(claimed), account === null);
    return { platform, nick, account, ...(account === null && { doubt: doubtOf(claimed, named.network) }) };
  };
  const hand = (work: Promise<void>) => {
    work.catch((error: unknown) => log.error({ err: error }, 'what was heard could not be dealt with'));
  };

  client.on('privmsg', (line) => {
    const said = isLive(line, listener) ? meant(line, listener) : undefined;
    if (said === undefined) return;
    const { msgid } = line.tags;
    const who = speaker(line);
    hand(
      inbound.message({ where: where(line, who), speaker: who, ...said, ...(msgid !== undefined && { id: msgid }) }),
    );
  });
  client.on('tagmsg', (event) => {
    const reacted = isLive(event, listener) ? reactionIn(event.tags) : undefined;
    if (!reacted) return;
    const who = speaker(event);
    hand(inbound.vote({ where: where(event, who), speaker: who, ...reacted }));
  });
}
