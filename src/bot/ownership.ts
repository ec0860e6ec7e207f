import * as z from 'zod';
import type { Decided, Decision } from '../engine/decision.ts';
import type { Plan } from '../engine/plan.ts';
import type { Instance } from '../farm/state.ts';
import type { Json } from '../journal/json.ts';
import type { CommandRuns } from './command.ts';
import { day } from './words.ts';

/** A decision is about the instance with this MAC: another one of the same name has another. Null: it has none, and the name alone counts. */
const mac = z.string().nullable();

const owned = z.object({
  person: z.string(),
  mac,
  /** Of a VM that the same run makes: what it will take of a quota. */
  takes: z.object({ memory: z.number(), disk: z.number() }).optional(),
});
const lent = z.object({ until: z.string(), since: z.string(), by: z.string().optional(), mac });
const said = z.object({
  until: z.string(),
  mac,
  about: z.union([z.literal(3), z.literal(1), z.enum(['end', 'down', 'destroy', 'nobody'])]),
  at: z.string(),
  goes: z.string().optional(),
});

/** Until when its owner has a VM. */
export interface VmLease {
  /** ISO 8601. */
  readonly until: string;
  /** ISO 8601: when that was decided. */
  readonly since: string;
  /** The person who gave it an end, whoever has put that off since. */
  readonly by?: string | undefined;
  /** The run that decided it. */
  readonly run: number;
}

/** What a VM takes of its owner's quota, in bytes; of memory what it may have, where it runs. */
export interface Takes {
  readonly memory: number;
  readonly disk: number;
}

/** What was said or done last about the end of a lease. */
export interface Said {
  /**
   * 3, 1: so many days were left. end: the VM is stopped, or that was tried. down: it is down, and goes later. destroy: it is destroyed, or that was tried.
   * nobody: its owner is nobody farm.yaml lists.
   */
  readonly about: 3 | 1 | 'end' | 'down' | 'destroy' | 'nobody';
  /** ISO 8601. */
  readonly at: string;
  /** ISO 8601: when a VM that is down goes. */
  readonly goes?: string | undefined;
}

/** Whose a VM is, and until when, as people decided it. */
export interface Ownership {
  /** A person's name in farm.yaml, or one that was in it. */
  readonly owner?: string;
  /** The run that decided that. */
  readonly run?: number;
  /** Absent: it has no end. */
  readonly lease?: VmLease;
  readonly said?: Said;
}

/** An instance, by what decisions know it by. */
type Known = Pick<Instance, 'macs'>;

const none: ReadonlyMap<string, Decided> = new Map();

/** Whose the farm's VMs are. */
export class Ownerships {
  readonly #owners: ReadonlyMap<string, Decided>;
  readonly #leases: ReadonlyMap<string, Decided>;
  readonly #said: ReadonlyMap<string, Decided>;

  constructor(owners = none, leases = none, said = none) {
    this.#owners = owners;
    this.#leases = leases;
    this.#said = said;
  }

  /** VMs whose lease was decided. */
  get leased(): readonly string[] {
    return [...this.#leases].filter(([, { value }]) => value !== null).map(([vm]) => vm);
  }

  /** Whether a VM's lease ends by then, whichever instance it is about. */
  endsBy(vm: string, then: Date): boolean {
    const lease = lent.safeParse(this.#leases.get(vm)?.value).data;
    return lease !== undefined && Date.parse(lease.until) <= then.getTime();
  }

  /** The run that put off the end of a lease which this plan would see to; undefined: none did. */
  overtaken({ decisions, steps }: Pick<Plan, 'decisions' | 'steps'>): number | undefined {
    const seen = steps.length > 0 ? endSeenTo(decisions) : undefined;
    const decided = seen && this.#leases.get(seen.vm);
    if (!seen || lent.safeParse(decided?.value).data?.until === seen.until) return undefined;
    return decided?.run;
  }

  /** Of the instance that has the VM's name. */
  of(vm: string, instance: Known | undefined): Ownership {
    if (!instance) return {};
    const owner = decidedOf(owned, this.#owners.get(vm), instance);
    const lease = decidedOf(lent, this.#leases.get(vm), instance);
    const told = decidedOf(said, this.#said.get(vm), instance);
    return {
      ...(owner && { owner: owner.person, run: this.#owners.get(vm)?.run ?? 0 }),
      ...(lease && { lease: { ...lease, run: this.#leases.get(vm)?.run ?? 0 } }),
      ...(lease && told?.until === lease.until && { said: told }),
    };
  }

  /** What decides that the VM is this person's. `takes`: of a VM that is still to be made. */
  owning(vm: string, person: string, instance: Known, takes?: Takes): Decision {
    const value = { person, mac: macOf(instance), ...(takes && { takes: { ...takes } }) };
    return { kind: 'owner', about: vm, title: `${vm} belongs to ${person}`, value, before: before(this.#owners, vm) };
  }

  /** What decides until when its owner has it; undefined: for ever. `person`: who decides that. */
  lending(vm: string, until: string | undefined, instance: Known, person: string, now: Date): Decision {
    const by = this.of(vm, instance).lease?.by ?? person;
    const value = until === undefined ? null : { until, since: now.toISOString(), by, mac: macOf(instance) };
    const title = until === undefined ? `${vm} has no end` : `${vm} is lent until ${day(until)}`;
    return { kind: 'lease', about: vm, title, value, before: before(this.#leases, vm) };
  }

  /** What decides that nobody has it any more: its end. */
  leaving(vm: string): readonly Decision[] {
    const all = [
      ['owner', this.#owners, `${vm} belongs to nobody`],
      ['lease', this.#leases, `${vm} is lent no more`],
    ] as const;
    return all.flatMap(([kind, map, title]) => {
      const held = before(map, vm);
      return held === null ? [] : [{ kind, about: vm, title, value: null, before: held }];
    });
  }
}

/** Whose a VM is, as a decision of the kind `owner` has it; undefined: nobody's. */
export function ownerIn(value: Json): { readonly person: string; readonly takes?: Takes | undefined } | undefined {
  return owned.safeParse(value).data;
}

/** Reads them from the journal. Throws JournalUnusable. */
export async function ownerships(runs: Pick<CommandRuns, 'decided'>): Promise<Ownerships> {
  return new Ownerships(await runs.decided('owner'), await runs.decided('lease'), await runs.decided(saidKind));
}

/** The kind of decision that keeps what was said about the end of a lease, so that nothing is said twice. */
const saidKind = 'lease-end';

/** What remembers that something was said or done about the end of a lease. `undone`: what an undoing makes of it. */
export function saying(
  vm: string,
  lease: Pick<VmLease, 'until'>,
  what: Said,
  instance: Known,
  undone: Said | undefined,
): Decision {
  const valued = (one: Said) => ({ until: lease.until, mac: macOf(instance), ...plain(one) });
  return {
    kind: saidKind,
    about: vm,
    title: `the end of the lease of ${vm} was seen to (${what.about})`,
    value: valued(what),
    before: undone ? valued(undone) : null,
  };
}

/** What a plan says or does about the end of a lease: of which VM, which end, and when; undefined: nothing. */
export function endSeenTo(
  decisions: readonly Decision[] = [],
): { readonly vm: string; readonly until: string; readonly said: Said } | undefined {
  const found = decisions.find(({ kind }) => kind === saidKind);
  const value = found && said.safeParse(found.value).data;
  return found && value && { vm: found.about, until: value.until, said: value };
}

/** Why a run that ends a lease is not wanted any more: it has another end by now. Undefined: it has not, or the run does no such thing. */
export async function putOff(
  { decisions, steps }: Pick<Plan, 'decisions' | 'steps'>,
  { decided }: Pick<CommandRuns, 'decided'>,
): Promise<string | undefined> {
  const seen = steps.length > 0 ? endSeenTo(decisions) : undefined;
  if (!seen) return undefined;
  const lease = lent.safeParse((await decided('lease')).get(seen.vm)?.value).data;
  if (lease?.until === seen.until) return undefined;
  return `${seen.vm} is lent ${lease ? `until ${day(lease.until)}` : 'for ever'} by now`;
}

function plain({ about, at, goes }: Said): { readonly [key: string]: Json } {
  return { about, at, ...(goes !== undefined && { goes }) };
}

function macOf({ macs }: Known): string | null {
  return macs[0] ?? null;
}

function before(map: ReadonlyMap<string, Decided>, vm: string): Json {
  return map.get(vm)?.value ?? null;
}

function decidedOf<T extends { readonly mac: string | null }>(
  schema: z.ZodType<T>,
  decided: Decided | undefined,
  { macs }: Known,
): T | undefined {
  if (decided === undefined || decided.value === null) return undefined;
  const value = schema.parse(decided.value);
  return value.mac === null || macs.includes(value.mac) ? value : undefined;
}
