import type { RunView } from '../engine/run.ts';
import type { Farm } from '../farm/farm.ts';
import type { FarmState } from '../farm/state.ts';
import type { Journal } from '../journal/journal.ts';
import { Refusal } from './refusal.ts';
import { placeOnly } from './request-origin.ts';
import type { RunService } from './run-service.ts';
import { day, type InBin, inBin } from './survey/in-bin.ts';
import { purging } from './survey/purging.ts';
import { groupBytes } from './survey/volumes.ts';
import { onDisks } from './words.ts';

export interface BinKeeperParts {
  readonly farm: Farm;
  readonly runService: Pick<RunService, 'run' | 'remind' | 'submitItself'>;
  readonly leases: Pick<Journal, 'lease' | 'release'>;
  /** Which process this is; see Journal.lease. */
  readonly owner: string;
  /** Reads the volume groups of all nodes now. */
  look(): Promise<Pick<FarmState, 'storage'>>;
  now(): Date;
  log(message: string, error?: unknown): void;
}

/** Milliseconds: before what is to go it is said; between looks, of which the first is soon after the start; and for how long one process looks alone. */
const time = { notice: 24 * 3600_000, interval: 3600_000, first: 60_000, turn: 300_000 };

/** What is to be done about something in the bin; `at`: when it goes, in milliseconds. */
export type Due = { readonly is: 'remind'; readonly at: number } | { readonly is: 'purge' } | undefined;

/**
 * What is to be done about something in the bin by now. It is said a day before it goes, or when it comes into the bin where it is kept for less; and it never goes
 * earlier after that was said, whatever kept farmhand from saying it. `run`: the one that binned it.
 */
export function dueOf(
  { until }: Pick<InBin, 'until'>,
  run: Pick<RunView, 'endedAt' | 'plannedAt' | 'remindedAt'>,
  now: Date,
): Due {
  const end = Date.parse(until);
  const notice = Math.max(0, Math.min(time.notice, end - Date.parse(run.endedAt ?? run.plannedAt)));
  if (run.remindedAt === undefined)
    return now.getTime() >= end - notice ? { is: 'remind', at: Math.max(end, now.getTime() + notice) } : undefined;
  return now.getTime() >= Math.max(end, Date.parse(run.remindedAt) + notice) ? { is: 'purge' } : undefined;
}

/**
 * Looks into the bin now and then: says what goes from it a day before, where its destruction was asked, and then plans its purge as a run like any other, asked
 * by farmhand itself. Of all processes one does so at a time. What no run of this journal has binned is left to people.
 */
export class BinKeeper {
  readonly #parts: BinKeeperParts;
  /** What was last said in the log of a VM that could not be purged, so that it is said once. */
  readonly #complaints = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();

  constructor(parts: BinKeeperParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#next(time.first);
  }

  /** Resolves when it looks no more. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#looking;
    clearTimeout(this.#timer);
  }

  #next(wait: number): void {
    this.#timer = setTimeout(() => {
      this.#looking = this.look()
        .catch((error) => this.#parts.log('what is in the bin is not looked after; it is tried again', error))
        .then(() => this.#next(time.interval));
    }, wait).unref();
  }

  /** Looks once. Does nothing while another process does. */
  async look(): Promise<void> {
    const { leases, owner, farm } = this.#parts;
    const lease = await leases.lease('bin', owner, time.turn);
    if (!lease) return;
    try {
      const state = await this.#parts.look();
      for (const one of inBin(farm, state)) await this.#lookAt(one, state);
    } finally {
      await leases.release(lease);
    }
  }

  async #lookAt(one: InBin, state: Pick<FarmState, 'storage'>): Promise<void> {
    const { farm, runService, now } = this.#parts;
    try {
      const run = await runService.run(String(one.run));
      if (!run.plan.subjects.includes(one.vm)) throw new Refusal(`run ${one.run} of this journal did not bin it`);
      const due = dueOf(one, run, now());
      if (due?.is === 'remind') await runService.remind(run.run, reminderOf(one, state, new Date(due.at)));
      if (due?.is === 'purge') await runService.submitItself(purging(farm, state, one), placeOnly(run.asked));
      this.#complaints.delete(keyOf(one));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#complain(one, error);
    }
  }

  #complain(one: InBin, error: Refusal): void {
    if (this.#complaints.get(keyOf(one)) === error.message) return;
    this.#complaints.set(keyOf(one), error.message);
    this.#parts.log(`${one.vm} stays in the bin: ${error.lines.join(' ')}`);
  }
}

function keyOf({ vm, run, node }: InBin): string {
  return `${vm} ${run} ${node}`;
}

function reminderOf({ vm, run, volumes }: InBin, state: Pick<FarmState, 'storage'>, at: Date): string {
  const what = onDisks(volumes.map((volume) => groupBytes(state, volume)));
  return `${vm} goes from the bin after ${day(at.toISOString())}, and ${what} is lost then: !undo ${run} gives it back until then`;
}
