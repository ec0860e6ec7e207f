import type { Targeted } from 'irc-framework';
import type { Logger } from 'pino';
import type { Ears, Speaker, Where } from '../../src/bot/adapter.ts';
import { isLive, type Listener, meant } from './hear.ts';
import { accountOf, type Pins } from './identity.ts';
import { reactionIn } from './reactions.ts';
import type { Session } from './session.ts';

/** Hands what is said to farmhand over a session, and reactions, to the bot. */
export function listen(session: Session, ears: Ears, pins: Pins, log: Logger): void {
  const { client } = session;
  const listener: Listener = {
    get nick() {
      return session.mask.nick;
    },
    fold: (name) => session.fold(name),
    isChannel: (target) => client.network.isChannelName(target),
  };
  const where = ({ target, nick }: Targeted): Where =>
    listener.isChannel(target)
      ? { platform: 'irc', channel: session.nameOf(target), private: false }
      : { platform: 'irc', channel: nick, private: true };
  const speaker = ({ nick, tags }: Targeted): Speaker => ({
    platform: 'irc',
    nick,
    account: session.offers.accounts ? accountOf(tags, pins, listener.fold, log) : null,
  });
  const hand = (work: Promise<void>) => {
    work.catch((error: unknown) => log.error({ err: error }, 'irc: what was heard could not be dealt with'));
  };

  client.on('privmsg', (line) => {
    const text = isLive(line, listener) ? meant(line, listener) : undefined;
    if (text === undefined) return;
    const { msgid } = line.tags;
    hand(ears.message({ where: where(line), speaker: speaker(line), text, ...(msgid !== undefined && { id: msgid }) }));
  });
  client.on('tagmsg', (event) => {
    const reacted = isLive(event, listener) ? reactionIn(event.tags) : undefined;
    if (reacted) hand(ears.reaction({ where: where(event), speaker: speaker(event), ...reacted }));
  });
}
