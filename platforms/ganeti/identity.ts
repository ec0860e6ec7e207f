import * as z from 'zod';
import { type Condition, type Conditional, condition, type Thing } from '../../src/engine/action.ts';
import * as s from '../../src/farm/config/scalars.ts';
import { type Identified, instanceArgs, uuid } from './args.ts';
import { configuredFact } from './instances.ts';
import { movedAway } from './moved.ts';
import type { ConfiguredInstance } from './rows.ts';

const Args = z.strictObject({
  ...instanceArgs,
  /** The one that must have the name; null: none may. */
  uuid: uuid.nullable().optional(),
  /** None but the one with this MAC may have the name. */
  mac: s.mac.optional(),
  /** The node it must be on. */
  node: s.domain.optional(),
});
type Args = z.infer<typeof Args>;

/** Name of the action that has the condition. */
const action = 'ganeti.add';

/** Whose name it is: a name can be given again, to another instance. */
export const isInstance: Condition = condition({
  args: Args,
  facts: ({ host }) => ({ instances: configuredFact(host) }),
  see: (args, { instances }) => {
    const found = instances.find(({ name }) => name === args.instance);
    return {
      why: against(args, found) ?? movedAway(args.instance, args.node, found) ?? null,
      found: found ? identityOf(found.uuid) : null,
    };
  },
});

function against(
  { host, instance, uuid, mac }: Args,
  found: Pick<ConfiguredInstance, 'uuid' | 'macs'> | undefined,
): string | undefined {
  if (uuid === null) return found && `there is an instance ${instance} in the cluster of ${host}`;
  if (uuid !== undefined && !found) return `there is no ${instance} in the cluster of ${host} any more`;
  if (!found || (uuid !== undefined ? found.uuid === uuid : mac === undefined || found.macs.includes(mac)))
    return undefined;
  return `${instance} is another instance now, made since: it is left alone`;
}

/** How the journal identifies an instance. */
export function identityOf(uuid: string): string {
  return `instance ${uuid}`;
}

/** How what is left of an instance itself is called. */
export function instanceOf({ instance }: Pick<Named, 'instance'>): string {
  return `instance ${instance}`;
}

/** How is called whether it runs. */
export function powerOf({ instance }: Pick<Named, 'instance'>): string {
  return `power of ${instance}`;
}

interface Named {
  /** The master's host. */
  readonly host: string;
  readonly instance: string;
}

/** Condition: the name is this very instance's. */
export function isThis({ host, instance }: Named, uuid: string): Conditional {
  return { action, args: { host, instance, uuid } };
}

/** Condition: the name is this very instance's, and it is on that node. */
export function isThisOn(named: Named, uuid: string, node: string): Conditional {
  return { action, args: { ...named, uuid, node } };
}

/** Condition: nothing has the name. */
export function isFree({ host, instance }: Named): Conditional {
  return { action, args: { host, instance, uuid: null } };
}

/** Condition: nothing has the name but the instance with this MAC, which an earlier step of the same plan makes. */
export function isMinted({ host, instance }: Named, mac: string): Conditional {
  return { action, args: { host, instance, mac } };
}

/** What a run is for that adds an instance. */
export function instanceThing(named: Named, made: z.infer<typeof Identified> | null): Thing {
  const gone = isFree(named);
  const there = made ? isThis(named, made.uuid) : gone;
  return { id: made && identityOf(made.uuid), name: named.instance, there, gone };
}
