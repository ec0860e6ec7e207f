import type { Files } from '../../src/farm/text/includes.ts';
import { Unreadable } from '../../src/farm/text/unreadable.ts';
import { type Token, tokensOf } from './tokens.ts';

/** A value of Kea's JSON by its place; `missing`: what a file that could not be read would have put there. */
export interface Value {
  readonly kind: 'object' | 'list' | 'string' | 'word' | 'missing';
  /** What a string or word says. */
  readonly text: string;
  /** Members of an object, elements of a list. */
  readonly entries: readonly Entry[];
  /** First and last token; of anything but an object or a list the same. They may stand in different files. */
  readonly open: Token;
  readonly close: Token;
}

/** A member of an object, or an element of a list. */
export interface Entry {
  /** Of a member; what is missing has none. */
  readonly key?: Token;
  readonly value: Value;
  /** The comma behind it. */
  readonly comma?: Token;
}

/** Objects inside objects: more is not read, whatever Kea would do. */
const deepest = 200;

interface Reader {
  readonly tokens: readonly Token[];
  readonly file: string;
  at: number;
}

/**
 * Reads a configuration of Kea with what it includes, each character of it once. A comma too many at the end of a list is taken, as Kea takes it (with a
 * warning). Throws Unreadable, and Error where an included file cannot be understood.
 */
export function parseKea(text: string, file: string, files: Files = () => undefined): Value {
  const reader: Reader = { tokens: tokensOf(text, file, files), file, at: 0 };
  const first = reader.tokens[0];
  if (!first) throw new Unreadable(1, 'there is nothing in it');
  if (first.text !== '{') fail(reader, first, 'a configuration of Kea begins with {');
  const root = valueAt(reader, 0);
  const more = reader.tokens[reader.at];
  if (more) fail(reader, more, 'there is something after the last }');
  return root;
}

function fail({ file }: Reader, token: Token, message: string): never {
  if (token.file === file) throw new Unreadable(token.line, message);
  throw new Error(`${token.file}:${token.line}: ${message}`);
}

const isSign = (token: Token | undefined, sign: string) => token?.kind === 'sign' && token.text === sign;

function valueAt(reader: Reader, depth: number): Value {
  const token = reader.tokens[reader.at] as Token;
  reader.at += 1;
  if (token.kind !== 'sign') return { kind: token.kind, text: token.text, entries: [], open: token, close: token };
  if (token.text !== '{' && token.text !== '[') fail(reader, token, `there is no value before this ${token.text}`);
  if (depth > deepest) fail(reader, token, `this is more than ${deepest} braces deep`);
  const [kind, closing] = token.text === '{' ? (['object', '}'] as const) : (['list', ']'] as const);
  const entries: Entry[] = [];
  for (;;) {
    const next = reader.tokens[reader.at];
    if (!next) return fail(reader, token, `this ${token.text} is not closed`);
    if (isSign(next, closing)) {
      reader.at += 1;
      return { kind, text: '', entries, open: token, close: next };
    }
    const before = entries.at(-1);
    if (before && !before.comma && before.value.kind !== 'missing' && next.kind !== 'missing')
      fail(reader, next, `a comma is missing before ${shown(next)}`);
    entries.push(entryAt(reader, kind, depth));
  }
}

function entryAt(reader: Reader, kind: 'object' | 'list', depth: number): Entry {
  const key = kind === 'object' ? keyAt(reader) : undefined;
  const next = reader.tokens[reader.at];
  if (!next) return fail(reader, key ?? (reader.tokens.at(-1) as Token), 'a value is missing at the end');
  const value = valueAt(reader, depth + 1);
  const comma = reader.tokens[reader.at];
  if (!comma || !isSign(comma, ',')) return { ...(key && { key }), value };
  reader.at += 1;
  return { ...(key && { key }), value, comma };
}

/** The name of a member and its colon; undefined where an unreadable file stands in the place of members. */
function keyAt(reader: Reader): Token | undefined {
  const key = reader.tokens[reader.at] as Token;
  if (key.kind === 'missing') return undefined;
  if (key.kind !== 'string') fail(reader, key, `a name in quotes is wanted here, not ${shown(key)}`);
  if (!isSign(reader.tokens[reader.at + 1], ':')) fail(reader, key, `there is no : after "${key.text}"`);
  reader.at += 2;
  return key;
}

function shown({ kind, text }: Token): string {
  return kind === 'string' ? `"${text}"` : text;
}

/** First token of an entry. */
export function firstOf({ key, value }: Entry): Token {
  return key ?? value.open;
}

/** The member of an object by its name. */
export function member(object: Value | undefined, name: string): Value | undefined {
  return object?.entries.find(({ key }) => key?.text === name)?.value;
}

/** What a member says, where that is a string or a word. */
export function said(object: Value | undefined, name: string): string | undefined {
  const value = member(object, name);
  return value?.kind === 'string' || value?.kind === 'word' ? value.text : undefined;
}

/** Elements of a member that is a list. */
export function elements(object: Value | undefined, name: string): readonly Value[] {
  const value = member(object, name);
  return value?.kind === 'list' ? value.entries.map((entry) => entry.value) : [];
}

/** Everything in a value that a file which could not be read would have filled. */
export function missingIn(value: Value): readonly Token[] {
  const found: Token[] = [];
  const walk = (one: Value) => {
    if (one.kind === 'missing') found.push(one.open);
    for (const entry of one.entries) walk(entry.value);
  };
  walk(value);
  return found;
}
