import { outgoing } from './clean.ts';
import type { Lane, Parcel } from './outbox.ts';

/** Something to say. */
export interface Saying {
  readonly target: string;
  readonly lines: readonly string[];
  readonly lane: Lane;
  readonly run?: number;
  /** Whom it answers. */
  readonly speaker?: string;
  /** The account it is for alone, the target being the nick that has. */
  readonly account?: string;
  /** It is said even while it is not sure that this process may speak. */
  readonly unsure?: boolean;
}

/** What waits in the outbox for something to be said; undefined when nothing of it can be. */
export function parcelOf(
  { target, lines, lane, run, speaker, account, unsure = false }: Saying,
  { resolve, reject }: Pick<Parcel, 'resolve' | 'reject'>,
): Parcel | undefined {
  const clean = lines.map(outgoing).filter((line) => line !== '');
  if (clean.length === 0) return undefined;
  const about = {
    ...(run !== undefined && { run }),
    ...(speaker !== undefined && { speaker }),
    ...(account !== undefined && { account }),
  };
  const at = performance.now();
  return { target, lane, ...about, at, unsure, lines: clean, ids: [], inFlight: 0, refused: false, resolve, reject };
}
