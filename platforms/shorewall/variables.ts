import { entriesOf } from './entries.ts';

/** A word with its variables put in; one without a value stays as written. */
export function resolved(word: string, values: ReadonlyMap<string, string>): string {
  let text = word;
  for (let turn = 0; turn < 5 && text.includes('$'); turn += 1) {
    const next = text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (whole, braced, bare) => values.get(braced ?? bare) ?? whole);
    if (next === text) break;
    text = next;
  }
  return text;
}

/** NAME of `$NAME` and `${NAME}`. */
export function paramIn(target: string): string | undefined {
  return /^\$\{?(\w+)\}?$/.exec(target)?.[1];
}

/** Names of the variables a text uses. */
export function usedIn(text: string): readonly string[] {
  if (!text.includes('$')) return [];
  return [...text.matchAll(/\$(?:\{(\w+)|([A-Za-z_]\w*))/g)].map(([, braced, bare]) => braced ?? bare ?? '');
}

/** Whether anything in the text still uses the variable. */
export function mentions(text: string, param: string): boolean {
  return firstMention(text, param) !== undefined;
}

/** Line, from 1, of the first entry that uses the variable. */
export function firstMention(text: string, param: string): number | undefined {
  const used = RegExp(`\\$(${param}(?!\\w)|\\{${param}\\W)`);
  const found = entriesOf(text).find((entry) => used.test(entry.text));
  return found && found.line + 1;
}
