import type { Decided } from '../engine/decision.ts';
import type { Farm } from '../farm/farm.ts';
import { opening } from '../farm/window.ts';
import { showInZone } from '../time/zone.ts';
import { everything, freezesAt, freezeText } from './freezes.ts';
import { type Deed, windowsOf } from './policy.ts';
import { listed } from './words.ts';

/** Why something may not begin now though it may be done: it is frozen, or out of the policy's windows. */
export interface Barred {
  /** Each in words, without a stop. */
  readonly bars: readonly string[];
  /** When it can begin, as far as is known now. */
  readonly from: Date;
}

/** What bars go by. */
export interface BarParts {
  readonly farm: Pick<Farm, 'policy' | 'timezone'>;
  /** Freezes as they were decided. */
  readonly freezes: ReadonlyMap<string, Decided>;
}

/** Freezes that end, and windows that open, one after the other, before it is given up to find when something can begin. */
const most = 100;

/** What keeps a deed from beginning then. `overriding`: an ISO time; what held by then is overridden. Undefined: nothing. */
export function barredAt(parts: BarParts, deed: Deed, now: Date, overriding?: string): Barred | undefined {
  const bars = barsAt(parts, deed, now, overriding);
  if (bars.length === 0) return undefined;
  let from = now;
  for (let count = 0; count < most; count += 1) {
    const left = barsAt(parts, deed, from, overriding).map(({ until }) => until.getTime());
    if (left.length === 0) break;
    from = new Date(Math.max(...left));
  }
  return { bars: bars.map(({ text }) => text), from };
}

interface Bar {
  readonly text: string;
  readonly until: Date;
}

function barsAt({ farm, freezes }: BarParts, deed: Deed, now: Date, overriding: string | undefined): readonly Bar[] {
  const { policy, timezone } = farm;
  const frozen = freezesAt(freezes, now)
    .filter(({ about, at }) => (about === everything || deed.vms.includes(about)) && !overridden(at, overriding))
    .map((freeze) => ({ text: freezeText(freeze, timezone), until: new Date(freeze.until) }));
  const windows = overriding === undefined ? windowsOf(policy, deed) : [];
  const closed = windows.flatMap((list): readonly Bar[] => {
    const until = opening(list, timezone, now);
    const times = listed(
      list.map(({ text }) => text),
      'or',
    );
    return until > now ? [{ text: `the policy has it begun only ${times} (${timezone})`, until }] : [];
  });
  return [...frozen, ...closed];
}

function overridden(at: string, overriding: string | undefined): boolean {
  return overriding !== undefined && Date.parse(at) <= Date.parse(overriding);
}

/** "everything is frozen until …; it can begin from Mon 2026-12-07 08:00 Europe/Paris" */
export function barredText({ bars, from }: Barred, { timezone }: Pick<Farm, 'timezone'>): string {
  return `${bars.join('; ')}; it can begin from ${showInZone(timezone, from)}`;
}
