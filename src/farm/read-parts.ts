import { type Fact, type Facts, listOf, type ValuesOf, valuesOf } from '../engine/facts.ts';
import { type ReadingHosts, readHost, readKey } from '../engine/look.ts';
import type { Result } from '../ssh/host.ts';
import type { Reading } from './state.ts';

/** One thing to know of the farm: what is read for it, and what is made of it. */
export interface Part<T> {
  readonly facts: Facts;
  make(values: ValuesOf<Facts>): T;
}

/** Keeps the types of facts checked where a part is written, and forgets them where parts are read. */
export function part<Read extends Facts, T>(definition: {
  readonly facts: Read;
  make(values: ValuesOf<Read>): T;
}): Part<T>;
export function part<T>(definition: Part<T>): Part<T> {
  return definition;
}

/** A part that is one fact. */
export function partOf<T>(fact: Fact<T>): Part<T> {
  return part({ facts: { fact }, make: ({ fact }) => fact });
}

/** Parts by name; one that is undefined is not read. In the place of one there may be several of a kind. */
export type Wanted = Readonly<Record<string, Part<unknown> | ReadonlyMap<string, Part<unknown>> | undefined>>;
type ReadingOf<P> =
  P extends ReadonlyMap<string, Part<infer T>>
    ? ReadonlyMap<string, Reading<T>>
    : P extends Part<infer T>
      ? Reading<T>
      : undefined;
/** What was read for parts, by their names. */
export type Readings<Parts> = { readonly [Name in keyof Parts]: ReadingOf<Parts[Name]> };

/** `readParts` over the farm's own hosts, or over those given. */
export type ReadFarm = <Parts extends Wanted>(parts: Parts, hosts?: ReadingHosts) => Promise<Readings<Parts>>;

/**
 * Reads everything in one batch a host, hosts in parallel; a fact of several parts once. A host that does not answer, or an answer that cannot be read,
 * leaves the parts it concerns unknown, and says why. A part that is undefined is left out. Never throws.
 */
export async function readParts<Parts extends Wanted>(hosts: ReadingHosts, parts: Parts): Promise<Readings<Parts>> {
  const wanted = Object.entries(parts).flatMap(([name, part]) => (part ? [[name, part] as const] : []));
  const single = wanted.flatMap(([, part]) => ('facts' in part ? [part] : [...part.values()]));
  const facts = [...new Set(single.flatMap((part) => listOf(part.facts)))];
  const values = new Map<Fact, Reading<unknown>>();
  await Promise.all(
    [...Map.groupBy(facts, ({ host }) => host)].map(async ([host, own]) => {
      try {
        const shown = await readHost(hosts, host, own);
        for (const fact of own) {
          values.set(
            fact,
            attempt(() => fact.parse(shown.get(readKey(fact)) as Result)),
          );
        }
      } catch (error) {
        for (const fact of own) values.set(fact, unknown(error));
      }
    }),
  );
  const made = (part: Part<unknown>) =>
    attempt(() => part.make(valuesOf(part.facts, (fact) => knownOf(values.get(fact)))));
  const readings = wanted.map(([name, part]) => [
    name,
    'facts' in part ? made(part) : new Map([...part].map(([key, one]) => [key, made(one)])),
  ]);
  return Object.fromEntries(readings) as Readings<Parts>;
}

/** Throws why it is unknown. */
function knownOf(reading: Reading<unknown> | undefined): unknown {
  if (!reading || 'unknown' in reading) throw new Error(reading?.unknown ?? 'it was not read');
  return reading.known;
}

function attempt<T>(work: () => T): Reading<T> {
  try {
    return { known: work() };
  } catch (error) {
    return unknown(error);
  }
}

function unknown(error: unknown): { readonly unknown: string } {
  return { unknown: error instanceof Error ? error.message : String(error) };
}
