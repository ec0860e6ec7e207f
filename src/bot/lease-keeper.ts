import type { Engine } from '../engine/engine.ts';
import type { Errand } from '../engine/errand.ts';
import type { Notice, Offer } from '../engine/plan.ts';
import type { RunView } from '../engine/run.ts';
import type { Farm } from '../farm/farm.ts';
import { vmNamed } from '../farm/naming.ts';
import type { FarmState, Instance } from '../farm/state.ts';
import { isAhead } from '../time/ahead.ts';
import type { CommandContext, Planning } from './command.ts';
import type { Duty } from './duties.ts';
import { again, type Due, dueOf, grace } from './lease-end.ts';
import { announcement, ended, leftToPeople, refused, reminder } from './lease-text.ts';
import { noticeRun } from './notice-run.ts';
import { Places } from './owner-places.ts';
import {
  endSeenTo,
  type Ownership,
  type Ownerships,
  ownerships,
  type Said,
  saying,
  type VmLease,
} from './ownership.ts';
import { NotNow, Refusal } from './refusal.ts';
import type { RequestOrigin } from './request-origin.ts';
import type { RunService } from './run-service.ts';
import { extensions } from './survey/extensions.ts';
import { commandNamed } from './understand.ts';

export interface LeaseKeeperParts extends Pick<CommandContext, 'look' | 'read' | 'subscriptions' | 'drift'> {
  readonly farm: Farm;
  readonly engine: Pick<Engine, 'submit' | 'cancel'>;
  readonly runService: RunService;
  /** Reads the hypervisor's instances now. */
  instances(): Promise<FarmState['instances']>;
  readonly log: (message: string, error?: unknown) => void;
}

type DutyLease = NonNullable<Errand['lease']>;

/** A VM whose lease is looked after. */
interface Leased extends Ownership {
  readonly vm: string;
  readonly instance: Instance;
  readonly lease: VmLease;
}

/** What was begun about the end of a lease, newest first. */
type Attempt = Said & { readonly view: RunView };

/**
 * Tells owners of the end of their VMs before it comes; then stops them, and after a grace destroys them, each as a run of the owner's, which waits for whose
 * approval theirs would. What was said or begun is found in the journal, so that it is not said or begun again.
 */
export class LeaseKeeper implements Duty {
  readonly name = 'what comes of leases';
  readonly #parts: LeaseKeeperParts;
  readonly #places: Places;

  constructor(parts: LeaseKeeperParts) {
    this.#parts = parts;
    this.#places = new Places(parts.runService);
  }

  /** Throws where the hypervisor cannot be asked. */
  async due(now: Date, lease: DutyLease): Promise<void> {
    const { farm, runService, log } = this.#parts;
    const held = await ownerships(runService);
    await this.#cancelOvertaken(held, lease);
    const near = held.leased.filter(
      (vm) => !farm.vms.get(vm)?.protected && held.endsBy(vm, new Date(now.getTime() + 3 * again)),
    );
    if (near.length === 0) return;
    const instances = await this.#parts.instances();
    if ('unknown' in instances) throw new Error(`the VMs could not be read: ${instances.unknown}`);
    for (const vm of near) {
      const full = vmNamed(farm, vm).instance;
      const instance = instances.known.find(({ name }) => name === full);
      const own = held.of(vm, instance);
      const due = instance && own.lease && dueOf(own.lease, own.said, instance, now);
      if (!instance || !own.lease || !due) continue;
      const leased = { ...own, vm, instance, lease: own.lease };
      await this.#see(leased, due, now, lease).catch((error) =>
        log(`the end of the lease of ${vm} could not be seen to; tried again in a minute`, error),
      );
    }
  }

  async #see(leased: Leased, due: Due, now: Date, lease: DutyLease): Promise<void> {
    const { farm } = this.#parts;
    const { vm, owner, lease: own, said } = leased;
    const at = now.toISOString();
    if (owner === undefined || !farm.people.has(owner)) {
      if (said?.about === 'nobody') return;
      return this.#tell(
        leased,
        { about: 'nobody', at },
        leftToPeople(vm, owner, own.until),
        lease,
        await this.#places.public(leased),
      );
    }
    switch (due.is) {
      case 'remind':
        return this.#tell(
          leased,
          { about: due.about, at },
          reminder(vm, due.end, now, this.#offers(leased, now)),
          lease,
        );
      case 'announce':
        return this.#tell(leased, { about: 'down', at, goes: due.goes }, announcement(vm, own.until, due.goes), lease);
      case 'stop':
        return this.#order(leased, 'stop', { about: 'end', at }, lease);
      case 'destroy':
        return this.#order(leased, 'destroy', { about: 'destroy', at, goes: said?.goes }, lease);
    }
  }

  /** How the owner may put the end off. */
  #offers({ vm, owner = '', lease }: Leased, now: Date): readonly Offer[] {
    const { farm } = this.#parts;
    const person = farm.people.get(owner);
    return person ? extensions(farm, { vm: vmNamed(farm, vm), person, lease, now }) : [];
  }

  /** Tells it once. */
  async #tell(leased: Leased, what: Said, tells: Notice, lease: DutyLease, asked?: RequestOrigin): Promise<void> {
    const { vm, lease: own, instance, owner } = leased;
    if (await this.#isTried(leased, what)) return;
    await this.#parts.engine.submit({
      make: async () =>
        noticeRun({
          command: `status ${vm}`,
          title: `tell of the end of ${vm}`,
          subjects: [vm],
          decisions: [saying(vm, own, what, instance, undefined)],
          tells,
        }),
      by: owner ?? (await this.#parts.runService.run(String(own.run))).by,
      asked: { ...(asked ?? (await this.#places.own(leased))) },
      gate: () => undefined,
      errand: { lease },
    });
  }

  /** Asks for it as its owner would; where that is refused, the owner is told why. */
  async #order(leased: Leased, name: 'stop' | 'destroy', what: Said, lease: DutyLease): Promise<void> {
    const { farm, runService, look, read, subscriptions, drift } = this.#parts;
    const { vm, lease: own, owner = '', instance } = leased;
    const person = farm.people.get(owner);
    const command = commandNamed(runService.commands, name);
    if (!person || command?.kind !== 'plan') throw new Error(`nobody can be asked to ${name} ${vm}`);
    const open = await runService.pending();
    // Somebody has it in hand.
    if (open.some(({ plan }) => plan.locks.some(({ key }) => key === `vm:${vm}`))) return;
    if (await this.#isTried(leased, what)) return;
    const where = await this.#places.asked(leased);
    const askedToo = await this.#othersWho(leased);
    const ending: Planning = {
      ...command,
      plan: async (context) => {
        const wanted = await command.plan(context);
        // Taken back, it is as if the VM had only been stopped: it is said anew when it goes.
        const undone = name === 'destroy' ? ({ about: 'end', at: what.at } as const) : leased.said;
        return {
          ...wanted,
          notes: [ended(vm, own.until), ...wanted.notes],
          ...(askedToo.length > 0 && { askedToo }),
          decisions: [...(wanted.decisions ?? []), saying(vm, own, what, instance, undone)],
        };
      },
    };
    const context: CommandContext = {
      ...{ person, farm, look, read, subscriptions, drift, runService, where, identify: '', args: [vm], remarks: {} },
      speaker: { platform: where.platform, nick: where.nick ?? owner, account: null },
      pending: () => runService.pending(),
    };
    try {
      await runService.on({ lease }).submit(ending, context, { ...where });
    } catch (error) {
      if (error instanceof NotNow) return;
      if (!(error instanceof Refusal)) throw error;
      await this.#tell(leased, what, refused(vm, name, error.lines), lease);
    }
  }

  /** Who has given the VM its end, besides its owner: by a decision, or by taking back that it had none. */
  async #othersWho({ owner, lease: { by, run } }: Leased): Promise<readonly string[]> {
    const decided = await this.#parts.runService.run(String(run));
    const isBack = decided.plan.undoes !== undefined && decided.steps.length === 0;
    const people = [...(by === undefined ? [] : [by]), ...(isBack ? [decided.by] : [])];
    return [...new Set(people)].filter((one) => one !== owner);
  }

  /** Whether the same is under way, was told since it was read what was, or was tried of late: what is refused is told once a week. */
  async #isTried({ vm, lease, said }: Leased, { about, at }: Said): Promise<boolean> {
    const attempts = await this.#attempts(vm, lease.until);
    const counts = (one: Attempt) => !one.view.settled || !isAhead(one.at, new Date(at));
    const last = attempts.find((one) => one.about === about && counts(one));
    if (!last) return false;
    const { settled, state, steps } = last.view;
    if (!settled) return true;
    const tells = steps.length === 0 && state === 'done';
    // Told before, and something else since: the owner is another, or the VM was started again.
    if (tells && about !== 'end' && about !== 'destroy') return said === undefined || said.at < last.at;
    return Date.parse(at) < Date.parse(last.at) + (tells ? grace : again);
  }

  async #attempts(vm: string, until: string): Promise<readonly Attempt[]> {
    const { runService } = this.#parts;
    const heads = await runService.runs({ subject: vm, limit: 100 });
    const views = await Promise.all(heads.map(({ run }) => runService.run(String(run))));
    return views.flatMap((view) => {
      const seen = endSeenTo(view.plan.decisions);
      return seen?.vm === vm && seen.until === until && view.plan.undoes === undefined ? [{ ...seen.said, view }] : [];
    });
  }

  /** Ends the wait of what was to end a lease that was put off since. */
  async #cancelOvertaken(held: Ownerships, lease: DutyLease): Promise<void> {
    const { runService, engine } = this.#parts;
    for (const { run, state, plan } of await runService.unsettled()) {
      const by = state === 'waiting' ? held.overtaken(plan) : undefined;
      if (by !== undefined) await engine.cancel(run, (await runService.run(String(by))).by, { lease });
    }
  }
}
