import type { Risk } from '../engine/action.ts';
import type { Wanted } from '../engine/plan.ts';
import type { RunView } from '../engine/run.ts';
import type { Farm } from '../farm/farm.ts';
import type { ReadFarm } from '../farm/read-parts.ts';
import type { FarmState } from '../farm/state.ts';
import type { Reply, Speaker, Where } from './adapter.ts';
import type { Office } from './office.ts';
import type { Person } from './people.ts';
import type { Subscriptions } from './subscriptions.ts';

/** One asking of a command: what it may use to answer. */
export interface Asking {
  /** Nobody farm.yaml lists, or nobody the network vouches for: null. */
  readonly person: Person | null;
  readonly speaker: Speaker;
  readonly where: Where;
  /** What an unrecognised person does to be recognised on this platform. */
  readonly identify: string;
  /** The words after the command's name, as many as its usage allows. */
  readonly args: readonly string[];
  readonly farm: Farm;
  /** Reads the whole farm: one batch a host, hosts in parallel. */
  look(): Promise<FarmState>;
  /** Reads what else a command wants to know, by the same rules. */
  readonly read: ReadFarm;
  /** Runs that are not settled: what they hold and reserve. */
  pending(): Promise<readonly RunView[]>;
  /** Who is told of builds besides those who ask for them. */
  readonly subscriptions: Subscriptions;
  /** Plans, runs, approvals. */
  readonly office: Office;
}

/** What can be said to a command, and what comes back. */
export interface Example {
  /** What was said before it, by somebody who may, each having been approved and come to its end. */
  readonly after?: readonly string[];
  /** What a person types, without `!`. */
  readonly say: string;
  /** A part of what comes back. */
  readonly shows: string;
}

interface CommandText {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** What other tools call it: whoever types that is told the name here, and nothing is run. */
  readonly elsewhere?: readonly string[];
  /** `clone SOURCE SUFFIX`; optional words in brackets: `status [VM]`; any number: `plan COMMAND…`. How many words fit is read from it. */
  readonly usage: string;
  /** One line. */
  readonly summary: string;
  /** More lines for `!help NAME`; a function where they name what the farm is made of. */
  readonly details?: readonly string[] | ((farm: Farm) => readonly string[]);
  /** Its help, and run as tests against the sandbox. */
  readonly examples: readonly Example[];
}

/** Answers at once and changes nothing on the farm. */
export interface Reading extends CommandText {
  /** `settle`: it decides about runs (approve, cancel), so it is for people farm.yaml lists. */
  readonly kind: 'read' | 'settle';
  /** Undefined: what happens to the run says it all, and is told where the run was asked. */
  answer(asking: Asking): Promise<Reply | undefined>;
}

/** Makes a plan. */
export interface Planning extends CommandText {
  readonly kind: 'plan';
  /** The worst it can do: what the policy, and help, go by before there is a plan. */
  readonly risk: Risk;
  /** Throws Refusal. Called again when somebody took a chosen value meanwhile. */
  plan(asking: Asking): Promise<Wanted>;
}

/** Something people can type. */
export type Command = Reading | Planning;
