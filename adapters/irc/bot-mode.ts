import type { Session } from './session.ts';

/** Shows people and other bots that farmhand is one, where the server has a mode for it (https://ircv3.net/specs/extensions/bot-mode). */
export function markAsBot(session: Session): void {
  const { client } = session;
  let marked = false;
  const mark = () => {
    const { BOT } = client.network.options;
    if (marked || !/^[A-Za-z]$/.test(BOT ?? '')) return;
    marked = true;
    client.raw(`MODE ${session.mask.nick} +${BOT}`);
  };
  client.on('server options', mark);
  mark();
}
