import { queuePrefix } from '../../redis/address.ts';

/** Names of the journal's keys in Redis, all in one hash slot of a Cluster. */
export interface Keys {
  /**
   * HASH: `format`; `id`, which journal it is; `seq` and `hash` of the newest event; `runs`, how many there are; `notes`, the seal of all notes;
   * `copying` while a copy is made.
   */
  readonly tip: string;
  /** STREAM: ids are `SEQ-0`; of which run (`run`) and which event of it (`version`) each event is. */
  readonly log: string;
  /** HASH: run → its record (record.ts). */
  readonly runs: string;
  /** LIST: the run's events in order, each as canonical JSON. */
  events(run: number): string;
  /** LIST: `RUN VERSION` of the events of a type and tag. */
  recent(type: string, tag: string): string;
  /** ZSETs of run numbers. */
  readonly unsettled: string;
  state(state: string): string;
  subject(subject: string): string;
  /** HASH: key of a lock → who holds it (locks.ts). */
  readonly locks: string;
  /** HASH: what is leased → its lease (leases.ts). */
  readonly leases: string;
  /** HASH: `token`, the highest given; `server`, the run_id of the server that gave it. */
  readonly fence: string;
  /** HASH: reader → seq. */
  readonly cursors: string;
  /** HASH: key → note (notes.ts). */
  notes(shelf: string): string;
  /** What the keys of the queue (Bull's) begin with, which is no part of the journal. */
  readonly queue: string;
  /** STRING, for a moment: the writer whose turn it is. */
  readonly turn: string;
  /** Channel: `WRITER SEQ` of each write. */
  readonly written: string;
}

/** `prefix`: `{farmhand}`, braces and all. */
export function keysOf(prefix: string): Keys {
  return {
    tip: `${prefix}:tip`,
    log: `${prefix}:log`,
    runs: `${prefix}:runs`,
    events: (run) => `${prefix}:run:${run}`,
    recent: (type, tag) => `${prefix}:recent:${JSON.stringify([type, tag])}`,
    unsettled: `${prefix}:unsettled`,
    state: (state) => `${prefix}:state:${state}`,
    subject: (subject) => `${prefix}:subject:${subject}`,
    locks: `${prefix}:locks`,
    leases: `${prefix}:leases`,
    fence: `${prefix}:fence`,
    cursors: `${prefix}:cursors`,
    notes: (shelf) => `${prefix}:notes:${shelf}`,
    queue: `${queuePrefix({ prefix })}:`,
    turn: `${prefix}:turn`,
    written: `${prefix}:written`,
  };
}
