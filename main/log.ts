import type { Writable } from 'node:stream';
import { type Logger, pino } from 'pino';
import { type Redact, redactedWithNumbers } from '../src/bot/secrets.ts';
import { visible } from './visible.ts';

/** farmhand's own log, without secrets: JSON lines, for people on a terminal lines of text. LOG_LEVEL says how much (info when unset). */
export function openLog(
  to: Writable & { readonly isTTY?: boolean },
  redact: Redact,
  env: Readonly<Record<string, string | undefined>>,
): Logger {
  const shown = to.isTTY ? forPeople : (entry: Entry) => JSON.stringify(entry);
  return pino(
    { level: env.LOG_LEVEL || 'info', base: null, timestamp: pino.stdTimeFunctions.isoTime },
    {
      // Value by value: in JSON a secret with a quote or a backslash is written differently, and could not be distinguished from the text next to it.
      write: (line: string) => void to.write(`${shown(redactedEntry(JSON.parse(line), redact))}\n`),
    },
  );
}

/** `20:07:21 the sweep stopped: the disk is full`: where an error comes from is for the log that is kept. */
function forPeople({ level: _level, time, msg, err, ...more }: Entry): string {
  const rest = Object.entries(more).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  const text = [msg, err?.message, ...rest].filter((part) => part !== undefined).join(': ');
  return `${time.slice(11, 19)} ${visible(text)}`;
}

/** What pino writes. */
interface Entry {
  readonly level: number;
  readonly time: string;
  readonly msg?: string;
  readonly err?: { readonly message: string };
}

/** Without secrets. What pino itself writes, level and time, stays as it is. */
function redactedEntry({ level, time, ...rest }: Entry, redact: Redact): Entry {
  return { level, time, ...redactedWithNumbers(rest, redact) };
}
