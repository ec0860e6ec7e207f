import type { Word } from './shell-word.ts';

/**
 * What to leave out of a text, from and before which character, so that one word of a command that only sets variables is gone and all else
 * stays. `count`: how many variables the command sets.
 */
export function cutOf(text: string, words: readonly Word[], word: Word, count: number): readonly [number, number] {
  const blank = (at: number) => text.charAt(at) === ' ' || text.charAt(at) === '\t';
  if (count > 1) {
    let [from, to] = [word.from, word.to];
    if (word === words.at(-1)) while (blank(from - 1)) from -= 1;
    else while (blank(to)) to += 1;
    return [from, to];
  }
  let [from, to] = [words[0]?.from ?? word.from, word.to];
  while (blank(from - 1)) from -= 1;
  while (blank(to) || text.charAt(to) === '\r') to += 1;
  const starts = from === 0 || text.charAt(from - 1) === '\n';
  let after = to;
  if (text.charAt(after) === ';') after += 1;
  while (blank(after) || text.charAt(after) === '\r') after += 1;
  const rest = text.charAt(after);
  if (starts && (rest === '' || rest === '\n' || rest === '#')) {
    const end = text.indexOf('\n', after);
    return [from, end < 0 ? text.length : end + 1];
  }
  if (text.charAt(to) === ';')
    return [starts ? (words[0]?.from ?? from) : from + (text.charAt(from) === ' ' ? 1 : 0), after];
  return [text.charAt(from - 1) === ';' ? from - 1 : from, word.to];
}
