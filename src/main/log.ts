import type { Writable } from 'node:stream';
import { type Logger, pino } from 'pino';
import type { Redact } from '../bot/secrets.ts';

/** farmhand's own log, without secrets: JSON lines, for people on a terminal lines of text. LOG_LEVEL says how much (info when unset). */
export function openLog(
  to: Writable & { readonly isTTY?: boolean },
  redact: Redact,
  env: Readonly<Record<string, string | undefined>>,
): Logger {
  const shown = to.isTTY ? forPeople : (line: string) => line;
  return pino(
    { level: env.LOG_LEVEL || 'info', base: null, timestamp: pino.stdTimeFunctions.isoTime },
    {
      write: (line: string) => void to.write(redact(shown(line))),
    },
  );
}

/** `20:07:21 the sweep stopped: the disk is full`: where an error comes from is for the log that is kept. */
function forPeople(line: string): string {
  const {
    level: _level,
    time,
    msg,
    err,
    ...more
  } = JSON.parse(line) as {
    readonly level: number;
    readonly time: string;
    readonly msg?: string;
    readonly err?: { readonly message: string };
  };
  const rest = Object.entries(more).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  const text = [msg, err?.message, ...rest].filter((part) => part !== undefined).join(': ');
  return `${time.slice(11, 19)} ${text}\n`;
}
