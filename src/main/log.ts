import type { Writable } from 'node:stream';
import { type Logger, pino } from 'pino';
import type { Redact } from '../bot/secrets.ts';

/** farmhand's own log: JSON lines without secrets. LOG_LEVEL says how much (info when unset). */
export function openLog(to: Writable, redact: Redact, env: Readonly<Record<string, string | undefined>>): Logger {
  return pino(
    { level: env.LOG_LEVEL || 'info', base: null, timestamp: pino.stdTimeFunctions.isoTime },
    {
      write: (line: string) => void to.write(redact(line)),
    },
  );
}
