import * as z from 'zod';
import type { Json } from '../journal/json.ts';
import type { Fence, Hosts } from '../ssh/host.ts';
import type { Claimed } from './claimed.ts';
import type { Facts, ValuesOf } from './facts.ts';
import type { Lasting } from './lasting.ts';

/** safe: nobody else notices; disruptive: others may; destructive: something can be lost. */
export type Risk = 'safe' | 'disruptive' | 'destructive';

/** A difference in one file, as approved: what goes and what comes, line by line. */
export interface FileChange {
  readonly host: string;
  readonly path: string;
  readonly removed: readonly string[];
  readonly added: readonly string[];
  /** Shown but not compared before the step runs, since it may rightly differ by then (a zone's serial). */
  readonly volatile?: readonly { readonly removed: string; readonly added: string }[];
}

/** Exactly what a step does: this is approved, and compared again before it runs. */
export interface Effect {
  /** Commands as an operator would type them. */
  readonly commands: readonly string[];
  readonly changes?: readonly FileChange[];
}

/** What is to be done about what the host shows. */
export type Judgement =
  /** Already as wanted: the step is skipped, for this reason. */
  | { readonly is: 'done'; readonly why: string }
  | { readonly is: 'todo'; readonly effect: Effect }
  /** The host does not allow it as it stands; what is in the way, and what to do. */
  | { readonly is: 'blocked'; readonly why: string };

/** A step in the making: an action by name and its arguments, all of them data. */
export interface Invocation extends Conditional {
  /** What must be so for it, looked at with the step itself: when the plan is made, and again before it is done. */
  readonly provided?: Provided;
}

/** A condition by the name of the action that has it, and its arguments. */
export interface Conditional {
  readonly action: string;
  readonly args: Json;
}

/** A condition of a step. */
export interface Provided extends Conditional {
  /** Where it is not so: the step has nothing to do, or the run stops before it. */
  readonly otherwise: 'skip' | 'stop';
  /** What must be so instead once that step of the same plan was done. */
  readonly afterwards?: Conditional & { readonly step: string };
}

/** What the hosts show of a condition. */
export interface Standing {
  /** Why it is not so, in words for people; null: it is. */
  readonly why: string | null;
  /** Identity of what is found in its place; null: nothing. */
  readonly found: string | null;
}

/** Something that is so or not, as the hosts show it. */
export interface Condition<Args = unknown, Read extends Facts = Facts> {
  readonly args: z.ZodType<Args>;
  facts(args: Args): Read;
  see(args: Args, values: ValuesOf<Read>): Standing;
}

/** The thing a run is for: what else the run makes belongs to it. */
export interface Thing {
  /** Distinguishes it for ever from every other thing, also from one of the same name; null: it was not made. */
  readonly id: string | null;
  /** As people call it. */
  readonly name: string;
  /** It has its name; of what was not made: nothing else has. */
  readonly there: Conditional;
  /** Nothing has its name. */
  readonly gone: Conditional;
}

/** What a step really changed: whatever its undoing needs. `null`: nothing. */
export type Receipt = Json;

/**
 * The receipts of a kind of step: how one is made, and how it is read again. Both are here, so that what `of` gives is checked by the
 * compiler against the schema by which a later version of farmhand reads it.
 */
export interface Receipts<Args, Seen, Changed extends Json> {
  /** Reads receipts back from the journal, those of earlier versions too: what was added since is optional. One that is null is not read. */
  readonly schema: z.ZodType<Changed>;
  /** What was changed, from what was seen before and after; null: nothing. Also asked of a step that failed. */
  of(args: Args, before: Seen, after: Seen, run: number): NoInfer<Changed> | null;
}

/** Receipts of steps after which there is never anything to take back. */
export const noReceipt = { schema: z.null(), of: () => null };

/** How what a step changed is taken back, or why it is not. */
export type Undoing =
  | {
      /** In the order they are to be done. */
      readonly by: readonly Invocation[];
      /** They name what was made by an identity of its own, so that nothing else can be met whatever has its name by now. */
      readonly identified?: boolean;
    }
  /** Why it stays as it is, though the rest of its run can be taken back. */
  | { readonly stays: string }
  /** Why the run as a whole cannot be taken back. */
  | { readonly cannot: string };

/** How far a step is. */
export interface Progress {
  /** 0 to 1, when known. */
  readonly part?: number;
  /** One short line: "12.4 of 30 GiB, 96 MiB/s". */
  readonly text: string;
}

/** What `apply` may use. */
export interface Applying {
  readonly hosts: Hosts;
  readonly run: number;
  readonly step: string;
  /** The same after a crash: what was started under this name is found again by it. Matches /^[a-z0-9][a-z0-9.-]*$/. */
  readonly attempt: string;
  /** The names of those before it, which failed: what they left on the host may be of use. */
  readonly earlier: readonly string[];
  /** For what the host guards: only this run's newer worker may go on, whatever other runs do meanwhile. */
  readonly fence: Fence;
  /** Aborted when a person cancels the run, and only then: stop what runs on the host, then throw. */
  readonly signal: AbortSignal;
  progress(progress: Progress): void;
  /** Waits. Throws when the run is cancelled, and when this process must let go of the run: what was started on the host then goes on. */
  sleep(milliseconds: number): Promise<void>;
  /** A named place where the crash harness may kill the process. */
  fault(name: string): void;
}

/**
 * A kind of step: how to see, judge, do and undo it. Arguments say everything (host, paths, names, values), so that a plan
 * means the same when the configuration has changed since.
 */
export interface Action<
  Args = unknown,
  Seen extends Json = Json,
  Read extends Facts = Facts,
  Changed extends Json = Json,
> {
  /** `PLATFORM.WHAT`, such as `disk.snapshot`. */
  readonly name: string;
  /** Where it depends on what is asked for, such as present or absent: by its arguments. */
  readonly risk: Risk | ((args: Args) => Risk);
  /** It takes away something of a VM (a record, a forwarded port), though that can be had back: never done to a protected VM. */
  readonly removes?: boolean | ((args: Args) => boolean);
  /** Reads arguments back from the journal; what does not fit was written by another version, and is refused. */
  readonly args: z.ZodType<Args>;
  /** How much there is to do, in the action's own unit (bytes to copy): the time left is worked out from it. Default 1. */
  work?(args: Args): number;
  /** Its facts tell of an edit of its own that is still in flight on the host, and `apply` takes part in it: nobody waits for its end before a look. */
  readonly joins?: boolean;
  /** What it takes of the farm, beyond what the hosts show before it: memory, room, addresses, MACs, ports. Nobody else is given that meanwhile. */
  claims?(args: Args): readonly Claimed[];
  /** One line for people: "snapshot of gallifrey's disk (1 GiB copy-on-write space)". */
  title(args: Args): string;
  /** The hosts' state this step depends on, read in one batch a host. */
  facts(args: Args): Read;
  /** Puts what the facts give into the one small value everything else looks at. */
  see(args: Args, values: ValuesOf<Read>): Seen;
  /** `planning`: earlier steps of the same plan have not run yet, so what they will make may be missing. */
  judge(args: Args, seen: Seen, planning: boolean): Judgement;
  /** Does it. Called again with the same `attempt` after a crash: must then find what it began. Ending without a throw proves nothing: the host is looked at again. */
  apply(args: Args, seen: Seen, applying: Applying): Promise<void>;
  /** What was changed, for `undo` and all else that goes by it. */
  readonly receipt: Receipts<Args, Seen, Changed>;
  /** What came of it, in one line for people, where its title does not say it all: shown when the run has ended well. */
  summary?(args: Args, receipt: Changed): string;
  /** Whether what came of it, as its summary says it, makes the run a failed one though everything in it was done: of a step that finds something out. */
  fails?(args: Args, receipt: Changed): boolean;
  undo(args: Args, receipt: Changed): Undoing;
  /** What other steps may be made to depend on. */
  readonly condition?: Condition;
  /** What the run is for, where this kind of step makes that; asked without a receipt when it was not made. */
  thing?(args: Args, receipt: Changed | null): Thing;
  /** Identity of the thing that is no more after the step. */
  removed?(args: Args, receipt: Changed): string;
  /**
   * Of a step that took away the very thing its run is about, and whose undoing brings that back: what must be so before that and after it, for anything of
   * the run to be taken back.
   */
  returns?(args: Args, receipt: Changed): Conditional | undefined;
  /** What it sets anew each time, as a switch: of several steps that set the same, only the last one's doing is still there. */
  sets?(args: Args): string;
  /** After it, people may have worked with what the run made. */
  readonly opens?: boolean;
  /** What is there by it from then on. */
  readonly lasting?: Lasting<Args, Seen>;
}

/**
 * A kind of step under a name it had before, as journals have it. `read` makes its arguments of those that went with that name: what the name
 * said among them.
 */
export function formerly(
  name: string,
  definition: Action,
  read: (args: Readonly<Record<string, unknown>>) => unknown,
): Action {
  return { ...definition, name, args: z.looseObject({}).transform(read).pipe(definition.args) };
}

/** What a step of these arguments can do at worst. */
export function riskOf({ risk }: Pick<Action, 'risk'>, args: unknown): Risk {
  return typeof risk === 'function' ? risk(args) : risk;
}

/** Whether a step of these arguments takes away something of a VM. */
export function isRemoval({ removes = false }: Pick<Action, 'removes'>, args: unknown): boolean {
  return typeof removes === 'function' ? removes(args) : removes;
}

/** The actions an engine knows, by name. */
export type Actions = ReadonlyMap<string, Action>;

/** Keeps the types of arguments and facts checked where a condition is written, and forgets them where conditions are listed. */
export function condition<Args, Read extends Facts>(
  definition: { readonly args: z.ZodType<Args> } & Condition<NoInfer<Args>, Read>,
): Condition;
export function condition(definition: Condition): Condition {
  return definition;
}

/**
 * Keeps the types of arguments, facts, what is seen and receipts checked where an action is written, and forgets them where actions
 * are listed. They are inferred, from `args`, `facts`, `see` and `receipt.schema`; each member is to stand after those whose types it takes.
 */
export function action<Args, Seen extends Json, Read extends Facts, Changed extends Json>(
  definition: { readonly args: z.ZodType<Args> } & Action<NoInfer<Args>, Seen, Read, Changed>,
): Action;
export function action(definition: Action): Action {
  return definition;
}
