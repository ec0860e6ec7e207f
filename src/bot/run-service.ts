import type { PendingRun } from '../engine/claims.ts';
import type { Decided } from '../engine/decision.ts';
import type { Engine } from '../engine/engine.ts';
import type { Errand } from '../engine/errand.ts';
import type { ReadingHosts } from '../engine/look.ts';
import type { Plan, Wanted, WantedStep } from '../engine/plan.ts';
import type { RunView } from '../engine/run.ts';
import type { Farm } from '../farm/farm.ts';
import type { RunHead, RunQuery, StoredEvent } from '../journal/journal.ts';
import type { Json } from '../journal/json.ts';
import { type AboutRun, aboutRun } from './about-run.ts';
import * as approvals from './approvals.ts';
import type { Approvers } from './approvers.ts';
import { barredText } from './bars.ts';
import type { Command, CommandContext, CommandRuns, Planning, PlanningContext } from './command.ts';
import { orRefuse } from './engine-refusal.ts';
import { floored } from './floored.ts';
import { identified } from './identified.ts';
import type { Incoming } from './incoming.ts';
import { itself } from './itself.ts';
import type { Person } from './people.ts';
import { mayUse } from './policy.ts';
import { Refusal } from './refusal.ts';
import { runOfMessage } from './run-of-message.ts';
import { type Standing, vmsOf } from './standing.ts';
import { gateFor, type gateForItself, overridden, refuseItself, refuseLoss } from './submission-gate.ts';
import { against, approversOf, waitsFor } from './waits-for.ts';
import { listed, sentence } from './words.ts';

export interface RunServiceParts {
  readonly engine: Engine;
  readonly farm: Farm;
  readonly commands: readonly Command[];
  /** The one the engine asks. */
  readonly standing: Standing;
  /** Called with each run that is about to be decided about here. */
  readonly touched?: (run: number) => void;
}

/** Plans, runs and decisions about them under the farm's policy. Throws Refusal for what it does not do. */
export class RunService implements CommandRuns {
  readonly #parts: RunServiceParts;
  readonly #errand: Errand;

  constructor(parts: RunServiceParts, errand: Errand = {}) {
    this.#parts = parts;
    this.#errand = errand;
  }

  /** The same service, whose writes say which message asked for them, and depend on a lease. */
  on(errand: Errand): RunService {
    return new RunService(this.#parts, errand);
  }

  get commands(): readonly Command[] {
    return this.#parts.commands;
  }

  mayUse(command: Command, person: Person | null): boolean {
    return mayUse(this.#parts.farm.policy, command, person);
  }

  /** The run a word names: `7`, `#7`. Throws Refusal. */
  async run(word: string): Promise<RunView> {
    const number = /^#?([1-9][0-9]{0,8})$/.exec(word)?.[1];
    if (number === undefined) throw new Refusal(`"${word}" is not the number of a run, such as 7. !runs lists them.`);
    const view = await this.#parts.engine.view(Number(number));
    if (!view) throw new Refusal(`There is no run ${number}. !runs lists them.`);
    return view;
  }

  runs(query?: RunQuery): Promise<readonly RunHead[]> {
    return this.#parts.engine.runs(query);
  }

  unsettled(): Promise<readonly RunView[]> {
    return this.#parts.engine.unsettled();
  }

  /** The same, each with what it takes of the farm. */
  pending(): Promise<readonly PendingRun[]> {
    return this.#parts.engine.pending();
  }

  events(run: number): Promise<readonly StoredEvent[]> {
    return this.#parts.engine.journal.events(run);
  }

  decided(kind: string): Promise<ReadonlyMap<string, Decided>> {
    return this.#parts.engine.decided(kind);
  }

  waitsFor(view: RunView): Promise<string | undefined> {
    return waitsFor(this.#parts.standing, view);
  }

  against(view: RunView): Promise<readonly string[]> {
    return against(this.#parts.standing, view);
  }

  async barred(plan: Plan, plannedAt?: string): Promise<string | undefined> {
    const barred = await this.#parts.standing.barred(plan, plannedAt);
    return barred && barredText(barred, this.#parts.farm);
  }

  approvers(view: RunView): Promise<Approvers> {
    return approversOf(this.#parts, view);
  }

  hostsOf(step: WantedStep): readonly string[] {
    return this.#parts.engine.hostsOf(step);
  }

  async about(view: RunView): Promise<AboutRun> {
    const waitsFor = await this.waitsFor(view);
    const { who } = waitsFor === undefined ? { who: [] } : await this.approvers(view);
    return aboutRun(this.#parts.engine, view, { waitsFor, mayApprove: who });
  }

  /** What a command would do, having looked at the hosts; nothing is kept. Throws Refusal. */
  async preview(command: Planning, context: CommandContext): Promise<Plan> {
    return this.#orRefuse(async () => {
      const hosts = this.#parts.engine.reading();
      const plan = await this.#parts.engine.plan(await this.#wanted(command, context, hosts), hosts);
      refuseLoss(this.#parts.standing, plan);
      return plan;
    });
  }

  /** What the command wants, by what it reads of these hosts. */
  async #wanted(command: Planning, context: CommandContext, hosts: ReadingHosts): Promise<Wanted> {
    const { engine } = this.#parts;
    // Before the hosts are looked at: what a run does meanwhile is so counted twice at worst, and never not at all.
    const open = await this.pending();
    const planning: PlanningContext = {
      ...context,
      pending: async () => open,
      look: () => context.look(hosts),
      read: (parts) => context.read(parts, hosts),
      undoing: (run) => this.#orRefuse(() => engine.undoing(run, hosts)),
      foresee: (steps) => void engine.foresee(steps, hosts),
    };
    const wanted = floored(await command.plan(planning), command);
    const overrides = await overridden(this.#parts.standing, command, wanted, context.remarks);
    return { ...wanted, notes: [...wanted.notes, ...overrides], ...context.remarks };
  }

  /** Plans what was asked, and writes it down as a run that waits or begins. Throws Refusal. */
  async submit(command: Planning, context: CommandContext, asked: Json): Promise<RunView> {
    const person = identified(context);
    return this.#orRefuse(async () => {
      return this.#parts.engine.submit({
        make: (hosts) => this.#wanted(command, context, hosts),
        by: person.name,
        asked,
        gate: (plan) => gateFor(this.#parts, person, plan),
        errand: this.#errand,
      });
    });
  }

  /** The same of what farmhand does by itself, as was approved before: nobody is asked again, where `gate` says nothing else. Throws Refusal. */
  submitItself(wanted: Wanted, asked: Json, gate: typeof gateForItself = refuseItself): Promise<RunView> {
    return this.#orRefuse(() =>
      this.#parts.engine.submit({
        make: async () => wanted,
        by: itself,
        asked,
        gate: (plan) => gate(this.#parts, plan),
        errand: this.#errand,
      }),
    );
  }

  /** The run that this message became, or about which it decided, already. */
  became(message: Incoming): Promise<number | undefined> {
    return runOfMessage(this.#parts.engine, message);
  }

  /** Takes a vote. `hash`: the plan's, or its first digits, as the person saw it. Throws Refusal. */
  async vote(run: number, ballot: approvals.Ballot, from: string): Promise<RunView> {
    const { standing } = this.#parts;
    const { vote, person } = ballot;
    const view = await standing.asNow(await this.run(String(run)));
    const refused = approvals.refused(view, ballot, new Date());
    if (refused !== undefined) throw new Refusal(sentence(refused));
    if (vote !== 'withdraw') this.#refuseSettlingRun(vote, person, view);
    const objections = vote === 'approve' ? await standing.objections(view) : [];
    if (objections.length > 0)
      throw new Refusal(`Run ${run} cannot run any more: ${objections.join('; ')}.`, `!deny ${run} ends it.`);
    const barred = vote === 'approve' ? await this.barred(view.plan, view.plannedAt) : undefined;
    if (barred !== undefined) throw new Refusal(`Run ${run} cannot begin now: ${barred}.`, `!deny ${run} ends it.`);
    this.#parts.touched?.(run);
    const people = standing.voters(view);
    return this.#orRefuse(() =>
      this.#parts.engine.vote(
        run,
        {
          vote,
          person: person.name,
          from,
          hash: view.plan.hash,
          because: ballot.because,
          enough: (latest) => approvals.enough({ ...latest, ...(view.gate && { gate: view.gate }) }, people),
        },
        this.#errand,
      ),
    );
  }

  /** Ends a wait, stops a run, or leaves a failed one as it is. Throws Refusal. */
  async cancel(run: number, person: Person): Promise<RunView> {
    this.#refuseSettlingRun('cancel', person, await this.run(String(run)));
    this.#parts.touched?.(run);
    return this.#orRefuse(() => this.#parts.engine.cancel(run, person.name, this.#errand));
  }

  /** Goes on with a failed or cancelled run, for a person who could ask for it anew. Throws Refusal. */
  async retry(run: number, person: Person): Promise<RunView> {
    const view = await this.run(String(run));
    this.#refuseSettlingRun('retry', person, view);
    const { standing } = this.#parts;
    const who = await standing.notForRun(person, view);
    if (who !== undefined) throw new Refusal(`Only ${who} may ${view.plan.title}, so they alone may retry it.`);
    this.#parts.touched?.(run);
    return this.#orRefuse(() => this.#parts.engine.retry(run, person.name, this.#errand));
  }

  /** Whether a later run removed what this one made, so that nothing of it is left to take back. */
  isGone(view: RunView): Promise<boolean> {
    return this.#parts.engine.isGone(view);
  }

  /** Throws Refusal where a rule of the policy has a command that decides for others than this person, on these VMs. */
  refuseSettling(command: string, person: Person, vms: readonly string[], what = `!${command} ${listed(vms)}`): void {
    const who = this.#parts.standing.refusal(command, person, vms);
    if (who !== undefined) throw new Refusal(`Only ${who} may ${what}.`);
  }

  #refuseSettlingRun(command: string, person: Person, { run, plan }: RunView): void {
    this.refuseSettling(command, person, vmsOf(plan), `${command} run ${run} (${plan.title})`);
  }

  #orRefuse<T>(work: () => Promise<T>): Promise<T> {
    return orRefuse(this.#parts.engine, work);
  }
}
