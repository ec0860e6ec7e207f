import type { PendingRun } from '../../engine/claims.ts';
import type { StorageState } from '../../farm/state.ts';

/** The room that runs that are not over will take beyond what the hosts show now; owners.ts knows the values they have chosen. */
export interface Reserved {
  /** Extents of the volume group; bytes are rounded up to extents. */
  readonly extents: number;
  /** Bytes of the node's memory. */
  readonly memory: number;
}

/** Adds up what runs claim of a volume group, and of a node's memory. */
export function reservedBy(
  pending: readonly PendingRun[],
  { name: group, extentSize }: StorageState['volumeGroup'],
  node: string,
): Reserved {
  const claims = pending.flatMap((run) => run.claims);
  const extents = claims.map((claim) => {
    if (claim.kind !== 'storage' || claim.group !== group) return 0;
    return 'extents' in claim ? claim.extents : Math.ceil(claim.bytes / extentSize);
  });
  const memory = claims.map((claim) => (claim.kind === 'memory' && claim.node === node ? claim.bytes : 0));
  return { extents: sum(extents), memory: sum(memory) };
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
