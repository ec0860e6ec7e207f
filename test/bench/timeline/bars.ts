import { read } from '../../../src/engine/events.ts';
import type { StoredEvent } from '../../../src/journal/journal.ts';

/**
 * What a step did in a part of its time. look: from when it could begin until it was known what to do; do: until the action came back; check:
 * until the host showed what came of it; unknown: while the host could not be asked.
 */
export type Kind = 'look' | 'do' | 'check' | 'unknown';

/** A part of a step's time, in seconds since the run was taken up. */
interface Part {
  readonly kind: Kind;
  readonly from: number;
  readonly to: number;
}

/** A step of a run, its parts in order. */
export interface Bar {
  readonly step: string;
  readonly title: string;
  readonly parts: readonly Part[];
}

/** Where the time of a run went: a bar for each step that came to its turn, in the plan's order. Of a run that is not over, as far as it came. */
export function barsOf(events: readonly StoredEvent[]): readonly Bar[] {
  const all = events.map((stored) => ({ at: Date.parse(stored.at), event: read(stored) }));
  const began = all.find(({ event }) => event.type === 'running')?.at;
  const planned = all.map(({ event }) => event).find((event) => event.type === 'planned');
  if (began === undefined || !planned) return [];
  const since = (at: number) => (at - began) / 1000;
  const ends = new Map<string, number>();
  return planned.plan.steps.map(({ id, title, after }) => {
    const own = all.filter(({ event }) => 'step' in event && event.step === id);
    const last = own.findLast(({ event }) => isEnd(event.type));
    if (last) ends.set(id, last.at);
    let from = Math.max(began, ...after.map((other) => ends.get(other) ?? began));
    let kind: Kind = 'look';
    const parts: Part[] = [];
    for (const { at, event } of own) {
      const next = kindAfter(event.type, kind);
      if (next === kind && !isEnd(event.type)) continue;
      if (at > from) parts.push({ kind, from: since(from), to: since(at) });
      from = Math.max(from, at);
      kind = next;
    }
    return { step: id, title, parts };
  });
}

function isEnd(type: string): boolean {
  return ['step.verified', 'step.skipped', 'step.failed'].includes(type);
}

/** What a step does after an event; `now` where the event changes nothing. */
function kindAfter(type: string, now: Kind): Kind {
  if (type === 'step.intent') return 'do';
  if (type === 'step.effect') return 'check';
  if (type === 'step.unknown') return 'unknown';
  return isEnd(type) ? 'look' : now;
}
