import type { PendingRun } from '../../engine/claims.ts';
import type { Farm } from '../../farm/farm.ts';
import type { ReadFarm } from '../../farm/read-parts.ts';
import type { FarmState } from '../../farm/state.ts';
import { Refusal } from '../refusal.ts';
import { type CopyOf, copyOf } from './copy-of.ts';
import { withContents } from './disk-contents.ts';
import { required } from './required.ts';

/** How many addresses that no file speaks of may turn out to be in use before the pool is taken for wrong. */
const most = 10;

/** A copy at an address that nothing answers at, of disks that were looked at. Throws Refusal. */
export async function unansweredCopy(
  farm: Farm,
  [source, suffix]: readonly [string, string],
  found: { readonly state: FarmState; readonly pending: readonly PendingRun[]; readonly read: ReadFarm },
): Promise<CopyOf> {
  const answering = new Map<string, string>();
  for (;;) {
    const copy = copyOf(farm, source, suffix, found.state, found.pending, answering);
    const { there } = copy;
    const { address } = copy.vm;
    const asked = await found.read({
      neighbour: farm.roles.guest.neighbour(there, address),
    });
    const neighbour = required(`whether ${address} is free`, asked.neighbour);
    if (!neighbour.answers) return withContents(neighbour.routed ? behindRouter(copy) : copy, found.read);
    answering.set(address, `${neighbour.shown}, which answers there`);
    if (answering.size === most) {
      const all = [...answering].map(([one, who]) => `${one}: ${who}`);
      throw new Refusal(`The first ${most} addresses that nothing speaks of are in use all the same.`, ...all);
    }
  }
}

/** Through a router a machine that drops pings looks like none. */
function behindRouter(copy: CopyOf): CopyOf {
  const host = copy.there.hypervisor.nodeHost;
  const note = `cannot tell for sure that ${copy.vm.address} is free: ${host} reaches it through a router only, and asked by ping`;
  return { ...copy, notes: [...copy.notes, note] };
}
