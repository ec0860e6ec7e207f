import { type Logger as BoltLogger, LogLevel } from '@slack/bolt';
import type { Logger } from 'pino';

/** For what the caller logs once itself: Bolt's own lines are for looking closer. */
export function quietLogger(log: Logger): BoltLogger {
  const said = (...parts: unknown[]) => log.debug(`slack: ${parts.map(String).join(' ')}`);
  return { ...boltLogger(log), warn: said, error: said };
}

/** Bolt's log lines in farmhand's log. What Bolt says when all is well is left out, and every message's text with it. */
export function boltLogger(log: Logger): BoltLogger {
  const said =
    (level: 'warn' | 'error') =>
    (...parts: unknown[]) =>
      log[level](`slack: ${parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' ')}`);
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: said('warn'),
    error: said('error'),
    setLevel: () => undefined,
    getLevel: () => LogLevel.WARN,
    setName: () => undefined,
  };
}
