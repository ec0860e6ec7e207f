import type { Logger } from 'pino';
import type { Session } from './session.ts';
import type { Channel } from './settings.ts';

/** Milliseconds before the next try to join, after so many losses in a row (from 1): kicks and refusals alike; the last one for ever. */
const pauses = [2000, 15_000, 60_000, 300_000];

/** In a channel for so long, the next loss counts as the first again. */
const settledAfter = 600_000;

/** No answer to a JOIN for so long counts as a refusal. */
const patience = 30_000;

export function rejoinPause(losses: number): number {
  return pauses[Math.min(losses, pauses.length) - 1] ?? 0;
}

/**
 * Joins the channels and keeps farmhand in them: again after a kick, a ban, a full or closed channel, ever more slowly, for as long
 * as the session lasts. `tried` resolves when each was joined or refused for the first time.
 */
export function keepJoined(
  session: Session,
  channels: readonly Channel[],
  log: Logger,
): { readonly tried: Promise<unknown>; stop(): void } {
  const stops: (() => void)[] = [];
  const tried = Promise.all(
    channels.map(
      (channel) =>
        new Promise<void>((resolve) => {
          stops.push(keepIn(session, channel, log, resolve));
        }),
    ),
  );
  return { tried, stop: () => stops.forEach((stop) => void stop()) };
}

function keepIn(session: Session, { name, key }: Channel, log: Logger, tried: () => void): () => void {
  const { client } = session;
  const here = (channel: string) => session.same(channel, name);
  let losses = 0;
  let joining = false;
  let joinedAt = 0;
  let timer: NodeJS.Timeout;

  const join = () => {
    clearTimeout(timer);
    joining = true;
    client.join(name, key);
    timer = setTimeout(() => lost('the server did not answer'), patience);
  };
  const lost = (why: string) => {
    clearTimeout(timer);
    joining = false;
    tried();
    losses = joinedAt > 0 && Date.now() - joinedAt > settledAfter ? 1 : losses + 1;
    joinedAt = 0;
    const pause = rejoinPause(losses);
    log.warn(`not in ${name}: ${why}; tries again in ${pause / 1000} s`);
    timer = setTimeout(join, pause);
  };

  client.on('join', (event) => {
    if (!session.isMe(event.nick) || !here(event.channel)) return;
    clearTimeout(timer);
    joining = false;
    joinedAt = Date.now();
    log.info(`joined ${name}`);
    tried();
  });
  client.on('kick', (event) => {
    if (session.isMe(event.kicked) && here(event.channel)) lost(`kicked by ${event.nick} (${event.message})`);
  });
  client.on('part', (event) => {
    if (session.isMe(event.nick) && here(event.channel)) lost('made to leave');
  });
  client.on('invite', (event) => {
    if (session.isMe(event.invited) && here(event.channel) && !session.isIn(name)) join();
  });
  session.onRefusal(({ about, reason }) => {
    if (joining && here(about)) lost(reason);
  });
  join();
  return () => clearTimeout(timer);
}
