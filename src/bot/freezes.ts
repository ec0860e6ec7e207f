import type { Decided, Decision } from '../engine/decision.ts';
import type { Json } from '../journal/json.ts';
import { showInZone, type Zone } from '../time/zone.ts';

/** Until when nothing may be begun on a VM, or on the whole farm. */
export interface Freeze {
  /** A VM's name, or `everything`. */
  readonly about: string;
  /** ISO 8601, UTC. */
  readonly until: string;
  /** A name in farm.yaml. */
  readonly by: string;
  readonly because: string;
  /** Others who have frozen the same before, and until when: it stands over theirs, which it does not end. */
  readonly others?: readonly Held[];
  /** The run that decided it, and since when it holds (ISO 8601). */
  readonly run: number;
  readonly at: string;
}

type Held = Pick<Freeze, 'by' | 'until'>;

/** What freezes are called among decisions. */
export const freezing = 'freeze';

/** What a freeze of the whole farm is about. */
export const everything = 'all';

/** What ends a freeze instead, and what the time follows. */
export const [thawWord, untilWord] = ['off', 'until'] as const;
export const freezeWords: readonly string[] = [thawWord, untilWord];

/** The freezes that hold at a time, from what was decided. */
export function freezesAt(decided: ReadonlyMap<string, Decided>, now: Date): readonly Freeze[] {
  return [...decided].flatMap(([about, { value, run, at }]) => {
    const freeze = frozenBy(value);
    return freeze && Date.parse(freeze.until) > now.getTime() ? [{ about, ...freeze, run, at }] : [];
  });
}

type FreezeValue = Pick<Freeze, 'until' | 'by' | 'because' | 'others'>;

function frozenBy(value: Json): FreezeValue | undefined {
  return value === null ? undefined : (value as unknown as FreezeValue);
}

/** A freeze as a decision has it. */
export function freezeValue({ until, by, because, others = [] }: FreezeValue): Json {
  return { until, by, because, ...(others.length > 0 && { others: others.map((one) => ({ ...one })) }) };
}

/** Of what is frozen already, those besides this person who keep it so. */
export function othersWho(held: FreezeValue | undefined, person: string, now: Date): readonly Held[] {
  if (!held) return [];
  const all = [...(held.others ?? []), { by: held.by, until: held.until }];
  return all.filter(({ by, until }) => by !== person && Date.parse(until) > now.getTime());
}

/** What a freeze is about, in words. */
export function frozenName(about: string): string {
  return about === everything ? 'everything' : about;
}

/** "gallifrey is frozen until Mon 2026-12-07 08:00 Europe/Paris" */
export function frozenUntil(about: string, until: Date, zone: Zone): string {
  return `${frozenName(about)} is frozen until ${showInZone(zone, until)}`;
}

/** "gallifrey is frozen until Mon 2026-12-07 08:00 Europe/Paris (loic, run 12): the disks are counted" */
export function freezeText({ about, until, by, because, run }: Freeze, zone: Zone): string {
  return `${frozenUntil(about, new Date(until), zone)} (${by}, run ${run}): ${because}`;
}

/** Of freezes those that hold what is about this VM. */
export function frozenOf(freezes: readonly Freeze[], vm: string): readonly Freeze[] {
  return freezes.filter(({ about }) => about === everything || about === vm);
}

/** What the policy calls a plan by which a freeze ends earlier than somebody else said; none: it is no such plan. */
export function unfreezing(decisions: readonly Decision[] | undefined, person: string, now: Date): { deed?: string } {
  const loosens = (decisions ?? []).some(({ kind, value, before }) => {
    const [held, then] = kind === freezing ? [frozenBy(before), frozenBy(value)] : [];
    const until = then ? Date.parse(then.until) : 0;
    return othersWho(held, person, now).some((one) => until < Date.parse(one.until));
  });
  return loosens ? { deed: 'unfreeze' } : {};
}
