import { endedAs } from '../../src/farm/text/ended-as.ts';
import { linesOf } from '../../src/farm/text/patch.ts';
import { withLine } from './lines.ts';
import { readShell } from './shell.ts';
import type { Assignment } from './shell-command.ts';

/** A variable of the params file, shorewall-params(5). */
export interface Param {
  readonly name: string;
  /** As the shell would have it, or as written where only the shell can tell. */
  readonly value: string;
  /** Its lines, from 0: the first, and the one after the last. */
  readonly entry: { readonly line: number; readonly end: number };
  /** It is set whatever the file's other shell does. */
  readonly always: boolean;
}

/** Variables in their order; a later one of the same name counts. */
export function paramsOf(text: string): readonly Param[] {
  return readShell(text).assignments.map(paramOf);
}

function paramOf({ name, value, written, line, end, always }: Assignment): Param {
  return { name, value: value ?? written, entry: { line, end }, always };
}

/** The variables' values by name. */
export function paramValues(text: string): ReadonlyMap<string, string> {
  return new Map(paramsOf(text).map(({ name, value }) => [name, value]));
}

/** The value a variable has; undefined when it is not set. */
export function paramValue(text: string, name: string): string | undefined {
  return paramsOf(text).findLast((param) => param.name === name)?.value;
}

/**
 * The text with a variable beside its like: after the last whose name begins as its own does (`VM_`), else the last whose name ends so
 * (`_IP`), else at the end. It stands where every run of the file passes, in no `if`, function or here-document.
 */
export function withParam(text: string, name: string, value: string): string {
  const { assignments, places } = readShell(text);
  const words = name.split('_');
  const like = (fits: (other: string) => boolean) => assignments.findLast((one) => one.always && fits(one.name));
  const relative =
    like((other) => other.startsWith(`${words[0]}_`)) ??
    (words.length > 1 ? like((other) => other.endsWith(`_${words.at(-1)}`)) : undefined);
  const last = places.at(-1) ?? 0;
  const at = relative ? (places.find((place) => place >= relative.end) ?? last) : last;
  return withLine(text, Math.min(at, linesOf(text).length), `${name}=${value}`);
}

/** The text without a variable, and where it is given, only with that value. What stands on the same line stays, and so does one in an `if` or a function. */
export function withoutParam(text: string, name: string, value?: string): string {
  const cuts = readShell(text).assignments.filter(
    (one) => one.always && one.name === name && (value === undefined || (one.value ?? one.written) === value),
  );
  return endedAs(
    text,
    cuts.reduceRight((left, { cut: [from, to] }) => left.slice(0, from) + left.slice(to), text),
  );
}
