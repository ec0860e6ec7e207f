import type { Decided, Decision } from '../engine/decision.ts';
import type { Wanted } from '../engine/plan.ts';
import type { DriftSettings } from '../farm/drift-settings.ts';
import type { Farm } from '../farm/farm.ts';
import type { ReadFarm } from '../farm/read-parts.ts';
import type { Notes } from '../journal/journal.ts';
import { isAhead } from '../time/ahead.ts';
import { lastTimeOfDay } from '../time/zone.ts';
import { type Comparison, type Drift, type Drifted, isDrifted } from './drift.ts';
import { driftLine } from './drift-text.ts';
import type { Duty } from './duties.ts';
import { type LookNote, LookNotes, thingKey } from './look-notes.ts';
import { noticeRun } from './notice-run.ts';
import { newsPlaceOn } from './request-origin.ts';
import type { RunService } from './run-service.ts';
import { counted } from './words.ts';

/** The kind of decisions that keep what was told. */
const told = 'drift-told';

/** Whose look it is, among those that are kept. */
const daily = 'daily';

/** Most things that are told with a line each; of more, how many they are. */
const most = 10;

export interface DriftWatchParts {
  /** Looked at where it has `drift`. */
  readonly farm: Pick<Farm, 'channels' | 'drift' | 'timezone'>;
  readonly drift: Pick<Drift, 'all' | 'compare'>;
  readonly read: ReadFarm;
  readonly notes: Notes;
  readonly runService: Pick<RunService, 'decided' | 'on'>;
}

/** Looks once a day what is not as runs left it, and has what is new told, a notice each. */
export function driftWatch(parts: DriftWatchParts): Duty {
  const looks = new LookNotes(parts.notes);
  return {
    name: 'the daily look at what is not as runs left it',
    due: async (now, lease) => {
      const { farm, drift, read, runService } = parts;
      const { drift: settings, channels } = farm;
      if (!settings) return;
      const before = await looks.of(daily);
      if (
        before &&
        !isAhead(before.at, now) &&
        before.at >= lastTimeOfDay(farm.timezone, settings.at, now).toISOString()
      )
        return;
      const comparisons = await drift.compare(await drift.all(), read);
      const known = await runService.decided(told);
      const fresh = comparisons.filter(isDrifted).filter((one) => isNew(one, known));
      const service = runService.on({ lease });
      for (const place of placesOf(settings, channels))
        for (const notice of noticesOf(fresh, known)) await service.submitItself(notice, place);
      await looks.keep(daily, noteOf(comparisons, now));
    },
  };
}

/** Where it is told: channels that belong together hear of it anyway once one does. */
function placesOf(settings: DriftSettings, channels: Farm['channels']) {
  const all = Object.entries(settings.tell).map(([platform, channel]) => ({ platform, channel, private: false }));
  return all.filter(
    ({ platform, channel }, index) =>
      !all.slice(0, index).some((asked) => newsPlaceOn(platform, { asked }, channels)?.channel === channel),
  );
}

/** Whether it was not told just as it is: the same change made again after it was as it was left is new. */
function isNew(one: Drifted, known: ReadonlyMap<string, Decided>): boolean {
  return JSON.stringify(known.get(keyOf(one))?.value) !== JSON.stringify(toldOf(one));
}

function toldOf({ left, finding, since }: Drifted) {
  return [left.view.run, left.step.id, finding.mark, since] as const;
}

function keyOf({ subject, left }: Comparison): string {
  return thingKey(subject, left.name);
}

function noticesOf(fresh: readonly Drifted[], known: ReadonlyMap<string, Decided>): readonly Wanted[] {
  const notice = (few: readonly Drifted[], headline: string, next: readonly string[]) =>
    noticeRun({
      command: 'drift',
      title: headline,
      subjects: [...new Set(few.map(({ subject }) => subject))],
      decisions: few.map((one) => telling(one, known)),
      tells: { headline, next },
    });
  const [each, rest] = fresh.length > most ? [fresh.slice(0, most - 1), fresh.slice(most - 1)] : [fresh, []];
  return [
    ...each.map((one) =>
      notice([one], driftLine(one), [`!restore ${one.subject} puts it back, !adopt ${one.subject} takes it as right`]),
    ),
    ...(rest.length > 0
      ? [notice(rest, `${counted(rest.length, 'more thing')} not as runs left them`, ['!drift lists them'])]
      : []),
  ];
}

function telling(one: Drifted, known: ReadonlyMap<string, Decided>): Decision {
  const about = keyOf(one);
  return {
    kind: told,
    about,
    title: `told: ${driftLine(one)}`,
    value: toldOf(one),
    before: known.get(about)?.value ?? null,
  };
}

/** What is kept of a look: when it was, and what was not seen as it was left. */
function noteOf(comparisons: readonly Comparison[], now: Date): LookNote {
  const others = comparisons.flatMap((one): readonly (readonly [string, LookNote['others'][string]])[] => {
    const { finding, since } = one;
    return finding?.is === 'as left' ? [] : [[keyOf(one), { since }]];
  });
  return { at: now.toISOString(), others: Object.fromEntries(others) };
}
