import type { Result, Script } from '../ssh/host.ts';

/** Something read from a host: a piece of shell that changes nothing, and a parser. Throws what the person who asked should read. */
export interface Fact<T = unknown> {
  readonly host: string;
  readonly read: Script;
  /** Another read that shows this too, and is in no other: where it is made anyway, this one is not, and `parse` is given what that one left. */
  readonly within?: Script;
  readonly parse: (result: Result) => T;
}

/** Facts by name. In the place of one there may be a list, or facts by name again; undefined: it is not read. */
export interface Facts {
  readonly [name: string]: OneOrMore;
}

type OneOrMore = Fact | Facts | readonly OneOrMore[] | undefined;

/** What facts give, under the names of the facts. */
export type ValuesOf<Read> =
  Read extends Fact<infer Value>
    ? Value
    : Read extends readonly (infer Each)[]
      ? readonly ValuesOf<Each>[]
      : Read extends object
        ? { readonly [Name in keyof Read]: ValuesOf<Read[Name]> }
        : Read;

/** Every single one of the facts. */
export function listOf(facts: OneOrMore): readonly Fact[] {
  if (facts === undefined) return [];
  if (isFact(facts)) return [facts];
  return Object.values(facts).flatMap(listOf);
}

/** Puts the value of each fact in its place. */
export function valuesOf<Read extends Facts>(facts: Read, give: (fact: Fact) => unknown): ValuesOf<Read>;
export function valuesOf(facts: Facts, give: (fact: Fact) => unknown): unknown {
  return valueIn(facts, give);
}

function valueIn(facts: OneOrMore, give: (fact: Fact) => unknown): unknown {
  if (facts === undefined) return undefined;
  if (isFact(facts)) return give(facts);
  if (isList(facts)) return facts.map((one) => valueIn(one, give));
  return Object.fromEntries(Object.entries(facts).map(([name, one]) => [name, valueIn(one, give)]));
}

function isFact(facts: Fact | Facts | readonly OneOrMore[]): facts is Fact {
  return 'parse' in facts && typeof facts.parse === 'function';
}

function isList(facts: Facts | readonly OneOrMore[]): facts is readonly OneOrMore[] {
  return Array.isArray(facts);
}
