import type { Reply } from '../adapter.ts';
import { replyText } from '../reply-text.ts';
import type { Redact } from '../secrets.ts';
import type { AnswerData } from './answers.ts';
import type { Document } from './schema.ts';
import { version } from './version.ts';

/** The facts of a reply; where they are not data yet, its text. */
export function answerOf(reply: Reply): AnswerData {
  const { tone, headline, findings = [], lines, data } = reply;
  if (tone !== 'answer') return { kind: tone, lines: replyText(reply) };
  if (data) return data;
  return {
    kind: 'text',
    ...(headline !== undefined && { headline }),
    findings,
    lines: replyText({ tone, lines }),
  };
}

/** What a command came to. */
export function documentOf({ answer, ...rest }: Omit<Document, 'version'>): Document {
  const { command, exit, runs } = rest;
  return { version, command, exit, ...(answer && { answer }), runs };
}

/** What a command came to that could not even be begun; the error is thrown all the same, for people. */
export function brokenOff(command: string, error: unknown, redact: Redact): Document {
  const message = redact(error instanceof Error ? error.message : String(error));
  return documentOf({ command, exit: 1, answer: { kind: 'error', lines: message.split('\n') }, runs: [] });
}

/**
 * A document as one line, of printable characters alone: what a terminal would act on, or nobody sees, is written as JSON's \u escapes, so that it
 * is still there for who parses it.
 */
export function lineOf(value: object): string {
  const text = JSON.stringify(value);
  return text.replace(/[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2028\u2029]/gu, (found) =>
    [...Array(found.length).keys()].map((at) => `\\u${found.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
  );
}
