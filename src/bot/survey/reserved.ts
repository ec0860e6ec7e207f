import type { PendingRun } from '../../engine/claims.ts';
import type { FarmSettings } from '../../farm/settings.ts';
import type { GroupState } from '../../farm/state.ts';

/**
 * Extents that runs that are not over will take of a volume group of the node that new VMs go to by these settings, beyond what the host shows now; bytes
 * are rounded up to extents. owners.ts knows the values they have chosen.
 */
export function extentsPromised(
  pending: readonly PendingRun[],
  { name: group, extentSize }: GroupState['volumeGroup'],
  { hypervisor: { nodeHost } }: Pick<FarmSettings, 'hypervisor'>,
): number {
  const claims = pending.flatMap((run) => run.claims);
  const extents = claims.map((claim) => {
    if (claim.kind !== 'storage' || claim.host !== nodeHost || claim.group !== group) return 0;
    return 'extents' in claim ? claim.extents : Math.ceil(claim.bytes / extentSize);
  });
  return sum(extents);
}

/** Bytes of a node's memory that runs that are not over will take. */
export function memoryPromised(pending: readonly PendingRun[], node: string): number {
  const claims = pending.flatMap((run) => run.claims);
  return sum(claims.map((claim) => (claim.kind === 'memory' && claim.node === node ? claim.bytes : 0)));
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
