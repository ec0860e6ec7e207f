import { part } from '../../src/farm/read-parts.ts';
import type { Guest } from '../../src/farm/roles/guest.ts';
import { neighbourFact, showNeighbour } from './neighbour.ts';
import { answers, personalise, unused } from './steps.ts';

/** A Debian guest, looked at by its disk and by its network. */
export const plays: Guest = {
  personalise,
  answers,
  unused,
  neighbour: ({ hypervisor: { nodeHost } }, address) =>
    part({
      facts: { one: neighbourFact(nodeHost, address) },
      make: ({ one }) => ({
        answers: one.answers,
        routed: one.by === 'router',
        shown: showNeighbour(nodeHost, one),
      }),
    }),
};
