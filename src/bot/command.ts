import type { Risk } from '../engine/action.ts';
import type { PendingRun } from '../engine/claims.ts';
import type { Decided } from '../engine/decision.ts';
import type { ReadingHosts } from '../engine/look.ts';
import type { Plan, Remarks, Wanted, WantedStep } from '../engine/plan.ts';
import type { RunView } from '../engine/run.ts';
import type { Farm } from '../farm/farm.ts';
import type { ReadFarm } from '../farm/read-parts.ts';
import type { FarmState } from '../farm/state.ts';
import type { RunHead, RunQuery, StoredEvent } from '../journal/journal.ts';
import type { AboutRun } from './about-run.ts';
import type { Reply } from './adapter.ts';
import type { Ballot } from './approvals.ts';
import type { Approvers } from './approvers.ts';
import type { Drift } from './drift.ts';
import type { Speaker, Where } from './incoming.ts';
import type { Pages } from './pages.ts';
import type { Person } from './people.ts';
import type { SettingsAgreement } from './settings-agreement.ts';
import type { Subscriptions } from './subscriptions.ts';

/** What a command may use to answer. */
export interface CommandContext {
  /** Nobody farm.yaml lists, or nobody the network vouches for: null. */
  readonly person: Person | null;
  readonly speaker: Speaker;
  readonly where: Where;
  /** What an unrecognised person does to be recognised on this platform. */
  readonly identify: string;
  /** The words after the command's name, as many as its usage allows. */
  readonly args: readonly string[];
  /** What was said with them: why, for which ticket. */
  readonly remarks: Remarks;
  readonly farm: Farm;
  /** Reads the whole farm now: one batch a host, hosts in parallel. `through`: other hosts than the farm's own. */
  look(through?: ReadingHosts): Promise<FarmState>;
  /** Reads what else a command wants to know, by the same rules. */
  readonly read: ReadFarm;
  /** Runs that are not settled, with what they take of the farm. */
  pending(): Promise<readonly PendingRun[]>;
  /** Places that get news of builds besides those where they were asked for. */
  readonly subscriptions: Subscriptions;
  /** What runs left on the farm, compared with what is there. */
  readonly drift: Drift;
  /** farm.yaml in its file, to be read anew; absent where farmhand was not started from one. */
  readonly settings?: Pick<SettingsAgreement, 'propose' | 'follow' | 'problem'> | undefined;
  /** Absent where the farm has no pages in a browser. */
  readonly pages?: Pages | undefined;
  /** Plans, runs, approvals. */
  readonly runService: CommandRuns;
}

/**
 * What a command that plans may use besides. What is read here is read once a plan: its steps see what the command saw. Runs that are pending are those
 * that were so before anything was read.
 */
export interface PlanningContext extends CommandContext {
  /** The steps that take a run back. Throws Refusal. */
  undoing(run: number): Promise<Wanted>;
  /** Says beforehand which steps there will probably be, so that what they depend on is read while the command reads the rest. */
  foresee(steps: readonly WantedStep[]): void;
}

/** The farm as it was read for somebody within the last second, and since the newest event of any run; read now, where it was not. */
export interface RecentFarm {
  look(): Promise<FarmState>;
  readonly read: ReadFarm;
}

/** What a command that plans nothing may use besides. */
export interface ReadingContext extends CommandContext {
  /** For answers: no choice and no plan goes by it. */
  readonly recent: RecentFarm;
  /** What is left of the last long answer to this person in this place, given once. */
  more(): Reply | undefined;
}

/** Plans, runs and decisions about them, as far as commands use them. Throws Refusal for what is not done. */
export interface CommandRuns {
  readonly commands: readonly Command[];
  /** Whether this person may use the command on some VM at least. */
  mayUse(command: Command, person: Person | null): boolean;
  /** The run a word names: `7`, `#7`. */
  run(word: string): Promise<RunView>;
  runs(query?: RunQuery): Promise<readonly RunHead[]>;
  /** Runs that hold locks or wait for something, newest first. */
  unsettled(): Promise<readonly RunView[]>;
  events(run: number): Promise<readonly StoredEvent[]>;
  /** What was decided last of a kind, by what it is about. */
  decided(kind: string): Promise<ReadonlyMap<string, Decided>>;
  /** Who can still settle what it waits for, in words; undefined when it waits for nobody. */
  waitsFor(view: RunView): Promise<string | undefined>;
  /** What stands against the run by now, each in words: it will not begin, go on or be retried so. */
  against(view: RunView): Promise<readonly string[]>;
  /** What keeps a plan, or a run that was planned then, from beginning now though it may be done, and when it can, in words; undefined: nothing. */
  barred(plan: Plan, plannedAt?: string): Promise<string | undefined>;
  /** Until when the run can be approved, and by whom. */
  approvers(view: RunView): Promise<Approvers>;
  /** What is said of a run besides its view. */
  about(view: RunView): Promise<AboutRun>;
  /** The hosts a step looks at and changes; none of one that this version does not know. */
  hostsOf(step: WantedStep): readonly string[];
  /** What a command would do, having looked at the hosts; nothing is kept. */
  preview(command: Planning, context: CommandContext): Promise<Plan>;
  /** Takes a vote. */
  vote(run: number, ballot: Ballot, from: string): Promise<RunView>;
  /** Ends a wait, stops a run, or leaves a failed one as it is. */
  cancel(run: number, person: Person): Promise<RunView>;
  /** Goes on with a failed or cancelled run. */
  retry(run: number, person: Person): Promise<RunView>;
  /** Whether a later run removed what this one made. */
  isGone(view: RunView): Promise<boolean>;
  /** Throws Refusal where a rule of the policy has a command that decides for others than this person, on these VMs. */
  refuseSettling(command: string, person: Person, vms: readonly string[], what?: string): void;
}

/** What can be said to a command, and what comes back. */
export interface Example {
  /** What was typed before it, by a person who may; each was approved and came to its end. */
  readonly after?: readonly string[];
  /** What a person types, without `!`. */
  readonly say: string;
  /** A part of what comes back. */
  readonly shows: string;
}

interface CommandText {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** What other tools call it: typing that shows the name here, and runs nothing. */
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
  /** What follows `because` is no word of it, but why. */
  readonly reasons?: true;
  /** Undefined: the news of the run, sent where it was asked for, say everything. */
  answer(context: ReadingContext): Promise<Reply | undefined>;
}

/** Makes a plan. */
export interface Planning extends CommandText {
  readonly kind: 'plan';
  /** The worst it can do: what the policy, and help, go by before there is a plan. */
  readonly risk: Risk;
  /** What it says where its words ask for no plan; undefined: they do. Throws Refusal. */
  shows?(context: ReadingContext): Promise<Reply | undefined>;
  /** The command whose doing it comes to when it is taken back, so that the policy's rules about that hold too; itself, when left out. */
  readonly undoneAs?: string;
  /** It may be asked for where the farm.yaml of the process is not the one that holds; nothing else that plans may. */
  readonly evenOutOfStep?: true;
  /** Throws Refusal. Called again when another run took a chosen value meanwhile. */
  plan(context: PlanningContext): Promise<Wanted>;
}

/** Something people can type. */
export type Command = Reading | Planning;
