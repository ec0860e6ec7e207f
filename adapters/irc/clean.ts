import { stripVTControlCharacters } from 'node:util';
import { clean, isPrintableAscii } from '../../src/bot/clean.ts';

/** A line of text to send: one line, no control characters (CR, LF and NUL would end the message, \x01 make it a CTCP), no terminal codes. */
export function outgoing(text: string): string {
  return (isPrintableAscii(text) ? text : clean(stripVTControlCharacters(text))).trimEnd();
}

/** What a person typed, without bold, colours and the like. Codes: https://modern.ircdocs.horse/formatting */
export function plain(text: string): string {
  if (isPrintableAscii(text)) return text.trim();
  return clean(
    text
      .replace(/\x03(?:\d{1,2}(?:,\d{1,2})?)?/g, '')
      .replace(/\x04(?:[\da-f]{6}(?:,[\da-f]{6})?)?/gi, '')
      .replace(/[\x02\x0f\x11\x16\x1d\x1e\x1f]/g, ''),
  ).trim();
}
