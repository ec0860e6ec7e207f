import { part } from '../../src/farm/read-parts.ts';
import type { Guest } from '../../src/farm/roles/guest.ts';
import { lvmOf } from '../lvm/settings.ts';
import { deviceOf } from '../lvm/steps.ts';
import { loginsPart } from './logins.ts';
import { neighbourFact, showNeighbour } from './neighbour.ts';
import { rootFact } from './root.ts';
import { answers, forgetKeys, hostKeys, personalise, unused } from './steps.ts';

/** A Debian guest, looked at by its disk and by its network. */
export const plays: Guest = {
  root: (farm, disks) => {
    const devices = disks.map((disk) => deviceOf(farm, disk));
    return part({
      facts: { root: rootFact(disks[0]?.host ?? lvmOf(farm).host, devices) },
      make: ({ root }) => (root === undefined ? undefined : disks[root]),
    });
  },
  hostKeys,
  forgetKeys,
  personalise,
  answers,
  unused,
  logins: loginsPart,
  neighbour: ({ hypervisor: { nodeHost } }, address) =>
    part({
      facts: { one: neighbourFact(nodeHost, address) },
      make: ({ one }) => ({
        answers: one.answers,
        routed: one.by === 'router',
        asked: one.by !== 'nowhere',
        shown: showNeighbour(nodeHost, one),
      }),
    }),
};
