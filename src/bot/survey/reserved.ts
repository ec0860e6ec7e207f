import type { PendingRun } from '../../engine/claims.ts';
import type { FarmSettings } from '../../farm/settings.ts';
import type { StorageState } from '../../farm/state.ts';

/** The room that runs that are not over will take beyond what the hosts show now; owners.ts knows the values they have chosen. */
export interface Reserved {
  /** Extents of the volume group; bytes are rounded up to extents. */
  readonly extents: number;
  /** Bytes of the node's memory. */
  readonly memory: number;
}

/** Adds up what runs claim of the volume group and of the memory of the node that new VMs go to by these settings. */
export function reservedBy(
  pending: readonly PendingRun[],
  { name: group, extentSize }: StorageState['volumeGroup'],
  { hypervisor: { node, nodeHost } }: Pick<FarmSettings, 'hypervisor'>,
): Reserved {
  const claims = pending.flatMap((run) => run.claims);
  const extents = claims.map((claim) => {
    if (claim.kind !== 'storage' || claim.host !== nodeHost || claim.group !== group) return 0;
    return 'extents' in claim ? claim.extents : Math.ceil(claim.bytes / extentSize);
  });
  return { extents: sum(extents), memory: memoryPromised(pending, node) };
}

/** Bytes of a node's memory that runs claim. */
export function memoryPromised(pending: readonly PendingRun[], node: string): number {
  const claims = pending.flatMap((run) => run.claims);
  return sum(claims.map((claim) => (claim.kind === 'memory' && claim.node === node ? claim.bytes : 0)));
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
