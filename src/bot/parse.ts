import type { Incoming } from './incoming.ts';
import { plainDashes, typed, unmarked } from './typed.ts';

export type Parsed =
  | {
      readonly is: 'command';
      readonly name: string;
      readonly args: readonly string[];
      /** What is said after `because`, and the words before it: for commands that can be given a reason. */
      readonly reason?: { readonly args: readonly string[]; readonly text: string };
    }
  /** Not meant as a command: "!", "!!!", "!= 3". Nobody wants an answer to it. */
  | { readonly is: 'nothing' }
  /** Meant as one, but not to be read; why, for the person. */
  | { readonly is: 'broken'; readonly why: string };

/** Quotes that open, each with those that close it. Chat programs and phones turn straight ones into curly ones, and show names as code. */
const quotes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
  ['“', '”"'],
  ['„', '“”'],
  ['‘', "’'"],
  ['«', '»'],
  ['»', '«'],
  ['‹', '›'],
  ['›', '‹'],
]);

/** Longer than any command: 20 times the longest example. A flood is not read to its end. */
const longest = 1000;

/** A word, and whether it stood in quotes: then it is as typed. */
interface Word {
  readonly text: string;
  readonly quoted: boolean;
}

/**
 * A line to a command's name and its words. Quotes hold words together; there are no escapes, variables or patterns, because
 * nothing here is a shell. The name is lower-cased; words stay as typed, but for what ends a sentence. `--help` among
 * the words asks for help.
 */
export function parse(text: string): Parsed {
  const line = typed(text).replace(/^!\s*/, '');
  if (!/^[\p{L}]/u.test(line)) return { is: 'nothing' };
  if (line.length > longest)
    return { is: 'broken', why: `that is ${line.length} characters; a command has at most ${longest}` };
  const found = reasonIn(line);
  // An apostrophe in a reason is none that has to be closed.
  const words = split(line, found === undefined);
  if (typeof words === 'string') return { is: 'broken', why: words };
  const [first = { text: '', quoted: false }, ...rest] = words;
  const name = first.text.replace(/[.,;:!?…]+$/u, '').toLowerCase();
  const reason = found && { args: argumentsOf(found.words.slice(1)), text: found.text };
  const args = argumentsOf(rest);
  if ((reason?.args ?? args).some((word) => word === '--help' || word === '-h'))
    return { is: 'command', name: 'help', args: [name] };
  return { is: 'command', name, args, ...(reason && { reason }) };
}

/** The first `because` that is in no quotes and has something after it: the words before it, and what it is. */
function reasonIn(line: string): { readonly words: readonly Word[]; readonly text: string } | undefined {
  for (const { 0: because, index } of line.matchAll(/ +because[:,]? +(?=\S)/giu)) {
    const words = split(line.slice(0, index));
    if (typeof words !== 'string') return { words, text: typed(line.slice(index + because.length)) };
  }
  return undefined;
}

function argumentsOf(words: readonly Word[]): readonly string[] {
  const last = words.findLastIndex(({ text, quoted }) => quoted || text.replace(sentenceEnd, '') !== '');
  return words.slice(0, last + 1).flatMap((word, index) => argument(word, index === last));
}

const messages = new WeakMap<Pick<Incoming, 'text'>, Parsed>();

/** What a message's text is as a line: on its way it is asked for several times, and read once. */
export function parsedOf(message: Pick<Incoming, 'text'>): Parsed {
  const known = messages.get(message) ?? parse(message.text);
  messages.set(message, known);
  return known;
}

/** What ends a sentence: marks, and pictures, each perhaps with a skin colour or the mark that it is one. */
const sentenceEnd = /(?:[.,;!?…]|\p{Extended_Pictographic}[\u{fe0f}\u{1f3fb}-\u{1f3ff}]*)+$/u;
/** A quote or a bracket that closes, without one that opens. */
const strayEnd = /^([^("“„‘«`]+)[)"”»`]+$/u;

/** A word as the argument it is, or the two of `--memory=4G`; none where it was only the end of a sentence. */
function argument({ text, quoted }: Word, last: boolean): readonly string[] {
  if (quoted) return [text];
  const ended = last ? text.replace(sentenceEnd, '').replace(strayEnd, '$1') : text;
  const word = plainDashes(unmarked(ended.replace(/[,;]+$/, '')));
  const [, option, value] = /^(--[a-z][a-z-]*)=(.+)$/.exec(word) ?? [];
  if (option !== undefined && value !== undefined) return [option, value];
  return word === '' ? [] : [word];
}

/** Words of a line, or what is wrong with it; `closed`: a quote that is not closed is wrong. */
function split(line: string, closed = true): Word[] | string {
  const words: Word[] = [];
  let word: string | undefined;
  let quoted = false;
  let closing: string | undefined;
  const end = () => {
    if (word !== undefined) words.push({ text: quoted ? word.trim() : word, quoted });
    word = undefined;
    quoted = false;
  };
  for (const char of line) {
    if (closing !== undefined) {
      if (closing.includes(char)) closing = undefined;
      else word += char;
    } else if (char === ' ') {
      end();
    } else if (quotes.has(char) && word === undefined) {
      closing = quotes.get(char);
      word = '';
      quoted = true;
    } else {
      word = (word ?? '') + char;
    }
  }
  if (closing !== undefined && closed)
    return `the quote that opens with ${[...quotes].find(([, c]) => c === closing)?.[0]} is not closed`;
  end();
  return words;
}
