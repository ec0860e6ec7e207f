import { typed } from './typed.ts';

/** How people call farmhand in one place. */
export interface Calling {
  /** What commands begin with; null: nothing does, farmhand is called by name only. */
  readonly prefix: string | null;
  /** Whether a word, without `@` before it and `:` or `,` after it, is farmhand's name. */
  isName(word: string): boolean;
  /** Everything said here is meant for farmhand. */
  readonly private: boolean;
}

export interface Addressed {
  /** Without the addressing. */
  readonly text: string;
  /** farmhand was named in the middle of a sentence, which may be talk about it: only a command there is one counts. */
  readonly aside?: true;
}

/** A name at the beginning, with `@` before it or a mark after it. */
const called = /^(@?)([^\s:,]+)(?:([:,]+)|(?=\s|$))/u;
/** Other marks may be part of a name, and stand behind one in talk. */
const calledOtherwise = /^@?([^\s:,]{1,80}?)(?:[.!?;>»…]{1,5}|\s?[-–—>]{1,3})(?=\s|$)/u;

/** What of a line is meant for farmhand; undefined when nothing is. Its name and nothing else asks for help. */
export function addressed(text: string, { prefix, isName, private: alone }: Calling): Addressed | undefined {
  const line = typed(text);
  const begun =
    prefix !== null && line.startsWith(prefix) ? { text: line.slice(prefix.length).trimStart() } : undefined;
  // As most lines do, and no name.
  if (begun && line.startsWith('!')) return begun;
  const [first = '', at = '', name = '', mark = ''] = called.exec(line) ?? [];
  if (isName(name) && (at !== '' || mark !== '' || alone)) {
    const rest = line.slice(first.length).trim();
    return { text: rest === '' ? 'help' : withoutPrefix(rest, prefix) };
  }
  const [start = '', marked = ''] = calledOtherwise.exec(line) ?? [];
  if (isName(marked)) {
    const rest = line.slice(start.length).trim();
    return rest === '' ? { text: 'help' } : { text: withoutPrefix(rest, prefix), aside: true };
  }
  if (begun) return begun;
  if (alone) return { text: withoutPrefix(line, prefix) };
  for (const [whole, word = ''] of line.matchAll(/\s@([^\s:,]+)[:,]*(?=\s)/gu)) {
    if (isName(word))
      return { text: withoutPrefix(line.slice(line.indexOf(whole) + whole.length).trim(), prefix), aside: true };
  }
  return undefined;
}

/** A person who calls it by name may write the prefix all the same, that of another place too. */
function withoutPrefix(text: string, prefix: string | null): string {
  const begun = [prefix ?? '!', '!'].find((one) => text.startsWith(one));
  return begun === undefined ? text : text.slice(begun.length).trimStart();
}

/** A line of farmhand's as it is to be typed in a place: `!approve 7` there begins with that place's prefix, or with farmhand's name. */
export function asCalled(
  line: string,
  { prefix, name }: { readonly prefix: string | null; readonly name: string },
): string {
  if (prefix === '!') return line;
  return line.replace(/(^|[\s("'`“])!(?=[a-z])/g, (_, before: string) => before + (prefix ?? `${name}: `));
}
