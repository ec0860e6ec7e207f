import * as z from 'zod';
import { action, noReceipt } from '../../src/engine/action.ts';
import * as s from '../../src/farm/config/scalars.ts';
import { type Neighbour, neighbourFact, showNeighbour } from './neighbour.ts';

const Args = z.strictObject({
  /** The host it is asked from. */
  host: s.label,
  address: s.anyAddress,
  /** The one machine that may answer, where there is one. */
  mac: s.mac.optional(),
});

/**
 * Only the machine an address is for has it: the network itself is asked, since an address taken by hand may be in no file.
 * Changes nothing, and has nothing to do: the run goes on, or stops here.
 */
export const unused = action({
  name: 'address.unused',
  risk: 'safe',
  args: Args,
  title: ({ address }) => `make sure that nothing else answers at ${address}`,
  facts: ({ host, address }) => ({ neighbour: neighbourFact(host, address) }),
  see: (_args, { neighbour }): Neighbour => neighbour,
  judge: ({ host, address, mac: own }, seen) => {
    if (seen.by === 'nowhere') return { is: 'done', why: `${host} has no way to ${address}: it is not asked` };
    if (!seen.answers) return { is: 'done', why: `nothing answers at ${address}, asked from ${host}` };
    if (own !== undefined && seen.mac === own)
      return { is: 'done', why: `at ${address} it is ${own} itself that answers` };
    const why = `${showNeighbour(host, seen)} answers at ${address}, asked from ${host}: find out what it is, and take it off that address`;
    return { is: 'blocked', why };
  },
  apply: async () => undefined,
  receipt: noReceipt,
  undo: () => ({ by: [] }),
});
