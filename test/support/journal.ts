import type { Change } from '../../src/journal/journal.ts';
import { append } from '../../src/journal/sqlite/append.ts';
import { connect } from '../../src/journal/sqlite/connect.ts';
import { transaction } from '../../src/journal/sqlite/transaction.ts';

/** The writes of one run, in order; run and version are filled in. */
export type History = readonly Pick<Change, 'events' | 'head' | 'locks'>[];

const batch = 1_000;
const start = Date.parse('2026-01-01T00:00:00.000Z');
const minute = 60_000;

/**
 * Adds `count` runs to a SQLite journal, chained as farmhand chains them, a thousand in a commit. `history` says what the nth
 * (from 0) went through.
 */
export async function seedJournal(
  file: string,
  count: number,
  history: (n: number) => History = plainHistory,
): Promise<void> {
  const db = await connect(file);
  try {
    for (let first = 0; first < count; first += batch)
      transaction(db, () => {
        for (let n = first; n < Math.min(count, first + batch); n++) {
          let [run, version]: ['new' | number, number] = ['new', 0];
          for (const change of history(n)) {
            const events = append(db, { ...change, run, version }, new Date(start + n * minute).toISOString());
            run = events[0]?.run ?? run;
            version += events.length;
          }
        }
      });
  } finally {
    db.close();
  }
}

/** A run of three steps on one of twenty VMs, done; each hundredth has failed and is not settled. */
function plainHistory(n: number): History {
  const vm = `vm${n % 20}`;
  const head = {
    state: 'running',
    settled: false,
    title: `clone gallifrey to ${vm}`,
    subjects: [vm, 'gallifrey'],
    by: 'loic',
  };
  const end = n % 100 === 99 ? { ...head, state: 'failed' } : { ...head, state: 'done', settled: true };
  const step = (tag: string) => ({
    head,
    events: ['intent', 'effect', 'verified'].map((type) => ({
      type,
      tag,
      data: { attempt: `r${n}.${tag}.1`, seen: { volume: vm, size: '20 GiB' } },
    })),
  });
  return [
    { head, events: [{ type: 'planned', data: { command: `clone gallifrey ${vm}` } }] },
    ...['lvm.snapshot', 'lvm.copy', 'bind.record'].map(step),
    { head: end, events: [{ type: 'ended', data: { state: end.state } }] },
  ];
}
