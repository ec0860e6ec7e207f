import type { Judgement } from '../../src/engine/action.ts';
import type { Sizes } from './rows.ts';

/** A number of an instance that is to be another. */
interface Given {
  readonly instance: string;
  /** What the instance has in the cluster's configuration; null: there is no such instance. */
  readonly sizes: Sizes | null;
  readonly has: (sizes: Sizes) => number;
  readonly wanted: number;
  /** Only while it is still this: what an undo expects to find. */
  readonly from: number | undefined;
  /** The number in words: "at most 4 GiB", "2 virtual CPUs". */
  readonly shown: (number: number) => string;
  /** What `gnt-instance modify` is given. */
  readonly options: (sizes: Sizes) => readonly string[];
}

/** Whether `gnt-instance modify` has something to do, gnt-instance(8). */
export function judgeGiven({ instance, sizes, has, wanted, from, shown, options }: Given): Judgement {
  if (!sizes) {
    const why = `Ganeti has no instance ${instance}`;
    return from === undefined ? { is: 'blocked', why } : { is: 'done', why };
  }
  const now = has(sizes);
  if (now === wanted) return { is: 'done', why: `${instance} has ${shown(wanted)}` };
  if (from !== undefined && now !== from)
    return { is: 'done', why: `${instance} was given ${shown(now)} since, which is left as it is` };
  return { is: 'todo', effect: { commands: [['gnt-instance', 'modify', ...options(sizes)].join(' ')] } };
}
