import { type Engine, NoSuchRun, NotNow } from '../engine/engine.ts';
import type { Errand } from '../engine/errand.ts';
import { type RunEvent, read } from '../engine/events.ts';
import type { Plan, Wanted } from '../engine/plan.ts';
import { PlanBlocked } from '../engine/planner.ts';
import type { Gate, RunView } from '../engine/run.ts';
import { CannotUndo } from '../engine/undo.ts';
import type { Farm } from '../farm/farm.ts';
import { LockHeld, type RunHead, type RunQuery, type StoredEvent } from '../journal/journal.ts';
import type { Json } from '../journal/json.ts';
import type { Incoming } from './adapter.ts';
import { reachable } from './approvable.ts';
import * as approvals from './approvals.ts';
import { askedOf, messageKey } from './asked.ts';
import type { Asking, Command, Planning } from './command.ts';
import type { RunNews } from './news.ts';
import type { Person } from './people.ts';
import { stranger } from './people.ts';
import { gateOf, mayUse } from './policy.ts';
import { Refusal } from './refusal.ts';
import { leastRisk, type Standing, vmsOf } from './standing.ts';
import { capital, listed } from './words.ts';

export interface OfficeParts {
  readonly engine: Engine;
  readonly farm: Farm;
  readonly commands: readonly Command[];
  /** The one the engine asks. */
  readonly standing: Standing;
  /** Told of each run that is about to be decided about here. */
  readonly touched?: (run: number) => void;
}

/** Newest runs among which one is looked for that a message heard before a restart may have become. */
const recent = 100;

/** Where plans are handed in and decided about: the engine under the farm's policy. What it does not do, it says in a Refusal. */
export class Office {
  readonly #parts: OfficeParts;
  readonly #errand: Errand;

  constructor(parts: OfficeParts, errand: Errand = {}) {
    this.#parts = parts;
    this.#errand = errand;
  }

  /** The same office, whose writes say which message asked for them, and hang on a lease. */
  on(errand: Errand): Office {
    return new Office(this.#parts, errand);
  }

  get commands(): readonly Command[] {
    return this.#parts.commands;
  }

  /** Whether this person may use the command on some VM at least. */
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

  events(run: number): Promise<readonly StoredEvent[]> {
    return this.#parts.engine.journal.events(run);
  }

  /** Who can still settle what it waits for, in words; undefined when it waits for nobody. */
  async waitsFor(view: RunView): Promise<string | undefined> {
    if (view.state !== 'waiting') return undefined;
    const { standing } = this.#parts;
    return approvals.waitsFor(await standing.asNow(view), standing.voters(view));
  }

  /** What stands against the run by now, each in words: it will not begin, go on or be retried so. */
  async against(view: RunView): Promise<readonly string[]> {
    const { standing } = this.#parts;
    if (view.state === 'waiting') return [...(await standing.objections(view)), ...(await standing.lost(view))];
    return [...(await standing.objections(view)), ...(await standing.lacking(view))];
  }

  /** Until when the run can be approved, and by whom: names of people; `short` when they are too few. */
  async approvers(
    view: RunView,
  ): Promise<{ readonly until: string; readonly who: readonly string[]; readonly short: boolean }> {
    const { standing, farm } = this.#parts;
    const now = await standing.asNow(view);
    const voters = standing.voters(view);
    const all = [...farm.people.values()].filter(({ name }) => voters(name) !== undefined);
    return {
      until: now.gate?.expires ?? '',
      who: all.filter((person) => approvals.discounted(now, person) === undefined).map(({ name }) => name),
      short: approvals.tooFew(
        now,
        voters,
        reachable(farm).filter(({ name }) => voters(name) !== undefined),
      ),
    };
  }

  /** What news say of a run besides its view. */
  async about(view: RunView): Promise<Pick<RunNews, 'waitsFor' | 'secondsLeft' | 'undoable'>> {
    const { engine } = this.#parts;
    const waitsFor = await this.waitsFor(view);
    const secondsLeft = view.settled ? undefined : await engine.secondsLeft(view);
    return {
      ...(waitsFor !== undefined && { waitsFor }),
      ...(secondsLeft !== undefined && { secondsLeft }),
      // An undoing can be taken back too, but nobody is told to.
      ...(view.state === 'done' && { undoable: view.plan.undoes === undefined && (await engine.undoable(view)) }),
    };
  }

  /** What a command would do, having looked at the hosts; nothing is kept. Throws Refusal. */
  async preview(command: Planning, asking: Asking): Promise<Plan> {
    return this.#orRefuse(async () => {
      const plan = await this.#parts.engine.plan(floored(await command.plan(asking), command));
      this.#refuseLoss(plan);
      return plan;
    });
  }

  /** Plans what was asked, and writes it down as a run that waits or begins. Throws Refusal. */
  async submit(command: Planning, asking: Asking, asked: Json): Promise<RunView> {
    const person = identified(asking);
    return this.#orRefuse(async () => {
      return this.#parts.engine.submit({
        make: async () => floored(await command.plan(asking), command),
        by: person.name,
        asked,
        gate: (plan) => this.#gate(person, plan),
        errand: this.#errand,
      });
    });
  }

  /** The run that this very message became, or about which it decided, already. */
  async became(message: Incoming): Promise<number | undefined> {
    const { engine } = this.#parts;
    const key = messageKey(message);
    if (key === undefined) return undefined;
    const heads = [...(await engine.runs({ limit: recent })), ...(await engine.runs({ settled: false, limit: 1000 }))];
    for (const run of new Set(heads.map((head) => head.run)))
      if ((await this.events(run)).some((event) => messageOf(read(event)) === key)) return run;
    return undefined;
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

  /** Goes on with a failed or cancelled run, for somebody who could ask for it anew. Throws Refusal. */
  async retry(run: number, person: Person): Promise<RunView> {
    const view = await this.run(String(run));
    this.#refuseSettlingRun('retry', person, view);
    const { standing } = this.#parts;
    const who = standing.notFor(person, await standing.deed(view.plan));
    if (who !== undefined) throw new Refusal(`Only ${who} may ${view.plan.title}, so they alone may retry it.`);
    this.#parts.touched?.(run);
    return this.#orRefuse(() => this.#parts.engine.retry(run, person.name, this.#errand));
  }

  /** Whether a later run removed what this one made, so that nothing of it is left to take back. */
  isGone(view: RunView): Promise<boolean> {
    return this.#parts.engine.isGone(view);
  }

  /** The steps that take a run back. Throws Refusal. */
  undoing(run: number): Promise<Wanted> {
    return this.#orRefuse(() => this.#parts.engine.undoing(run));
  }

  /** Throws Refusal where a rule of the policy has a command that decides for others than this person, on these VMs. */
  refuseSettling(command: string, person: Person, vms: readonly string[], what = `!${command} ${listed(vms)}`): void {
    const who = this.#parts.standing.refusal(command, person, vms);
    if (who !== undefined) throw new Refusal(`Only ${who} may ${what}.`);
  }

  #refuseSettlingRun(command: string, person: Person, { run, plan }: RunView): void {
    this.refuseSettling(command, person, vmsOf(plan), `${command} run ${run} (${plan.title})`);
  }

  /** Throws Refusal where the plan takes something of a protected VM away. */
  #refuseLoss(plan: Plan): void {
    const why = this.#parts.standing.protection(plan);
    if (why !== undefined) throw new Refusal(`${why}.`);
  }

  async #gate(person: Person, plan: Plan): Promise<Gate | undefined> {
    if (plan.steps.every(({ effect }) => effect === undefined)) {
      throw new Refusal(`Nothing to do: ${plan.title}.`, ...plan.steps.map(({ title, skip }) => `${title}: ${skip}`));
    }
    this.#refuseLoss(plan);
    const { farm, standing } = this.#parts;
    const deed = await standing.deed(plan);
    const who = standing.notFor(person, deed);
    if (who !== undefined) throw new Refusal(`Only ${who} may ${plan.title}.`);
    return gateOf(farm.policy, deed, new Date());
  }

  async #orRefuse<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof LockHeld) throw new Refusal(...(await this.#heldBy(error)));
      if (error instanceof PlanBlocked) throw new Refusal('That cannot be done as things stand:', ...error.reasons);
      if (error instanceof CannotUndo)
        throw new Refusal(`${sentence(error.message.split(':')[0] ?? '')}`, ...error.reasons);
      if (error instanceof NotNow || error instanceof NoSuchRun) throw new Refusal(sentence(error.message));
      throw error;
    }
  }

  async #heldBy({ key, holder }: LockHeld): Promise<readonly string[]> {
    const view = await this.#parts.engine.view(holder);
    const who = view ? `run ${holder} (${view.plan.title}, asked by ${view.by}, ${view.state})` : `run ${holder}`;
    return [
      `${key.replace(/^vm:/, '').replace(':', ' ')} is being worked on by ${who}.`,
      view?.state === 'failed' || view?.state === 'cancelled'
        ? `It stopped before its end: !retry ${holder} goes on, !undo ${holder} takes it back, !cancel ${holder} leaves it as it is.`
        : `!why ${holder} says what it waits for.`,
    ];
  }
}

/** The message that asked for what an event says; undefined where none did. */
function messageOf(event: RunEvent): string | undefined {
  if (event.type === 'planned') {
    const asked = askedOf(event);
    return asked?.id === undefined ? undefined : messageKey({ where: asked, id: asked.id });
  }
  return event.type === 'posted' || !('message' in event) ? undefined : event.message;
}

/** Who is asking. Throws Refusal when they are not recognised. */
export function identified({ person, speaker, identify }: Pick<Asking, 'person' | 'speaker' | 'identify'>): Person {
  if (person) return person;
  throw new Refusal(stranger(speaker, identify));
}

/** What a command wants, taken for as risky as the command is known to be. */
function floored(wanted: Wanted, command: Planning): Wanted {
  return { ...wanted, least: leastRisk(wanted, command) };
}

function sentence(text: string): string {
  return `${capital(text)}${/[.?!]$/.test(text) ? '' : '.'}`;
}
