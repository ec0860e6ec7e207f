import { clean } from './clean.ts';

/** Full-width forms of ASCII (U+FF01 to U+FF5E), as East Asian keyboards give them, are this far from it. */
const fullWidth = 0xfee0;

/** Marks that chat programs put around a text to show it as code, bold or struck through, and that are copied with it. */
const wrapped = /^(`{1,3}|\*{1,2}|_{1,2}|~{1,2})(?=\S)(.*\S)\1$/u;

/**
 * A line as its writer meant it, whatever a phone, a keyboard or copying made of it: one line, spaces of every kind as spaces,
 * full-width letters as plain ones, without marks around the whole of it. Safe to show.
 */
export function typed(text: string): string {
  let line = clean(text.replace(/\p{Zs}/gu, ' ').replace(/[\uff01-\uff5e]/g, narrow)).trim();
  for (let inner = wrapped.exec(line)?.[2]; inner !== undefined; inner = wrapped.exec(line)?.[2]) line = inner.trim();
  return line;
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
