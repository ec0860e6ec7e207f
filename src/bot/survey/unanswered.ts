import type { PendingRun } from '../../engine/claims.ts';
import type { Farm } from '../../farm/farm.ts';
import type { ReadFarm } from '../../farm/read-parts.ts';
import type { Neighbour } from '../../farm/roles/guest.ts';
import type { FarmState } from '../../farm/state.ts';
import { Refusal } from '../refusal.ts';
import type { CloneWords } from './clone-words.ts';
import { type CopyOf, copyOf } from './copy-of.ts';
import { lookAtDisks, withContents } from './disk-contents.ts';
import { required } from './required.ts';

/** How many addresses that no file speaks of may turn out to be in use before the pool is taken for wrong. */
const most = 10;

/** What a copy is chosen by. */
interface Found {
  readonly state: FarmState;
  readonly pending: readonly PendingRun[];
  readonly read: ReadFarm;
  /** Told of all that the copy may turn out to be, while what is still to be known of it is read. */
  readonly foreseen: (copies: readonly CopyOf[]) => void;
}

/** A copy at an address that nothing answers at, of disks that were looked at. Throws Refusal. */
export async function unansweredCopy(
  farm: Farm,
  { source, suffix, ...words }: CloneWords,
  found: Found,
): Promise<CopyOf> {
  const answering = new Map<string, string>();
  for (;;) {
    const copy = copyOf(farm, source, suffix, found.state, found.pending, { ...words, answering });
    const { there } = copy;
    const each = [copy.vm.address, ...(copy.vm.address6 === undefined ? [] : [copy.vm.address6])];
    const neighbours = new Map(each.map((address) => [address, farm.roles.guest.neighbour(there, address)]));
    const asking = found.read({ neighbours });
    // A large disk is long to look at, and holds up nothing else.
    const looking = lookAtDisks(copy, found.read);
    found.foreseen(outcomesOf(copy));
    const asked = await asking;
    const seen = [...asked.neighbours].map(([address, neighbour]) => ({
      address,
      ...required(`whether ${address} is free`, neighbour),
    }));
    const taken = seen.filter(({ answers }) => answers);
    if (taken.length === 0) return withContents(seen.reduce(withNeighbour, copy), await looking);
    for (const { address, shown } of taken) answering.set(address, `${shown}, which answers there`);
    if (answering.size >= most) {
      const all = [...answering].map(([one, who]) => `${one}: ${who}`);
      throw new Refusal(`The first ${most} addresses that nothing speaks of are in use all the same.`, ...all);
    }
  }
}

/** With each disk as the one that has the root file system, and asked about at each of its addresses. */
function outcomesOf(copy: CopyOf): readonly CopyOf[] {
  const { vm, disks } = copy;
  const six = vm.address6 !== undefined && { asked6: { ...vm, address: vm.address6 } };
  return disks.map((root) => ({ ...copy, ...six, root }));
}

/** With what could not be asked about an address at which nothing answers. Through a router a machine that drops pings looks like none. */
function withNeighbour(copy: CopyOf, { address, routed, asked }: Neighbour & { readonly address: string }): CopyOf {
  const host = copy.there.hypervisor.nodeHost;
  const unsure = `cannot tell for sure that ${address} is free: ${host} reaches it through a router only, and asked by ping`;
  const unasked = `nobody asks whether ${address} is free, or answers in the end: ${host} has no way to it`;
  const notes = [...copy.notes, ...(routed ? [unsure] : []), ...(asked ? [] : [unasked])];
  const six = asked && address === copy.vm.address6 && { asked6: { ...copy.vm, address } };
  return { ...copy, ...six, notes };
}
