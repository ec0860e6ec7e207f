import type { Json } from '../journal/json.ts';
import type { Host, Result, Script } from '../ssh/host.ts';
import type { Action, Actions, Conditional, Invocation, Standing } from './action.ts';
import { type Fact, type Facts, listOf, type ValuesOf, valuesOf } from './facts.ts';

/** Milliseconds for the reads of one host: a query of the hypervisor takes seconds, and on a busy master many times that. */
const readWithin = 5 * 60_000;

/** An invocation whose action is known and whose arguments fit it. */
export interface Known extends Invocation {
  readonly definition: Action;
}

/** What is looked at: arguments, and how to see them on the hosts. */
export interface Looked {
  readonly args: Json;
  readonly definition: {
    facts(args: Json): Facts;
    see(args: Json, values: ValuesOf<Facts>): unknown;
  };
}

/** The journal, or a command, names an action or arguments this version of farmhand does not have. */
export class UnknownAction extends Error {
  override name = 'UnknownAction';
}

/** Finds the action and reads its arguments. Throws UnknownAction. */
export function known(actions: Actions, invocation: Invocation): Known {
  const definition = actions.get(invocation.action);
  if (!definition)
    throw new UnknownAction(
      `this farmhand has no action ${invocation.action}: another version has it, or a plugin that farm.yaml does not name here`,
    );
  const args = definition.args.safeParse(invocation.args);
  if (!args.success) {
    throw new UnknownAction(
      `arguments of ${invocation.action} do not fit this version of farmhand: ${args.error.message}`,
    );
  }
  return { action: invocation.action, args: args.data as Json, definition };
}

/** Finds a condition and reads its arguments. Throws UnknownAction. */
export function knownCondition(actions: Actions, { action, args }: Conditional): Looked {
  const definition = actions.get(action)?.condition;
  const read = definition?.args.safeParse(args);
  if (!definition || !read?.success)
    throw new UnknownAction(`this version of farmhand has no condition of ${action} with such arguments`);
  return { args: read.data as Json, definition };
}

/** Of each condition whether it is so now; looked at as invocations are. Throws as `look` does. */
export async function lookAt(hosts: ReadingHosts, conditions: readonly Looked[]): Promise<readonly Standing[]> {
  return (await look(hosts, conditions)) as unknown as readonly Standing[];
}

/**
 * What the hosts show now of each invocation, in their order. One batch a host, hosts in parallel; the same read asked for
 * twice is done once. Throws HostUnreachable, OutcomeUnknown, and what a fact's parser throws.
 */
export async function look(hosts: ReadingHosts, invocations: readonly Looked[]): Promise<readonly Json[]> {
  const { each } = await readFacts(hosts, { each: invocations.map(({ definition, args }) => definition.facts(args)) });
  return invocations.map(({ definition, args }, index) => definition.see(args, each[index] ?? {}) as Json);
}

/** One name for what a fact reads: facts of the same name are read once. */
export function readKey({ host, read }: Fact): string {
  return keyOf(host, read);
}

/** One name for a read on a host. */
export function keyOf(host: string, { script, args = [], stdin = '' }: Script): string {
  return JSON.stringify([host, script, args, stdin]);
}

/** Hosts as far as they are read. */
export type ReadingHosts = (name: string) => Pick<Host, 'batch'>;

/** What one host shows of its facts, each read once, by `readKey`. Throws HostUnreachable, OutcomeUnknown. */
export async function readHost(
  hosts: ReadingHosts,
  host: string,
  facts: readonly Fact[],
): Promise<ReadonlyMap<string, Result | undefined>> {
  const asked = new Map(facts.map((fact) => [readKey(fact), fact.read]));
  const within = new Map(
    facts.flatMap((fact) => {
      const other = fact.within && keyOf(host, fact.within);
      return other !== undefined && asked.has(other) ? [[readKey(fact), other] as const] : [];
    }),
  );
  const reads = [...asked].filter(([key]) => !within.has(key));
  const results = await hosts(host).batch(
    reads.map(([, read]) => read),
    { deadline: readWithin },
  );
  const shown = new Map(reads.map(([key], index) => [key, results[index]]));
  return new Map([...asked.keys()].map((key) => [key, shown.get(within.get(key) ?? key)]));
}

/** What facts give, under their names; the same read is done once. Throws as `look` does. */
export async function readFacts<Read extends Facts>(hosts: ReadingHosts, facts: Read): Promise<ValuesOf<Read>> {
  const byHost = [...Map.groupBy(listOf(facts), ({ host }) => host)];
  const shown = await Promise.all(byHost.map(([host, own]) => readHost(hosts, host, own)));
  const byKey = new Map(shown.flatMap((results) => [...results]));
  return valuesOf(facts, (fact) => {
    const result = byKey.get(readKey(fact));
    if (!result) throw new Error(`host ${fact.host} gave no answer to one of the reads`);
    return fact.parse(result);
  });
}
