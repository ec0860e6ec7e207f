import type { Holder, KeaConfig, Reservation } from './config.ts';
import { type Entry, firstOf, type Value } from './syntax.ts';
import { endOfComment, type Token } from './tokens.ts';
import { indentAt, type WantedReservation, written } from './written.ts';

const unit = 2;

/** The whole text with one more reservation, and the reservation as it is written there. */
export interface Added {
  readonly text: string;
  readonly reservation: string;
}

/**
 * The text with a reservation at the end of a holder's list, formatted as its neighbours are; every other byte stays. `wanted`: what it says, or the
 * text of one that was taken out. The holder is one that `placeFor` gave.
 */
export function addReservation(config: KeaConfig, holder: Holder, wanted: WantedReservation | string): Added {
  const { text } = config;
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const make = (list: Value | undefined) => (typeof wanted === 'string' ? wanted : written(text, list, wanted, end));
  const reservation = make(holder.list);
  const { list, object } = holder;
  if (list && list.entries.length > 0) return { text: append(text, list, reservation, end), reservation };
  if (list) return { text: fill(text, list, reservation, end), reservation };
  const last = object.entries.at(-1);
  if (!last) return { text: fill(text, object, `"reservations": [ ${reservation} ]`, end), reservation };
  const lines = /\n/.test(text.slice(firstOf(last).space, firstOf(last).start));
  const indent = indentAt(text, firstOf(last).start);
  const block = `"reservations": [${end}${deeper(indent)}${reservation}${end}${indent}]`;
  return { text: append(text, object, lines ? block : `"reservations": [ ${reservation} ]`, end), reservation };
}

/** Puts an entry behind the last one, with what is between the last two between them. */
function append(text: string, { entries }: Value, added: string, end: string): string {
  const last = entries.at(-1) as Entry;
  const before = entries.at(-2);
  const first = firstOf(last);
  const gap = text.slice(first.space, first.start);
  const between = before ? text.slice(before.value.close.end, first.start) : '';
  const after = (last.comma ?? last.value.close).end;
  const noted = endOfNotes(text, after, true);
  // A comment that ends with its line must not swallow what comes behind it.
  const space = noted > after && !gap.includes('\n') ? `${end}${indentAt(text, first.start)}` : gap;
  if (last.comma) return `${text.slice(0, noted)}${space}${added},${text.slice(noted)}`;
  if (noted > after) return `${text.slice(0, after)},${text.slice(after, noted)}${space}${added}${text.slice(noted)}`;
  const separator = before?.comma && /^\s*,\s*$/.test(between) ? between : `,${gap}`;
  return text.slice(0, after) + separator + added + text.slice(after);
}

/** Puts the first entry into a list or an object without any. */
function fill(text: string, { open, close }: Value, added: string, end: string): string {
  const indent = indentAt(text, open.start);
  const own = `${end}${deeper(indent)}${added}`;
  const comments = close.space > open.end;
  if (comments) return text.slice(0, close.space) + own + text.slice(close.space);
  return `${text.slice(0, open.end)}${own}${end}${indent}${text.slice(close.start)}`;
}

/**
 * The text without a reservation, what is said of it in a comment on its last line, and the comma that parted it from the others. Every other byte stays:
 * of one that was added as the last of several the text is again what it was.
 */
export function removeReservation(config: KeaConfig, reservation: Reservation): string {
  const { text, file } = config;
  const { list, index, entry } = reservation;
  const before = list.entries[index - 1];
  const { last, to } = endOf(config, reservation);
  const first = firstOf(entry);
  if (last && !before && list.open.file === file && /^\s*$/.test(text.slice(list.open.end, first.start)))
    return text.slice(0, list.open.end) + text.slice(to).replace(/^\s+(?=\])/, '');
  const comma = before?.comma;
  if (!last || entry.comma || !comma || comma.file !== file) return without(text, first, to, last);
  if (first.space === comma.end) return without(text, comma, to, last);
  const rest = without(text, first, to, last);
  return rest.slice(0, comma.start) + rest.slice(comma.end);
}

/** What is said of a reservation in comments behind it, which go with it. */
export function notesOf(config: KeaConfig, reservation: Reservation): string {
  const { from, to } = endOf(config, reservation);
  return config.text.slice(from, to).trim();
}

/** Where a reservation ends, without and with the comments behind it; whether it is the last of its list. */
function endOf({ text, file }: KeaConfig, { list, index, entry: { comma, value } }: Reservation) {
  const last = index === list.entries.length - 1;
  const from = (comma?.file === file ? comma : value.close).end;
  return { last, from, to: endOfNotes(text, from, last) };
}

/** The text without what begins with a token, and without the white space before it where nothing behind it needs that. */
function without(text: string, { space, start, below }: Token, to: number, last: boolean): string {
  const rest = text.slice(to);
  const joins = text.slice(space, start).includes('\n') && !/^[ \t]*(\r?\n|$)/.test(rest);
  if (joins && (below || !last)) return text.slice(0, start) + rest.replace(/^[ \t]+/, '');
  return text.slice(0, space) + rest;
}

/**
 * Place after the comments on the rest of a line. A comment with more of the text behind it is about that, and not taken, unless `all` are.
 */
function endOfNotes(text: string, from: number, all: boolean): number {
  let end = from;
  for (let at = from; ; ) {
    while (text[at] === ' ' || text[at] === '\t') at += 1;
    if (/^\r?\n/.test(text.slice(at, at + 2)) || at >= text.length) return end;
    const found = endOfComment(text, at);
    if (found === undefined) return all ? end : from;
    end = found;
    at = found;
  }
}

function deeper(indent: string): string {
  return indent + (indent.includes('\t') ? '\t' : ' '.repeat(unit));
}
