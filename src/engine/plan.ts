import type { Lock } from '../journal/journal.ts';
import { hashOf, type Json } from '../journal/json.ts';
import type { Effect, Invocation, Risk } from './action.ts';
import type { Decision } from './decision.ts';

/** A wanted step: what a command writes. */
export interface WantedStep extends Invocation {
  /** Unique in the plan; /^[a-z][a-z0-9-]*$/. */
  readonly id: string;
  /** Ids of the steps that must be done before it. */
  readonly after: readonly string[];
}

/** What a press of a button types, where a platform has buttons. */
export interface Offer {
  /** On the button. */
  readonly label: string;
  /** A command, as people type it without its sign. */
  readonly types: string;
}

/** Something people are told unasked. */
export interface Notice {
  /** The whole in one line, without a stop at its end. */
  readonly headline: string;
  /** What can be typed, a sentence each, without a stop. */
  readonly next: readonly string[];
  /** What is offered to whom it is for: no more than they may. */
  readonly offers?: readonly Offer[];
}

/** What a run is for, outside of the farm. */
export interface Ticket {
  /** As people wrote it: "#1234". */
  readonly name: string;
  /** Where it is. */
  readonly link?: string;
}

/** What is said with a command besides its own words. */
export interface Remarks {
  /** Why, in the words of who asked. */
  readonly because?: string;
  readonly ticket?: Ticket;
  /** It is to begin though something that passes keeps it from beginning; who judges says what. */
  readonly override?: true;
}

/** What a command asks of the engine. */
export interface Wanted extends Remarks {
  /** As people would type it again: "clone gallifrey dev". */
  readonly command: string;
  /** "clone gallifrey to gallifrey-dev" */
  readonly title: string;
  /** VMs it is about, for lists and policy. */
  readonly subjects: readonly string[];
  /** VMs it only copies from: policy is about them too. */
  readonly sources?: readonly string[];
  /** The values chosen, name and value, in the order to show them: address, MAC, port … */
  readonly values: readonly (readonly [string, string])[];
  /** What is lost by it, at once, perhaps, or after a while, the worst first: people see that before everything else. */
  readonly losses?: readonly string[];
  /** What it costs and what is left, and whatever else people should know before they approve. */
  readonly notes: readonly string[];
  /** People who would notice it, by the names the farm has for them: they are called by name where the plan is shown. */
  readonly noticed?: readonly string[];
  /** Whose doing it is besides the asker's that it is asked for: where the asker's approval does not count, neither does theirs. */
  readonly askedToo?: readonly string[];
  /** Whole seconds for which nobody had used what it is about when it was made; absent: somebody does, or that is not known. */
  readonly idle?: number;
  /** Who asked, where what it is about belonged to them when it was made; and the run that had decided that. */
  readonly owner?: { readonly name: string; readonly run: number };
  /** All it takes away can be had back for a while. */
  readonly kept?: true;
  /** What the policy calls it, where that is not the command's name. */
  readonly deed?: string;
  readonly locks: readonly Lock[];
  readonly steps: readonly WantedStep[];
  /** What it decides once all its steps are done. */
  readonly decisions?: readonly Decision[];
  /** What it tells who it is for: all that is said of a run without steps. */
  readonly tells?: Notice;
  /** The risk at least, however little there is left to do. */
  readonly least?: Risk;
  /** The run this plan takes back. */
  readonly undoes?: number;
}

/** A wanted step after the hosts were looked at. */
export interface PlannedStep extends WantedStep {
  readonly title: string;
  readonly risk: Risk;
  /** What it will do; absent when there is nothing to do. */
  readonly effect?: Effect;
  /** Why there is nothing to do. */
  readonly skip?: string;
}

export interface Plan extends Omit<Wanted, 'steps' | 'least'> {
  readonly steps: readonly PlannedStep[];
  /** The worst of its steps' that have something to do, and of what its command is known for. */
  readonly risk: Risk;
  /** SHA-256 over everything above: what people approve. */
  readonly hash: string;
}

/** The plan with its hash; the hash covers every other member. */
export function sealed(plan: Omit<Plan, 'hash'>): Plan {
  return { ...plan, hash: hashOf(plan as unknown as Json) };
}
