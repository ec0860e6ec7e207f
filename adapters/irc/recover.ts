import type { Logger } from 'pino';
import { waitAfter } from '../../src/time/backoff.ts';
import type { Session } from './session.ts';

/** Milliseconds from asking services for the nick to trying it. */
const soon = 1000;

/** Before services are asked again. */
const asking = { first: 60_000, longest: 30 * 60_000 };

/**
 * Gets the wanted nick (back) whenever farmhand goes by another one: asks NickServ, where the server knows farmhand's account, and
 * tries again by and by, or as soon as the server tells that the nick is free (MONITOR) or its user is seen to leave.
 */
export function recoverNick(session: Session, wanted: string, log: Logger): () => void {
  const { client } = session;
  let timer: NodeJS.Timeout | undefined;
  let asked = 0;
  let watched = false;
  let verb = 'RECOVER';

  const has = () => session.isMe(wanted);
  const take = () => {
    if (!has()) client.changeNick(wanted);
  };
  const watch = () => {
    if (watched || client.network.options.MONITOR === undefined) return;
    watched = true;
    client.addMonitor(wanted);
  };
  const attempt = () => {
    if (has()) return;
    watch();
    if (session.identified) {
      client.raw(`PRIVMSG NickServ :${verb} ${wanted}`);
      // One takes it from a person, the other from services that hold it; some services know one, some the other.
      verb = verb === 'RECOVER' ? 'RELEASE' : 'RECOVER';
    }
    timer = setTimeout(() => {
      take();
      asked += 1;
      timer = setTimeout(attempt, waitAfter(asked, asking));
    }, soon);
  };

  client.on('users offline', ({ nicks }) => {
    if (nicks.some((nick) => session.same(nick, wanted))) take();
  });
  client.on('quit', ({ nick }) => {
    if (session.same(nick, wanted)) take();
  });
  client.on('nick', (event) => {
    if (session.same(event.new_nick, wanted) && has()) {
      clearTimeout(timer);
      if (watched) client.removeMonitor(wanted);
      watched = false;
      log.info(`has its nick ${wanted} back`);
    } else if (session.same(event.nick, wanted) && session.isMe(event.new_nick)) {
      log.warn(`was renamed to ${event.new_nick}; tries to get ${wanted} back`);
      clearTimeout(timer);
      watch();
      timer = setTimeout(attempt, session.identified ? 0 : waitAfter(asked + 1, asking));
    }
  });
  attempt();
  return () => clearTimeout(timer);
}
