import type { Actions, Risk } from '../engine/action.ts';
import type { Decided, Decisions } from '../engine/decision.ts';
import { type Judge, losing } from '../engine/judge.ts';
import type { Plan, Wanted } from '../engine/plan.ts';
import { worst } from '../engine/planner.ts';
import type { Gate, RunView } from '../engine/run.ts';
import { mayBeInUse } from '../engine/undo.ts';
import type { Farm } from '../farm/farm.ts';
import { namesOf } from '../farm/naming.ts';
import * as approvals from './approvals.ts';
import { type Barred, barredAt, barredText } from './bars.ts';
import type { Command } from './command.ts';
import { freezing } from './freezes.ts';
import { strictest } from './gate.ts';
import { itself } from './itself.ts';
import { ownerIn, putOff } from './ownership.ts';
import type { Person } from './people.ts';
import { admits, askers, type Deed, gateOf, whoMay } from './policy.ts';
import { isHeldUnused, riskOf } from './risk.ts';
import { commandNamed } from './understand.ts';

export interface StandingParts {
  readonly farm: Pick<Farm, 'people' | 'policy' | 'vms' | 'naming' | 'timezone'>;
  readonly commands: readonly Command[];
  readonly actions: Actions;
  /** A run as the journal has it; undefined when there is none of that number. */
  readonly view: (run: number) => Promise<RunView | undefined>;
  readonly decisions: Pick<Decisions, 'newest'>;
  /** Left out: this machine's clock. */
  readonly now?: () => Date;
}

/** Milliseconds for which what a plan says of who uses its VM holds for a run that has not begun. */
const evidenceHolds = 3_600_000;

/** How a plan, or a run that was planned before, stands by the farm.yaml that holds now: people, policy, protection. */
export class Standing {
  readonly #parts: StandingParts;

  constructor(parts: StandingParts) {
    this.#parts = parts;
  }

  /** What the policy goes by. A plan is as risky as its command is known to be, however little of it is left to do. Throws JournalUnusable. */
  async deed(plan: Plan): Promise<Deed> {
    const command = nameOf(plan);
    return {
      command: plan.deed ?? command,
      about: worst([leastRisk(plan, commandNamed(this.#parts.commands, command)), await this.#risk(plan)]),
      vms: vmsOf(plan),
      ...(await this.conditions(plan)),
    };
  }

  /**
   * What rules of the policy may ask of a plan besides: whose its VM is, by the plan and by what is decided now, and what an undoing comes to. Throws
   * JournalUnusable.
   */
  async conditions({
    idle,
    owner,
    kept,
    subjects,
    undoes,
    askedToo = [],
  }: Wanted | Plan): Promise<Pick<Deed, 'idle' | 'own' | 'kept' | 'also'>> {
    const owners = owner === undefined ? undefined : await this.#parts.decisions.newest('owner');
    // Decided anew, be it the same, it is not what the plan was made by.
    const isOwn = (decided: Decided | undefined) =>
      decided?.run === owner?.run && ownerIn(decided?.value ?? null)?.person === owner?.name;
    // What comes of another's decision too is not the owner's alone.
    const own = owners && askedToo.length === 0 && subjects.every((vm) => isOwn(owners.get(vm)));
    const also = undoes === undefined ? undefined : await this.#comingTo(undoes);
    return { ...(idle !== undefined && { idle }), ...(own && { own }), ...(kept && { kept }), ...(also && { also }) };
  }

  /** What taking a run back comes to; undefined: nothing, since nobody can have worked with what it holds half made. */
  async #comingTo(run: number): Promise<Deed['also']> {
    const view = await this.#parts.view(run);
    if (!view || isHeldUnused(view, mayBeInUse(view, this.#parts.actions))) return undefined;
    const { command, risk } = await this.#undoneAs(view.plan);
    return { command, about: risk };
  }

  /** The command that does what taking a plan back does, and the worst it can do. */
  async #undoneAs(plan: Plan): Promise<{ readonly command: string; readonly risk: Risk }> {
    const { commands, view } = this.#parts;
    const undone = plan.undoes === undefined ? undefined : await view(plan.undoes);
    const done = undone ? (await this.#undoneAs(undone.plan)).command : nameOf(plan);
    const known = commandNamed(commands, done);
    const command = (known?.kind === 'plan' ? known.undoneAs : undefined) ?? done;
    const same = commandNamed(commands, command);
    return { command, risk: same?.kind === 'plan' ? same.risk : 'safe' };
  }

  /** The same of a run. What is long past says nothing of who uses the VM now; a run that has begun is not stopped because of it. */
  async #deedOf({ plan, plannedAt, startedAt, state }: RunView): Promise<Deed> {
    const { idle, ...deed } = await this.deed(plan);
    const { now = () => new Date() } = this.#parts;
    const at = state === 'running' && startedAt !== undefined ? Date.parse(startedAt) : now().getTime();
    const holds = at - Date.parse(plannedAt) <= evidenceHolds;
    return { ...deed, ...(idle !== undefined && holds && { idle }) };
  }

  async #risk(plan: Plan): Promise<Risk> {
    const run = plan.undoes === undefined ? undefined : await this.#parts.view(plan.undoes);
    return riskOf(plan, run, run !== undefined && mayBeInUse(run, this.#parts.actions));
  }

  /** Why none may run this on its VMs, in words: one of them is protected, and the plan takes something of it away. */
  protection({ subjects, values, steps }: Pick<Plan, 'subjects' | 'values' | 'steps'>): string | undefined {
    const { farm, actions } = this.#parts;
    if (losing(steps, actions).length === 0) return undefined;
    // Under whatever name farm.yaml has it by now.
    const names = new Set([...subjects, ...values.flatMap(([name, value]) => (name === 'name' ? [value] : []))]);
    const found = [...farm.vms.values()].find(
      (vm) => vm.protected && (names.has(vm.name) || names.has(namesOf(farm.naming, vm.name, vm).instance)),
    );
    return found && `${found.name} is protected; farm.yaml says so, under vms`;
  }

  /** What has to be approved of a plan that was made then; undefined: nothing. */
  async gate(plan: Plan, plannedAt: Date): Promise<Gate | undefined> {
    return gateOf(this.#parts.farm.policy, await this.deed(plan), plannedAt, plan.override);
  }

  /**
   * What keeps such a deed from beginning now, though it may be done: freezes, windows. `overriding`: an ISO time; what held by then is
   * overridden. Throws JournalUnusable.
   */
  async barring(deed: Deed, overriding?: string): Promise<Barred | undefined> {
    const { farm, decisions, now = () => new Date() } = this.#parts;
    return barredAt({ farm, freezes: await decisions.newest(freezing) }, deed, now(), overriding);
  }

  /** The same of a plan, or of a run that was planned then: what only decides, and what takes back what is half done, is never kept. */
  async barred(plan: Plan, plannedAt?: string): Promise<Barred | undefined> {
    if (plan.steps.every(({ effect }) => effect === undefined)) return undefined;
    const run = plan.undoes === undefined ? undefined : await this.#parts.view(plan.undoes);
    if (run && run.state !== 'done') return undefined;
    return this.barring(await this.deed(plan), plan.override && plannedAt);
  }

  /** The run with the stricter of the gate it was planned with and the one it would be planned with now. */
  async asNow(view: RunView): Promise<RunView> {
    if (view.by === itself) return view;
    const { plan, plannedAt } = view;
    const now = gateOf(this.#parts.farm.policy, await this.#deedOf(view), new Date(plannedAt), plan.override);
    const gate = strictest([view.gate, now]);
    return gate ? { ...view, gate } : view;
  }

  /** Those whose approval of the run may count: whom farm.yaml lists, and lets approve. */
  voters(view: RunView): approvals.People {
    return (name) => {
      const person = this.#parts.farm.people.get(name);
      return person && this.refusal('approve', person, vmsOf(view.plan)) === undefined ? person : undefined;
    };
  }

  /** Who may ask for what a run does, in words, where this person may not. */
  async notForRun(person: Person, view: RunView): Promise<string | undefined> {
    return this.notFor(person, await this.#deedOf(view));
  }

  /** Who may decide so about something of these VMs, in words, where this person may not: a rule of the policy names the command. */
  refusal(command: string, person: Person, vms: readonly string[]): string | undefined {
    return this.notFor(person, { command, about: 'settle', vms });
  }

  /** Who may do that, in words, where this person may not. */
  notFor(person: Person, deed: Deed): string | undefined {
    const who = askers(this.#parts.farm.policy, deed).find((one) => !admits(one, person));
    return who && whoMay(who);
  }

  /** What stands against the run no matter who approves it, each in words; none when nothing does. */
  async objections(view: RunView): Promise<readonly string[]> {
    const { by, plan } = view;
    const shielded = this.protection({ ...plan, steps: view.steps });
    if (by === itself) return shielded === undefined ? [] : [shielded];
    const asker = this.#parts.farm.people.get(by);
    const others = asker && (await this.notForRun(asker, view));
    const put = await putOff(plan, { decided: (kind) => this.#parts.decisions.newest(kind) });
    return [
      ...(put === undefined ? [] : [put]),
      ...(shielded === undefined ? [] : [shielded]),
      ...(asker ? [] : [`${by}, who asked for it, is not in farm.yaml any more`]),
      ...(others === undefined ? [] : [`only ${others} may ask for it now, and ${by} did`]),
    ];
  }

  /** Whose approval does not count any more, and why, each in words. */
  async lost(view: RunView): Promise<readonly string[]> {
    const now = await this.asNow(view);
    return view.votes.flatMap(({ person: name, hash }) => {
      const person = this.#parts.farm.people.get(name);
      if (hash !== view.plan.hash) return [`${name} approved another plan (${approvals.shortHash(hash)})`];
      if (!person) return [`${name}, who approved it, is not in farm.yaml any more`];
      const may = this.refusal('approve', person, vmsOf(view.plan));
      const why = may === undefined ? approvals.discounted(now, person) : `only ${may} may approve`;
      return why === undefined || !now.gate ? [] : [`${name}'s approval does not count any more: ${why}`];
    });
  }

  /** Whose approval the run lacks, in words, and whose does not count any more; none when it has all it needs. */
  async lacking(view: RunView): Promise<readonly string[]> {
    const missing = approvals.missing(await this.asNow(view), this.voters(view));
    return missing === undefined ? [] : [...(await this.lost(view)), `it lacks the approval of ${missing}`];
  }

  /** The engine asks this before a run begins, at a retry and before steps. */
  readonly judge: Judge = async (view, step) => {
    // What only tells something was asked by nobody.
    if (view.plan.tells && view.steps.length === 0) return undefined;
    // What has begun goes on to its end.
    const barred = step === undefined ? await this.barred(view.plan, view.plannedAt) : undefined;
    const against = [
      ...(await this.objections(view)),
      ...(await this.lacking(view)),
      ...(barred ? [barredText(barred, this.#parts.farm)] : []),
    ];
    return against.length === 0 ? undefined : against.join('; ');
  };
}

/** The VMs policy is about: what has a dot in its name is none. */
export function vmsOf({ subjects, sources = [] }: Pick<Plan, 'subjects' | 'sources'>): readonly string[] {
  return [...new Set([...subjects, ...sources])].filter((name) => !name.includes('.'));
}

/** The risk a plan is taken for at least. An undoing is worth what it takes back, so it goes by its own steps. */
export function leastRisk({ undoes }: Pick<Plan, 'undoes'>, command: Command | undefined): Risk {
  return command?.kind === 'plan' && undoes === undefined ? command.risk : 'safe';
}

function nameOf({ command }: Plan): string {
  return command.split(' ', 1)[0] ?? command;
}
