import type { PendingRun } from '../engine/claims.ts';
import type { Engine } from '../engine/engine.ts';
import { isUnderWay } from '../engine/run.ts';
import { CannotUndo } from '../engine/undo.ts';
import type { DrillSettings } from '../farm/drill-settings.ts';
import type { Farm } from '../farm/farm.ts';
import type { ReadFarm } from '../farm/read-parts.ts';
import type { FarmState, Instance } from '../farm/state.ts';
import { fits } from '../farm/wildcard.ts';
import { isAhead } from '../time/ahead.ts';
import { lastTimeOfDay } from '../time/zone.ts';
import { drillName } from './drills.ts';
import type { Duty } from './duties.ts';
import { itself } from './itself.ts';
import { Refusal } from './refusal.ts';
import { placeOnly } from './request-origin.ts';
import type { RunService } from './run-service.ts';
import { gateForItself } from './submission-gate.ts';
import { type DrillSource, drilling } from './survey/drilling.ts';
import { hasPlaceholder } from './survey/has-placeholder.ts';
import { vmStates } from './survey/vm-state.ts';

export interface DrillDutyParts {
  /** Its VMs are drilled where it has `drill`. */
  readonly farm: Farm;
  readonly engine: Pick<Engine, 'undoing' | 'cancel'>;
  readonly runService: RunService;
  look(): Promise<FarmState>;
  readonly read: ReadFarm;
  log(message: string): void;
}

type DutyLease = Parameters<Duty['due']>[1];

/** Milliseconds: of a day; and between looks at the hosts where none is due, and where none of those that are can be begun. */
const time = { day: 24 * 3600_000, interval: 3600_000, again: 600_000 };

/**
 * Whether a VM is to be drilled by what was drilled last: on the day that is so many days after that one, or now where that is yet to come by the clock. `last`: an ISO
 * time; `from`: when drills of this day begin.
 */
export function isDrillDue(
  last: string | undefined,
  { every }: Pick<DrillSettings, 'every'>,
  { from, now }: { readonly from: Date; readonly now: Date },
): boolean {
  return last === undefined || isAhead(last, now) || Date.parse(last) < from.getTime() - (every * 1000 - time.day);
}

/**
 * Drills the VMs that farm.yaml says, one after the other, each as a run of farmhand itself, which waits where the policy wants an approval of it. One that failed
 * half-way is taken back, since nobody asked for it: what it made goes, and what it held is free again.
 */
export class DrillDuty implements Duty {
  readonly name = 'the drills that are due';
  readonly #parts: DrillDutyParts;
  /** What was last said in the log of a VM that could not be drilled, so that it is said once. */
  readonly #complaints = new Map<string, string>();
  /** When the hosts were last looked at without beginning anything, and for how long they are left alone from then on; in milliseconds. */
  #rest = { since: Number.NEGATIVE_INFINITY, length: 0 };

  constructor(parts: DrillDutyParts) {
    this.#parts = parts;
  }

  async due(now: Date, lease: DutyLease): Promise<void> {
    const { farm, runService, look } = this.#parts;
    const open = await runService.pending();
    for (const view of open) await this.#takeBack(view, lease);
    const settings = farm.drill;
    const isDrilling = open.some((view) => view.plan.command.startsWith('drill ') && isUnderWay(view));
    if (!settings || isDrilling || this.#isResting(now)) return;
    const from = lastTimeOfDay(farm.timezone, settings.at, now);
    const state = await look();
    const sources = await this.#dueOf(settings, state, { from, now });
    for (const source of sources) if (await this.#begin(source, settings, { state, pending: open }, lease)) return;
    this.#rest = { since: now.getTime(), length: sources.length > 0 ? time.again : time.interval };
  }

  /** A clock that was put back may show a time before the last look. */
  #isResting(now: Date): boolean {
    return Math.abs(now.getTime() - this.#rest.since) < this.#rest.length;
  }

  /** The VMs that are due, the one whose last drill is the longest ago first. */
  async #dueOf(
    { vms, ...settings }: DrillSettings,
    state: FarmState,
    times: { readonly from: Date; readonly now: Date },
  ) {
    const { farm, runService } = this.#parts;
    const named = vmStates(farm, state).filter(
      (seen) => vms.some((pattern) => fits(pattern, seen.vm.name)) && !hasPlaceholder(farm, seen),
    );
    const found = named.flatMap(({ vm, instance }) => (instance ? [{ vm, instance }] : []));
    const last = await Promise.all(
      found.map(async (source) => {
        const heads = await runService.runs({ subject: drillName(source.vm.name), limit: 20 });
        return { source, at: heads.find(({ title }) => title.startsWith('drill '))?.startedAt };
      }),
    );
    return last
      .filter(({ at }) => isDrillDue(at, settings, times))
      .toSorted((a, b) => ((a.at ?? '') < (b.at ?? '') ? -1 : 1))
      .map(({ source }) => source);
  }

  /** Whether it became a run. */
  async #begin(
    source: DrillSource & { readonly instance: Instance },
    { tell }: DrillSettings,
    seen: { readonly state: FarmState; readonly pending: readonly PendingRun[] },
    lease: DutyLease,
  ): Promise<boolean> {
    const { farm, runService, read, log } = this.#parts;
    const { name } = source.vm;
    const [place] = Object.entries(tell).map(([platform, channel]) => ({ platform, channel, private: false }));
    try {
      const wanted = await drilling(farm, source, { ...seen, read });
      await runService.on({ lease }).submitItself(wanted, place ?? null, gateForItself);
      this.#complaints.delete(name);
      return true;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (this.#complaints.get(name) !== error.message) log(`${name} is not drilled: ${error.lines.join(' ')}`);
      this.#complaints.set(name, error.message);
      return false;
    }
  }

  /** Once; what cannot be taken back is left to people. */
  async #takeBack({ run, by, state, plan, asked }: PendingRun, lease: DutyLease): Promise<void> {
    const { engine, runService, log } = this.#parts;
    const [subject = ''] = plan.subjects;
    if (by !== itself || state !== 'failed' || !plan.command.startsWith('drill ')) return;
    const heads = await runService.runs({ subject, limit: 20 });
    if (heads.some(({ title }) => title.startsWith(`undo run ${run}: `))) return;
    try {
      await runService.on({ lease }).submitItself(await engine.undoing(run), placeOnly(asked));
    } catch (error) {
      if (error instanceof CannotUndo) await engine.cancel(run, itself, { lease });
      else if (error instanceof Refusal) log(`run ${run} (${plan.title}) is not taken back: ${error.lines.join(' ')}`);
      else throw error;
    }
  }
}
