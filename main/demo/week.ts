import type { BinnedDisk, SandboxVm } from '../../platforms/sandboxes.ts';
import { type RunEvent, written } from '../../src/engine/events.ts';
import { fold } from '../../src/engine/fold.ts';
import { type Plan, sealed } from '../../src/engine/plan.ts';
import { RunRecord } from '../../src/engine/run-record.ts';
import { type Journal, type Lease, leaseOfRun } from '../../src/journal/journal.ts';
import { processOwner } from '../../src/journal/owner.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/journal.ts';

/** What was written at once about a run. */
export interface Write {
  readonly run: number;
  readonly at: string;
  readonly events: readonly RunEvent[];
}

/** Something that was asked for or decided, and what came of it. */
export interface Episode {
  /** When it was, as the demo has it: whole days ago, and the time of day (UTC). 0 days ago: just now, and still under way. */
  readonly daysAgo: number;
  readonly at: string;
  readonly writes: readonly Write[];
}

/** A week on the demo's farm, as the engine wrote it (test/main/demo/record.ts). */
export interface Week {
  /** The sandbox's folder in it. */
  readonly folder: string;
  /** The VMs that came into being in it and are still there. */
  readonly made: readonly SandboxVm[];
  /** What the services' files on the first host were at its end: path below the host's folder → text. */
  readonly files: Readonly<Record<string, string>>;
  /** The disks of VMs that are in the bin at its end, and the run that put each there. */
  readonly binned: readonly (BinnedDisk & { readonly run: number })[];
  readonly episodes: readonly Episode[];
}

const minute = 60_000;
const day = 86_400_000;
/** Milliseconds before now that what is under way was approved. */
const justNow = 2000;
/** A time as events have it, as people read it, and as the tag of a volume in the bin has it. */
const times = {
  iso: /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\b/g,
  shown: /\b\d{4}-\d\d-\d\d \d\d:\d\d(?= UTC)/g,
  tag: /\b(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\b/g,
};

/**
 * Writes the week into a new journal in `file`, by the engine's own pen, with the times it would have had on the farm in `folder`. What is
 * under way is taken up by whoever works on that journal next.
 */
export async function replay({ folder: before, episodes }: Week, file: string, folder: string): Promise<void> {
  const now = Date.now();
  let clock = now;
  const journal = await openSqliteJournal(file, { now: () => clock });
  const pen = new Pen(journal);
  try {
    for (const episode of episodes) {
      const later = laterBy(episode, now);
      for (const write of episode.writes) {
        const text = JSON.stringify(write).replaceAll(before, JSON.stringify(folder).slice(1, -1));
        const moved = JSON.parse(timesMoved(text, later)) as Write;
        clock = Date.parse(moved.at);
        await pen.write(moved);
      }
    }
  } finally {
    await journal.close();
  }
}

/** The disks in the bin, kept until the time that they would have had on that farm. */
export function disksInBin({ binned, episodes }: Week): readonly BinnedDisk[] {
  const now = Date.now();
  return binned.map(({ run, ...disk }) => {
    const episode = episodes.find(({ writes }) => writes.some((write) => write.run === run));
    return { ...disk, state: timesMoved(disk.state, episode ? laterBy(episode, now) : 0) };
  });
}

/** Milliseconds by which what was recorded of an episode is to be later: whole minutes of what is over, since people are shown no seconds. */
function laterBy({ daysAgo, at, writes }: Episode, now: number): number {
  const [first = 0, last = 0] = [writes[0], writes.at(-1)].map((write) => Date.parse(write?.at ?? ''));
  const midnight = (Math.floor(now / day) - daysAgo) * day;
  return daysAgo === 0 ? now - justNow - last : midnight + (minutes(at) - Math.floor(first / minute)) * minute;
}

function timesMoved(text: string, later: number): string {
  const moved = (time: string) => new Date(Date.parse(time) + later).toISOString();
  const toMinutes = (time: string) =>
    moved(`${time.replace(' ', 'T')}:00.000Z`)
      .slice(0, 16)
      .replace('T', ' ');
  return text
    .replace(times.iso, moved)
    .replace(times.shown, toMinutes)
    .replace(times.tag, (_, year, month, date, hour, minute, second) => {
      const time = moved(`${year}-${month}-${date}T${hour}:${minute}:${second}.000Z`);
      return `${time.slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
    });
}

function minutes(at: string): number {
  const [hours = 0, more = 0] = at.split(':').map(Number);
  return hours * 60 + more;
}

/** Writes runs down again whose plans have other paths now, and so other hashes. */
class Pen {
  readonly #journal: Journal;
  readonly #records = new Map<number, RunRecord>();
  readonly #leases = new Map<number, Lease>();
  /** By the recorded ones. */
  readonly #hashes = new Map<string, string>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  async write({ run, events }: Write): Promise<void> {
    const [first] = events;
    if (first?.type === 'planned') return this.#plan(run, events);
    if (first?.type === 'running') await this.#take(run);
    const record = this.#records.get(run);
    if (!record) throw new Error(`run ${run} of the demo's week was not planned`);
    const lease = this.#leases.get(run);
    const view = await record.write(() => events.map((event) => this.#own(event, lease)));
    if (!lease || view.state === 'running') return;
    this.#leases.delete(run);
    await this.#journal.release(lease);
    this.#records.set(run, new RunRecord(this.#journal, view));
  }

  async #plan(run: number, events: readonly RunEvent[]): Promise<void> {
    const [first, ...more] = events;
    if (first?.type !== 'planned') throw new Error(`run ${run} does not begin with a plan`);
    const { hash, ...rest } = first.plan;
    const plan: Plan = sealed(rest);
    this.#hashes.set(hash, plan.hash);
    const state = more.some(({ type }) => type === 'queued') ? 'queued' : 'waiting';
    const stored = await this.#journal.append({
      run: 'new',
      version: 0,
      events: [{ ...first, plan }, ...more].map(written),
      head: { state, settled: false, title: plan.title, subjects: plan.subjects, by: first.by },
      locks: plan.locks,
      ...(plan.undoes !== undefined && { onBehalfOf: plan.undoes }),
    });
    this.#records.set(run, new RunRecord(this.#journal, fold(stored)));
  }

  /** The event with the hash, the lease and the process of this journal. */
  #own(event: RunEvent, lease: Lease | undefined): RunEvent {
    return {
      ...event,
      ...('hash' in event && { hash: this.#hashes.get(event.hash) ?? event.hash }),
      ...('token' in event && lease && { token: lease.token }),
      ...('owner' in event && { owner: processOwner() }),
    };
  }

  /** The lease under which a worker writes. */
  async #take(run: number): Promise<void> {
    const [record, lease] = [this.#records.get(run), await this.#journal.lease(leaseOfRun(run), processOwner(), day)];
    if (!record || !lease) throw new Error(`run ${run} of the demo's week cannot be taken up`);
    this.#leases.set(run, lease);
    this.#records.set(run, new RunRecord(this.#journal, record.view, lease.token));
  }
}
