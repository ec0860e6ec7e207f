import type { types } from '@slack/bolt';
import type { Line, Reply, Row } from '../../src/bot/adapter.ts';
import { replyText } from '../../src/bot/reply-text.ts';
import { counted } from '../../src/bot/words.ts';
import { type Block, type Content, lines, page } from './blocks.ts';
import { sayButton } from './buttons.ts';
import { cut, escaped } from './plain.ts';

/** An answer as a message, and as a file beside it where it is too long to be one. */
export interface Answer extends Content {
  readonly file?: string;
}

/** Columns are only lined up in a fixed width. */
const columns = /\S {2,}\S|^ /;

/** Findings and rows that a phone shows on a screen or two; the next come when they are asked for. */
const rowsAtOnce = 20;

/** Characters of a page of them, and of one line: Slack takes about 11,000 of a message. */
const [ofPage, ofLine] = [8000, 3000];

/** How many findings and lines of an answer are one message: what is of rows comes by pages, text as a whole, as a file where it is long. */
export function fitting(reply: Reply): number {
  if (!isList(reply)) return Number.POSITIVE_INFINITY;
  const { findings = [], lines: given, headline = '' } = reply;
  let characters = headline.length;
  const over = [...findings, ...given].findIndex((line, index) => {
    characters += Math.min(ofLine, typeof line === 'string' ? line.length : line.join(between).length);
    return index >= rowsAtOnce || characters > ofPage;
  });
  return over < 0 ? rowsAtOnce : Math.max(1, over);
}

/** `to`: whom to name, where others read too. `files`: a file can be put beside it. */
export function answered(reply: Reply, to: string | undefined, files = true): Answer {
  const named = reply.tone === 'answer' ? undefined : to;
  const where = files ? 'in the file' : 'where you ask me directly';
  const { file, ...content } = isList(reply) ? asList(reply, named, where) : asText(reply, named, where);
  return { ...content, ...(files && file !== undefined && { file }) };
}

/** What is read from its end is text: the end of it is shown, and all of it is a file. */
function isList({ headline, findings = [], lines: given, endFirst }: Reply): boolean {
  if (endFirst) return false;
  return headline !== undefined || findings.length > 0 || given.some((line) => typeof line !== 'string');
}

/** Between the cells of a row. */
const between = ' · ';

/**
 * As blocks that need no fixed width: the whole in one line, what is wrong, then a line a row, its first cell in bold. A line that is longer than a
 * message can be says where the whole is.
 */
function asList(reply: Reply, named: string | undefined, where: string): Answer {
  const { headline, findings = [], lines: given, left = 0 } = reply;
  const name: types.RichTextElement[] = named === undefined ? [] : [{ type: 'user', user_id: named }, plainText(': ')];
  const first: types.RichTextElement[] = [...name, ...(headline === undefined ? [] : [bold(cut(headline, 2000))])];
  const elements: types.RichTextBlockElement[] = [
    ...(first.length > 0 ? [{ type: 'rich_text_section' as const, elements: first }] : []),
    ...(findings.length > 0 ? [bullets(findings.map((text) => [plainText(`⚠ ${fits(text, where)}`)]))] : []),
    ...(given.length > 0 ? [bullets(given.map((line) => item(line, where)))] : []),
  ];
  const text = replyText(reply).join('\n') || nothing;
  const isCut = [...findings, ...given].some((line) => fits(textOf(line), '') !== textOf(line));
  return {
    text: cut(`${named === undefined ? '' : `<@${named}>: `}${escaped(text)}`, page.characters),
    blocks: [
      {
        type: 'rich_text',
        elements: elements.length > 0 ? elements : [{ type: 'rich_text_section', elements: [plainText(nothing)] }],
      },
      ...(left > 0 ? [more(left)] : []),
    ],
    ...(isCut && { file: `${text}\n` }),
  };
}

/** Slack refuses a message without text. */
const nothing = '(nothing)';

function more(left: number): Block {
  const looks = { label: `Show the next of ${counted(left, 'more line')}` };
  return { type: 'actions', elements: [sayButton('more', `${left} more`, 'more', looks)] };
}

function item(line: Line, where: string): readonly types.RichTextElement[] {
  if (typeof line === 'string') return [plainText(fits(line.trim() || '·', where))];
  const [first = '', ...rest] = line;
  const head = bold(cut(first.trim() || '·', 200));
  const said = cellsOf(rest);
  return said === '' ? [head] : [head, plainText(`  ${fits(said, where)}`)];
}

/** Cells in one line: those that are empty are left out, and so the next are not under one another. */
function cellsOf(row: Row): string {
  return row
    .map((cell) => cell.trim())
    .filter((cell) => cell !== '')
    .join(between);
}

function textOf(line: Line): string {
  return typeof line === 'string' ? line : cellsOf(line.slice(1));
}

function fits(text: string, where: string): string {
  return text.length <= ofLine ? text : `${cut(text, ofLine)} (cut: all of it is ${where})`;
}

function bullets(items: readonly (readonly types.RichTextElement[])[]): types.RichTextBlockElement {
  const elements = items.map((one) => ({ type: 'rich_text_section' as const, elements: [...one] }));
  return { type: 'rich_text_list', style: 'bullet', elements };
}

function plainText(text: string): types.RichTextElement {
  return { type: 'text', text };
}

function bold(text: string): types.RichTextElement {
  return { type: 'text', text, style: { bold: true } };
}

function asText(reply: Reply, named: string | undefined, where: string): Answer {
  const given = replyText(reply);
  const whole = given.join('\n') || nothing;
  const long = given.length > page.lines || whole.length > page.characters;
  const shown = long ? excerpt(given, reply, where) : whole;
  const fixed = given.length > 1 && given.some((line) => columns.test(line));
  const name = named === undefined ? '' : `<@${named}>: `;
  const block = lines(shown, { fixed, ...(named !== undefined && { to: named }) });
  return {
    text: cut(`${name}${escaped(shown)}`, page.characters),
    blocks: [block],
    ...(long && { file: `${whole}\n` }),
  };
}

/** What matters, the beginning or the end, and how much there is. */
function excerpt(given: readonly string[], { more: ask, endFirst }: Reply, where: string): string {
  const shown = (endFirst ? given.slice(-10) : given.slice(0, 10)).map((line) => cut(line, 200));
  const left = given.length - shown.length;
  const lines = endFirst ? 'earlier line' : 'more line';
  const how = `… ${left > 0 ? `${counted(left, lines)}, all` : 'all'} ${where}${ask === undefined ? '' : `, or ${ask}`}`;
  return (endFirst ? [how, ...shown] : [...shown, how]).join('\n');
}
