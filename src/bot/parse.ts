import { clean } from './clean.ts';

export type Parsed =
  | { readonly is: 'command'; readonly name: string; readonly args: readonly string[] }
  /** Not meant as a command: "!", "!!!", "!= 3". Nobody wants an answer to it. */
  | { readonly is: 'nothing' }
  /** Meant as one, but not to be read; why, for the person. */
  | { readonly is: 'broken'; readonly why: string };

/** Quotes that open, each with those that close it. Chat programs and phones turn straight ones into curly ones. */
const quotes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ['“', '”"'],
  ['„', '“”'],
  ['‘', "’'"],
]);

/** Longer than any command: 20 times the longest example. A flood is not read to its end. */
const longest = 1000;

/**
 * A line to a command's name and its words. Quotes hold words together; there are no escapes, variables or patterns, because
 * nothing here is a shell. The name is lower-cased, the words stay as typed.
 */
export function parse(text: string): Parsed {
  const line = clean(text).trim().replace(/^!\s*/, '');
  if (!/^[\p{L}]/u.test(line)) return { is: 'nothing' };
  if (line.length > longest)
    return { is: 'broken', why: `that is ${line.length} characters; a command has at most ${longest}` };
  const words = split(line);
  if (typeof words === 'string') return { is: 'broken', why: words };
  const [name = '', ...args] = words;
  return { is: 'command', name: name.toLowerCase(), args };
}

/** Words of a line, or what is wrong with it. */
function split(line: string): string[] | string {
  const words: string[] = [];
  let word: string | undefined;
  let closing: string | undefined;
  for (const char of line) {
    if (closing !== undefined) {
      if (closing.includes(char)) closing = undefined;
      else word += char;
    } else if (char === ' ') {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (quotes.has(char) && word === undefined) {
      closing = quotes.get(char);
      word = '';
    } else {
      word = (word ?? '') + char;
    }
  }
  if (closing !== undefined)
    return `the quote that opens with ${[...quotes].find(([, c]) => c === closing)?.[0]} is not closed`;
  if (word !== undefined) words.push(word);
  return words;
}
