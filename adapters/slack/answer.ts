import type { Reply } from '../../src/bot/adapter.ts';
import { replyText } from '../../src/bot/reply-text.ts';
import { counted } from '../../src/bot/words.ts';
import { type Content, lines, page } from './blocks.ts';
import { cut, escaped } from './plain.ts';

/** An answer as a message, and as a file beside it where it is too long to be one. */
export interface Answer extends Content {
  readonly file?: string;
}

/** Columns are only lined up in a fixed width. */
const columns = /\S {2,}\S|^ /;

/** `to`: whom to name, where others read too. */
export function answered(reply: Reply, to: string | undefined): Answer {
  const { tone, more } = reply;
  const given = replyText(reply);
  // Slack refuses a message without text.
  const whole = given.join('\n') || '(nothing)';
  const named = tone === 'answer' ? undefined : to;
  const long = given.length > page.lines || whole.length > page.characters;
  const shown = long ? excerpt(given, more) : whole;
  const fixed = given.length > 1 && given.some((line) => columns.test(line));
  const name = named === undefined ? '' : `<@${named}>: `;
  const block = lines(shown, { fixed, ...(named !== undefined && { to: named }) });
  return {
    text: cut(`${name}${escaped(shown)}`, page.characters),
    blocks: [block],
    ...(long && { file: `${whole}\n` }),
  };
}

/** The beginning, and how much there is. */
function excerpt(given: readonly string[], more: string | undefined): string {
  const first = given.slice(0, 10).map((line) => cut(line, 200));
  const left = given.length - first.length;
  const how = `… ${left > 0 ? `${counted(left, 'more line')}, all` : 'all'} in the file${more === undefined ? '' : `, or ${more}`}`;
  return [...first, how].join('\n');
}
