import type { Logger } from 'pino';
import { type Growth, waitAfter } from '../../src/time/backoff.ts';
import { pause } from '../../src/time/sleep.ts';
import type { Session } from './session.ts';

/** Registered for so long, a connection was good: the next try after its end comes soon. */
const goodAfter = 60_000;

/** Before the next try to connect: clients of a server that comes back do not all return in the same second. */
export const reconnecting: Growth = { first: 1000, longest: 300_000, jitter: 1 / 2 };

export interface ReconnectParts {
  /** Makes a session, or rejects with the reason there is none. */
  open(stopping: AbortSignal): Promise<Session>;
  up(session: Session): void;
  down(): void;
}

/**
 * Keeps a session up, for ever, until the function it returns is called, with what is said to the server at the end; without that
 * the connection is cut. It resolves when the last session has ended.
 */
export function keepConnected(
  { open, up, down }: ReconnectParts,
  log: Logger,
): (farewell: string | undefined) => Promise<void> {
  const stopping = new AbortController();
  let session: Session | undefined;
  let last: string | undefined;
  const leave = async () => {
    if (last === undefined) session?.cut();
    else await session?.end(last);
  };

  const once = async (): Promise<boolean> => {
    session = await open(stopping.signal);
    if (stopping.signal.aborted) return true;
    const since = Date.now();
    up(session);
    const why = await session.ended;
    down();
    if (!stopping.signal.aborted) log.warn(`disconnected: ${why}`);
    return Date.now() - since > goodAfter;
  };
  const run = async () => {
    let failures = 0;
    while (!stopping.signal.aborted) {
      const good = await once().catch((error: Error) => {
        if (!stopping.signal.aborted) log.warn(`cannot connect: ${error.message}`);
        return false;
      });
      if (stopping.signal.aborted) break;
      failures = good ? 1 : failures + 1;
      const wait = waitAfter(failures, reconnecting);
      log.info(`tries again in ${Math.ceil(wait / 1000)} s`);
      await pause(wait, stopping.signal);
    }
    await leave();
  };
  const running = run();
  return (farewell) => {
    last = farewell;
    stopping.abort();
    void leave();
    return running;
  };
}
