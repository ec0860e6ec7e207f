import type { Reply } from '../../src/bot/adapter.ts';
import { counted } from '../../src/bot/words.ts';

/** Most lines of an answer: in a channel, where others read too; in private; and to a stranger. */
const most = { channel: 12, private: 40, stranger: 5 };

/** Characters of a line of an answer that are said at most: about three messages. */
const longest = 1200;

/** An answer's lines, as many as fit the place; what is left out is said, with what to type to read it. */
export function answerLines({ lines, more, priority }: Reply, isPrivate: boolean): readonly string[] {
  const shown = lines.map((line) => (line.length <= longest ? line : `${line.slice(0, longest - 2)} …`));
  const limit = priority === 'last' ? most.stranger : isPrivate ? most.private : most.channel;
  if (shown.length <= limit) return shown;
  const left = shown.length - (limit - 1);
  const where = more ?? (isPrivate ? undefined : 'ask me in private');
  return [...shown.slice(0, limit - 1), `… ${counted(left, 'more line')}${where === undefined ? '' : `: ${where}`}`];
}
