/**
 * urgent: errors, what happens to runs, what came of decisions. progress: may be replaced by newer, and is not kept through a lost
 * connection. last: answers to strangers; what waits too long is left out.
 */
export type Lane = 'urgent' | 'normal' | 'progress' | 'last';

const lanes: readonly Lane[] = ['urgent', 'normal', 'progress', 'last'];

/** Lines for one target that belong together. */
export interface Parcel {
  readonly target: string;
  lane: Lane;
  /** The run they are about. */
  readonly run?: number;
  /** Whom they answer: each has so much waiting at most. */
  readonly speaker?: string;
  /** The account they are for alone; the target is the nick it has. */
  readonly account?: string;
  /** Milliseconds; when they were put here. */
  readonly at?: number;
  /** They are said even while it is not sure that this process may speak. */
  readonly unsure: boolean;
  /** Still to be written. */
  lines: string[];
  /** Ids of the messages others got. */
  readonly ids: string[];
  /** Lines written, of which it is not known yet whether they were taken. */
  inFlight: number;
  /** The server refused a line: nothing more of it is said. */
  refused: boolean;
  resolve(ids: readonly string[]): void;
  reject(error: Error): void;
}

/**
 * What waits to be said, in the order it will be: urgent before normal before progress; within one of these the targets in turn, a
 * line each; within a target first come, first served.
 */
export class Outbox {
  /** By lane, then target; a Map, whose order is the targets' turn. */
  readonly #waiting: Readonly<Record<Lane, Map<string, Parcel[]>>> = {
    urgent: new Map(),
    normal: new Map(),
    progress: new Map(),
    last: new Map(),
  };

  /**
   * Adds a parcel. News of a run replaces its waiting progress for the same target; urgent news takes along what else waits there
   * about the run, so that its messages are sent in order.
   */
  put(parcel: Parcel): void {
    if (parcel.run !== undefined) {
      for (const stale of this.#take('progress', parcel)) stale.resolve(stale.ids);
      if (parcel.lane === 'urgent') {
        for (const earlier of this.#take('normal', parcel)) {
          earlier.lane = 'urgent';
          this.#queue('urgent', earlier.target).push(earlier);
        }
      }
    }
    this.#queue(parcel.lane, parcel.target).push(parcel);
  }

  /** Puts back, in front, a line that was written and lost. */
  putBack(parcel: Parcel, line: string): void {
    parcel.lines.unshift(line);
    const queue = this.#queue(parcel.lane, parcel.target);
    if (!queue.includes(parcel)) queue.unshift(parcel);
  }

  /** The parcel whose first line is next, among those that can be written now. It stays until `written` says it has no more lines. */
  next(open: (parcel: Parcel) => boolean): Parcel | undefined {
    for (const lane of lanes) {
      for (const parcels of this.#waiting[lane].values()) {
        const parcel = parcels.find(open);
        if (parcel) return parcel;
      }
    }
    return undefined;
  }

  get isEmpty(): boolean {
    return lanes.every((lane) => this.#waiting[lane].size === 0);
  }

  /** A line of the parcel `next` gave was written: the next target's turn. */
  written(parcel: Parcel): void {
    const targets = this.#waiting[parcel.lane];
    const queue = targets.get(parcel.target) ?? [];
    targets.delete(parcel.target);
    if (parcel.lines.length === 0) queue.splice(queue.indexOf(parcel), 1);
    if (queue.length > 0) targets.set(parcel.target, queue);
  }

  /** Takes a parcel out, wherever it is. */
  remove(parcel: Parcel): void {
    this.#keep(parcel.lane, parcel.target, (other) => other !== parcel);
  }

  /** Lines that wait for a target; those that answer one speaker, when that is given. */
  backlog(target: string, speaker?: string): number {
    const parcels = lanes.flatMap((lane) => this.#waiting[lane].get(target) ?? []);
    return linesOf(speaker === undefined ? parcels : parcels.filter((parcel) => parcel.speaker === speaker));
  }

  /** Lines that wait in a lane. */
  waiting(lane: Lane): number {
    return linesOf([...this.#waiting[lane].values()].flat());
  }

  /** Takes out the parcels that match. */
  recall(matches: (parcel: Parcel) => boolean): Parcel[] {
    const taken = lanes.flatMap((lane) => [...this.#waiting[lane].values()].flat().filter(matches));
    for (const parcel of taken) this.remove(parcel);
    return taken;
  }

  /** Everything that waits, taken out. */
  empty(lane?: Lane): Parcel[] {
    const emptied = (lane ? [lane] : lanes).map((name) => this.#waiting[name]);
    const parcels = emptied.flatMap((targets) => [...targets.values()].flat());
    for (const targets of emptied) targets.clear();
    return parcels;
  }

  /** Takes out the lane's parcels with the same run and target, but for one of which a part is written already. */
  #take(lane: Lane, { run, target }: Parcel): Parcel[] {
    const same = (other: Parcel) => other.run === run && other.inFlight === 0 && other.ids.length === 0;
    const taken = (this.#waiting[lane].get(target) ?? []).filter(same);
    this.#keep(lane, target, (other) => !same(other));
    return taken;
  }

  #keep(lane: Lane, target: string, keep: (parcel: Parcel) => boolean): void {
    const left = (this.#waiting[lane].get(target) ?? []).filter(keep);
    if (left.length > 0) this.#waiting[lane].set(target, left);
    else this.#waiting[lane].delete(target);
  }

  #queue(lane: Lane, target: string): Parcel[] {
    const queue = this.#waiting[lane].get(target) ?? [];
    this.#waiting[lane].set(target, queue);
    return queue;
  }
}

function linesOf(parcels: readonly Parcel[]): number {
  return parcels.reduce((lines, parcel) => lines + parcel.lines.length, 0);
}
