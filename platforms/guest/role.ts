import type { Guest } from '../../src/farm/roles/guest.ts';
import { type Neighbour, neighbourFact, showNeighbour } from './neighbour.ts';
import { answers, personalise, unused } from './steps.ts';

/** A Debian guest, looked at by its disk and by its network. */
export const plays: Guest = {
  personalise,
  answers,
  unused,
  neighbour: ({ hypervisor: { nodeHost } }, address) => ({
    facts: [neighbourFact(nodeHost, address)],
    make: ([found]) => {
      const one = found as Neighbour;
      return { answers: one.answers, routed: one.by === 'router', shown: showNeighbour(nodeHost, one) };
    },
  }),
};
