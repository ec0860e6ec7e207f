import { clean, isPrintableAscii } from './clean.ts';

/** Full-width forms of ASCII (U+FF01 to U+FF5E), as East Asian keyboards give them, are this far from it. */
const fullWidth = 0xfee0;

/** Marks that chat programs put around a text to show it as code, bold or struck through, and that are copied with it. */
const wrapped = /^(`{1,3}|\*{1,2}|_{1,2}|~{1,2})(?=\S)((?:(?!\1\s).)*\S)\1$/u;

/** Marks within marks that are taken off: each time the whole line is read, which a flood of marks may not use. */
const mostMarks = 4;

/** The same around the first word alone, as the name of a command is shown. */
const wrappedFirst = /^(`{1,3}|\*{1,2}|_{1,2}|~{1,2})([^\s`*_~]+)\1(?=\s)/u;

/** Quotes around a whole line that has no others. */
const quotedWhole =
  /^(?:"([^"]+)"|'([^']+)'|[“„”]([^“„”]+)[“”]|[‘‚’]([^‘‚’]+)[‘’]|«([^«»]+)»|»([^«»]+)«|‹([^‹›]+)›|›([^‹›]+)‹)$/u;

/** What any of these begins with; most lines begin with none of it. */
const opening = '`*_~"\'“„”‘‚’«»‹›';

/** A block of code, as it is copied or sent with its lines: it may say of what language it is. */
const fenced = /^\s*```[a-z]*[ \t]*\r?\n(.*)```\s*$/su;

/** Spaces of every kind, letters that are shown as one among them. */
const spaces = /[\p{Zs}\u115f\u1160\u2800\u3164\uffa0]/gu;

/** What people put around one word to show it as a name, and brackets copied with it from a usage text. */
const wrappedWord = /^(?:(\*{1,2}|_{1,2}|~{1,2})([^\s*_~]+)\1|<([^\s<>]+)>|\[([^\s[\]]+)\]|\(([^\s()]+)\))$/u;

/**
 * A line as its writer meant it, whatever a phone, a keyboard or copying made of it: one line, spaces of every kind as spaces,
 * full-width letters as plain ones, without marks around the whole of it. Safe to show.
 */
export function typed(text: string): string {
  const plain = isPrintableAscii(text)
    ? text
    : clean(
        text
          .replace(fenced, '$1')
          .replace(spaces, ' ')
          .replace(/[\uff01-\uff5e]/g, narrow),
      );
  let line = plain.trim();
  if (!opening.includes(line.charAt(0))) return line;
  for (let round = 0; round < mostMarks; round++) {
    const within = inside(line);
    if (within === undefined) break;
    line = within.trim();
  }
  return line.replace(wrappedFirst, '$2');
}

function inside(line: string): string | undefined {
  return wrapped.exec(line)?.[2] ?? quotedWhole.exec(line)?.slice(1).find(Boolean);
}

/** A word without what marks it as a name: `*skaro*`, `<skaro>`. */
export function unmarked(word: string): string {
  return wrappedWord.exec(word)?.slice(2).find(Boolean) ?? word;
}

function narrow(char: string): string {
  return String.fromCharCode(char.charCodeAt(0) - fullWidth);
}

/** Hyphens, dashes and the minus sign of Unicode that phones and editors put for one dash or two. */
const dashes = '\u2010-\u2015\u2212';
const leadingDash = new RegExp(`^-*[${dashes}]+-*(?=\\p{L})`, 'u');
const anyDash = new RegExp(`[${dashes}]`, 'gu');

/** A word with plain dashes: a long one before a letter stands for the two of an option (`—force`), any other for one. */
export function plainDashes(word: string): string {
  return word.replace(leadingDash, '--').replace(anyDash, '-');
}
