import { linesOf } from '../text/patch.ts';
import { type Entry, entriesOf } from './entries.ts';
import { withLine, withoutLines } from './lines.ts';

/** A variable of the params file, shorewall-params(5). */
export interface Param {
  readonly name: string;
  readonly value: string;
  readonly entry: Entry;
}

/** Variables in their order; a later one of the same name counts. Other shell in the file is not looked into. */
export function paramsOf(text: string): readonly Param[] {
  return entriesOf(text).flatMap((entry) => {
    const [, name, value = ''] = /^(?:export\s+)?([A-Za-z_]\w*)=(.*)$/.exec(entry.text) ?? [];
    return name === undefined ? [] : [{ name, value: unquoted(value.trim()), entry }];
  });
}

/** The value a variable has; undefined when it is not set. */
export function paramValue(text: string, name: string): string | undefined {
  return paramsOf(text).findLast((param) => param.name === name)?.value;
}

/** The text with a variable beside its like: after the last whose name begins as its own does (`VM_`), else at the end. */
export function withParam(text: string, name: string, value: string): string {
  const params = paramsOf(text).filter(({ entry }) => entry.depth === 0);
  const family = `${name.split('_')[0]}_`;
  const relative = params.findLast((param) => param.name.startsWith(family));
  const at = relative ? relative.entry.end : linesOf(text).length;
  return withLine(text, at, `${name}=${value}`);
}

/** The text without a variable, and where it is given, only with that value. */
export function withoutParam(text: string, name: string, value?: string): string {
  const found = paramsOf(text).findLast(
    (param) => param.name === name && (value === undefined || param.value === value),
  );
  return found ? withoutParam(withoutLines(text, found.entry.line, found.entry.end), name, value) : text;
}

/** As the shell reads a word that is quoted as a whole. */
function unquoted(value: string): string {
  return /^"([^"$`\\]*)"$/.exec(value)?.[1] ?? /^'([^']*)'$/.exec(value)?.[1] ?? value;
}
