import type { LogicalVolume } from './facts.ts';
import { inTheWay } from './in-the-way.ts';

/** A snapshot as a step has it. */
interface Wanted {
  readonly host: string;
  readonly vg: string;
  /** The volume to freeze. */
  readonly origin: string;
  readonly name: string;
}

/** What there is of both; null: none. */
interface Found {
  readonly origin: LogicalVolume | null;
  readonly snapshot: LogicalVolume | null;
}

/** Why a snapshot cannot be taken, or the one of its name cannot be it; undefined: it can. */
export function snapshotProblem(
  { host, vg, origin: from, name }: Wanted,
  { origin, snapshot }: Found,
  planning: boolean,
): string | undefined {
  if (!origin) return `there is no volume ${vg}/${from} on ${host}`;
  if (!snapshot) return undefined;
  const problem = inTheWay(vg, snapshot, planning);
  if (problem !== undefined) return problem;
  return snapshot.origin === from ? undefined : `${vg}/${name} is no snapshot of ${from}: remove it, then plan again`;
}

/** Why a snapshot that overflowed is of no use. */
export function tooSmall(vg: string, name: string): string {
  return `the snapshot ${vg}/${name} overflowed: undo the run, then ask again with a larger one`;
}
