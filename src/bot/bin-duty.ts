import type { Wanted } from '../engine/plan.ts';
import type { RunView } from '../engine/run.ts';
import type { Farm } from '../farm/farm.ts';
import type { FarmState } from '../farm/state.ts';
import { isAhead } from '../time/ahead.ts';
import type { Duty } from './duties.ts';
import { itself } from './itself.ts';
import { noticeRun } from './notice-run.ts';
import { Refusal } from './refusal.ts';
import { placeOnly } from './request-origin.ts';
import type { RunService } from './run-service.ts';
import { type InBin, inBin, isBinnedBy } from './survey/in-bin.ts';
import { purging } from './survey/purging.ts';
import { groupBytes } from './survey/volumes.ts';
import { day, onDisks } from './words.ts';

export interface BinDutyParts {
  readonly farm: Farm;
  readonly runService: Pick<RunService, 'run' | 'runs' | 'on'>;
  /** Reads the volume groups of all nodes now. */
  look(): Promise<Pick<FarmState, 'storage'>>;
  log(message: string): void;
}

/** Milliseconds: before what is to go it is said; and between looks at the hosts. */
const time = { notice: 24 * 3600_000, interval: 3600_000 };

/** What is to be done about something in the bin; `at`: when it goes, in milliseconds. */
export type Due = { readonly is: 'notice'; readonly at: number } | { readonly is: 'purge' } | undefined;

/**
 * What is to be done about something in the bin by now. It is said a day before it goes, or when it comes into the bin where it is kept for less; and it never goes
 * earlier after that was said, whatever kept farmhand from saying it. `run`: the one that binned it; `told`: when that was said, an ISO time.
 */
export function dueOf(
  { until }: Pick<InBin, 'until'>,
  run: Pick<RunView, 'endedAt' | 'plannedAt'>,
  told: string | undefined,
  now: Date,
): Due {
  const end = Date.parse(until);
  const notice = Math.max(0, Math.min(time.notice, end - Date.parse(run.endedAt ?? run.plannedAt)));
  if (told === undefined || isAhead(told, now))
    return now.getTime() >= end - notice ? { is: 'notice', at: Math.max(end, now.getTime() + notice) } : undefined;
  return now.getTime() >= Math.max(end, Date.parse(told) + notice) ? { is: 'purge' } : undefined;
}

/**
 * Says what goes from the bin a day before, where its destruction was asked, and then plans its purge as a run like any other, asked by farmhand itself. What no
 * run of this journal has binned is left to people.
 */
export class BinDuty implements Duty {
  readonly name = 'what is due in the bin';
  readonly #parts: BinDutyParts;
  /** What was last said in the log of a VM that could not be purged, so that it is said once. */
  readonly #complaints = new Map<string, string>();
  /** When the hosts were last looked at, in milliseconds. */
  #looked = Number.NEGATIVE_INFINITY;

  constructor(parts: BinDutyParts) {
    this.#parts = parts;
  }

  async due(now: Date, lease: Parameters<Duty['due']>[1]): Promise<void> {
    // A clock that was put back may show a time before that.
    if (Math.abs(now.getTime() - this.#looked) < time.interval) return;
    const runs = this.#parts.runService.on({ lease });
    const state = await this.#parts.look();
    for (const one of inBin(this.#parts.farm, state)) await this.#lookAt(one, state, runs, now);
    this.#looked = now.getTime();
  }

  async #lookAt(one: InBin, state: Pick<FarmState, 'storage'>, runs: RunService, now: Date): Promise<void> {
    const key = `${one.vm} ${one.run} ${one.node}`;
    try {
      const run = await this.#parts.runService.run(String(one.run));
      if (!isBinnedBy(this.#parts.farm, run, one)) throw new Refusal(`run ${one.run} of this journal did not bin it.`);
      const due = dueOf(one, run, await this.#toldAt(one), now);
      if (due) {
        const wanted =
          due.is === 'notice' ? noticeOf(one, state, new Date(due.at)) : purging(this.#parts.farm, state, one);
        await runs.submitItself(wanted, placeOnly(run.asked));
      }
      this.#complaints.delete(key);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (this.#complaints.get(key) === error.message) return;
      this.#complaints.set(key, error.message);
      this.#parts.log(`${one.vm} stays in the bin: ${error.lines.join(' ')}`);
    }
  }

  /** When it was said that it goes, an ISO time; undefined: it was not yet. */
  async #toldAt(one: InBin): Promise<string | undefined> {
    const heads = await this.#parts.runService.runs({ subject: one.vm, limit: 200 });
    return heads.find(({ by, title }) => by === itself && title === noticeTitle(one))?.startedAt;
  }
}

function noticeTitle({ vm, run }: Pick<InBin, 'vm' | 'run'>): string {
  return `${vm} of run ${run} goes from the bin`;
}

/** A run that tells what is to go, and when. */
function noticeOf(one: InBin, state: Pick<FarmState, 'storage'>, at: Date): Wanted {
  const what = onDisks(one.volumes.map((volume) => groupBytes(state, volume)));
  return noticeRun({
    command: 'bin',
    title: noticeTitle(one),
    subjects: [one.vm],
    tells: {
      headline: `${one.vm} goes from the bin after ${day(at.toISOString())}, and ${what} is lost then`,
      next: [`!undo ${one.run} gives it back until then`],
    },
  });
}
