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
  /** The run that decided it, and since when it holds (ISO 8601). */
  readonly run: number;
  readonly at: string;
}

/** What freezes are called among decisions. */
export const freezing = 'freeze';

/** What a freeze of the whole farm is about. */
export const everything = 'all';

/** The freezes that hold at a time, from what was decided. */
export function freezesAt(decided: ReadonlyMap<string, Decided>, now: Date): readonly Freeze[] {
  return [...decided].flatMap(([about, { value, run, at }]) => {
    const freeze = frozenBy(value);
    return freeze && Date.parse(freeze.until) > now.getTime() ? [{ about, ...freeze, run, at }] : [];
  });
}

function frozenBy(value: Json): Pick<Freeze, 'until' | 'by' | 'because'> | undefined {
  return value === null ? undefined : (value as unknown as Pick<Freeze, 'until' | 'by' | 'because'>);
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

/** Of freezes, in words, those that hold what is about this VM, or without one all of them. */
export function frozenLines(freezes: readonly Freeze[], zone: Zone, vm?: string): readonly string[] {
  return freezes
    .filter(({ about }) => vm === undefined || about === everything || about === vm)
    .map((freeze) => freezeText(freeze, zone));
}

/** What the policy calls a plan by which a freeze ends earlier than somebody else said; none: it is no such plan. */
export function unfreezing(decisions: readonly Decision[] | undefined, person: string, now: Date): { deed?: string } {
  const loosens = (decisions ?? []).some(({ kind, value, before }) => {
    const [held, then] = kind === freezing ? [frozenBy(before), frozenBy(value)] : [];
    if (!held || held.by === person || Date.parse(held.until) <= now.getTime()) return false;
    return then === undefined || Date.parse(then.until) < Date.parse(held.until);
  });
  return loosens ? { deed: 'unfreeze' } : {};
}
